import { levels } from 'pino'

interface Line {
  level: number
  time: number
  msg?: string
  err?: { message?: string; stack?: string }
  [field: string]: unknown
}

const shown = ['name', 'requestId', 'method', 'path', 'status', 'durationMs', 'workspace', 'migrations']
const longest = 120
const info = 30

/**
 * What a person reads on a terminal instead of a line of the log as JSON: the time, the level if it is not `info`, the
 * message and what belongs to it. Answered requests are left out; a file or a collector still gets all of them.
 * @returns null for a line that is left out
 */
export function humanLine(json: string): string | null {
  const line = JSON.parse(json) as Line
  if (line.level <= info && typeof line.operation === 'string') return null
  const level = levels.labels[line.level] ?? String(line.level)
  const facts = shown
    .filter((field) => line[field] !== undefined)
    .map((field) => `${field} ${short(line[field])}`)
  return [
    new Date(line.time).toTimeString().slice(0, 8),
    ...(level === 'info' ? [] : [level.toUpperCase()]),
    line.msg ?? '',
    ...(facts.length > 0 ? [`(${facts.join(', ')})`] : []),
    ...(line.err ? [`\n${line.err.stack ?? line.err.message}`] : []),
  ].join(' ')
}

function short(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} of them, the last ${value.at(-1)}`
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** For pino: writes human lines to standard error. */
export const terminal = {
  write(json: string): void {
    const line = humanLine(json)
    if (line !== null) process.stderr.write(`${line}\n`)
  },
}
