import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { notUtf8, type Proved, verifyExport } from './verify.ts'

export const verifyUsage = 'verify-audit FILE [--key PUBLIC_KEY …]'

/**
 * `apron verify-audit FILE`: reads an export and says whether it can be proved. It needs neither database nor
 * settings; `-` reads standard input.
 * @returns 0 if it is complete and unchanged, 1 if something does not match, 2 if that cannot be determined.
 */
export async function verifyAuditFile(
  args: string[],
  print: (line: string) => void,
  input: Readable = process.stdin,
): Promise<number> {
  const asked = readArguments(args)
  if (typeof asked === 'string') {
    print(`${asked}\nusage: npm run apron -- ${verifyUsage}`)
    return 2
  }
  const { file, keys } = asked
  try {
    const verdict = await verifyExport(linesOf(file === '-' ? input : createReadStream(file)), keys)
    if (verdict.outcome === 'misfit') {
      print(`does not fit: line ${verdict.line}: ${verdict.reason}`)
      return 1
    }
    if (verdict.outcome === 'excerpt') {
      const filters = Object.entries(verdict.filters).map(([name, value]) => `${name}=${value}`)
      print(
        `cannot be proved whole: this is an excerpt (${filters.join(', ')}), in which nobody can tell what was left out. Export without a filter to prove it`,
      )
      print(`${many(verdict.entries, 'entry fits its own hash', 'entries fit their own hashes')}`)
      return 2
    }
    for (const line of report(verdict, keys.length > 0)) print(line)
    return 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === notUtf8) {
      print('does not fit: the file is not UTF-8: it was changed, or saved by another program')
      return 1
    }
    print(`${file} cannot be read: ${(error as Error).message}`)
    return 2
  }
}

function readArguments(args: string[]): { file: string; keys: string[] } | string {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { key: { type: 'string', multiple: true, default: [] } },
    })
    const [file, ...more] = positionals
    if (!file || more.length > 0) return 'Name one file: an export of the audit log as NDJSON'
    const wrong = values.key.find((key) => !/^[\w-]{43}$/.test(key))
    if (wrong !== undefined)
      return `"${wrong}" is no public key: one has 43 characters, and GET /api/v1/audit-keys shows it`
    return { file, keys: values.key }
  } catch (error) {
    return (error as Error).message
  }
}

const many = (count: number, one: string, several: string) => `${count} ${count === 1 ? one : several}`

function report({ workspace, entries, segments, purged, head, keys }: Proved, isPinned: boolean): string[] {
  const gone =
    purged.segments === 0
      ? []
      : [
          `${many(purged.entries, 'older entry', 'older entries')} in ${many(purged.segments, 'segment', 'segments')} deleted, as the log retention says; the signed roots join the chain`,
        ]
  return [
    `whole and unchanged: ${many(entries, 'entry', 'entries')} of ${workspace.name} (${workspace.id}), to entry ${head.sequence} as of ${head.at}`,
    ...gone,
    `${many(segments, 'signed segment', 'signed segments')} and the signed head fit the key ${keys.join(', ')}`,
    ...(isPinned
      ? []
      : [
          'is that key the installation’s? Compare it with GET /api/v1/audit-keys or a copy that you kept, or name it with --key',
        ]),
  ]
}

/** A record has a megabyte at most, and is written before, after and as its event, each time escaped. */
const longestLine = 64_000_000

/**
 * The lines of a file, one at a time. Not node:readline, which takes U+2028 within a text for the end of a line.
 * @throws TypeError where the file is not UTF-8.
 */
export async function* linesOf(file: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  // Of a line that goes on and on each part is looked at once, and it is not held without end.
  let parts: string[] = []
  let held = 0
  for await (const chunk of file) {
    const [first = '', ...others] = (
      typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    ).split('\n')
    parts.push(first)
    held += first.length
    if (held > longestLine) throw new TypeError('A line is longer than any that an export writes')
    for (const other of others) {
      yield parts.join('')
      parts = [other]
      held = other.length
    }
  }
  parts.push(decoder.decode())
  const last = parts.join('')
  if (last !== '') yield last
}
