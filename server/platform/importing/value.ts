// What a cell says, or a sentence that tells its author what to change.
// A problem may name the option that would solve it for the whole file.
export type Parsed<T> = { value: T } | { problem: string; option?: string }

// How this file writes dates and numbers. Null: nobody said and the file does not show it,
// so that a value which could be read two ways is refused.
export type Reading = {
  timeZone: string
  // What L and LT behind a time mean; `timeZone` by default.
  localTimeZone?: string
  dateOrder: 'ymd' | 'dmy' | 'mdy' | null
  decimalSeparator: '.' | ',' | null
  options: Record<string, string>
  // What the heading of a column states: the unit of its numbers.
  unit?: string
  // What differs for single columns, by their fields.
  byField?: Record<string, Partial<Reading>>
}

/** How the cells of a field are read. */
export function readingFor(reading: Reading, field: string): Reading {
  const own = reading.byField?.[field]
  return own ? { ...reading, ...own } : reading
}

/** Whether a cell is empty, or has a mark that stands for nothing. */
export function isNothing(cell: string): boolean {
  return cell === '' || /^(?:[-–—]+|n\/a|n\.a\.|#n\/a|null|\(blank\))$/i.test(cell.trim())
}

export type Parse<T> = (text: string, reading: Reading) => Parsed<T>

export function text({ min = 1, max = 200 }: { min?: number; max?: number } = {}): Parse<string> {
  return (cell) => {
    if (cell.length < min) return { problem: `“${cell}” is too short: write at least ${min} characters` }
    if (cell.length > max)
      return { problem: `This text has ${cell.length} characters: at most ${max} are kept` }
    return { value: cell }
  }
}

// A code such as a registration: upper case, without the spaces that people type within it.
export function code({
  pattern,
  expected,
  max = 20,
}: {
  pattern: RegExp
  expected: string
  max?: number
}): Parse<string> {
  return (cell) => {
    const value = cell.toUpperCase().replaceAll(/\s+/g, '')
    if (value.length > max || !pattern.test(value)) return { problem: `“${cut(cell)}” is not ${expected}` }
    return { value }
  }
}

export const email: Parse<string> = (cell) => {
  const value = cell.toLowerCase()
  if (value.length > 254 || !/^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]+$/.test(value)) {
    return { problem: `“${cut(cell)}” is not an email address: write it as name@example.com` }
  }
  return { value }
}

const YES = new Set(['yes', 'y', 'true', 't', '1', 'x', 'on', '✓', '✔', 'ja', 'j', 'oui', 'si', 'sí'])
const NO = new Set(['no', 'n', 'false', 'f', '0', 'off', 'nein', 'non'])

export const boolean: Parse<boolean> = (cell) => {
  const word = cell.toLowerCase()
  if (YES.has(word)) return { value: true }
  if (NO.has(word)) return { value: false }
  return { problem: `“${cut(cell)}” is neither yes nor no: write yes or no` }
}

// One of a few words, each with the ways in which other systems write it.
export function choice<const T extends Record<string, readonly string[]>>(
  synonyms: T,
): Parse<keyof T & string> {
  const byWord = new Map<string, keyof T & string>()
  for (const [value, words] of Object.entries(synonyms)) {
    for (const word of [value, ...words]) byWord.set(foldWord(word), value)
  }
  const known = Object.keys(synonyms).join(', ')
  return (cell) => {
    const value = byWord.get(foldWord(cell))
    return value ? { value } : { problem: `“${cut(cell)}” is not known here: write one of ${known}` }
  }
}

// Several values in one cell, as in "pilot; instructor".
export function list<T>(parse: Parse<T>): Parse<T[]> {
  return (cell, reading) => {
    const values: T[] = []
    for (const part of cell.split(/[;,|/+]|\band\b/i)) {
      if (part.trim() === '') continue
      const parsed = parse(part.trim(), reading)
      if ('problem' in parsed) return parsed
      if (!values.includes(parsed.value)) values.push(parsed.value)
    }
    return { value: values }
  }
}

// Letters and digits alone, without accents: "Tail-wheel", "tailwheel" and "Tail Wheel" are one word.
export function foldWord(word: string) {
  return word
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

export function cut(cell: string, length = 60) {
  return cell.length > length ? `${cell.slice(0, length - 1)}…` : cell
}
