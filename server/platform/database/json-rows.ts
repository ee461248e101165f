/** Columns as PostgreSQL describes them, of which only this is needed here. */
export interface Column {
  name: string
  dataTypeID: number
}

type Write = (text: string) => string

const asItStands: Write = (text) => text
/** As a record has it: without the blanks that PostgreSQL writes into JSON, and 12.50 as 12.5. */
const asInRecords: Write = (text) => JSON.stringify(JSON.parse(text))
const inQuotes: Write = (text) => JSON.stringify(text)

// The types by their object ids, which PostgreSQL never changes.
const writers = new Map<number, Write>([
  [16, (text) => (text === 't' ? 'true' : 'false')],
  ...[20, 21, 23].map((type) => [type, asItStands] as const),
  ...[700, 701, 1700, 114, 3802].map((type) => [type, asInRecords] as const),
  ...[18, 19, 25, 1042, 1043, 1082, 2950].map((type) => [type, inQuotes] as const),
  [1184, instantJson],
])

const written = new WeakMap<readonly Column[], (row: readonly (string | null)[]) => string>()

/**
 * Writes rows as JSON from the text in which PostgreSQL sends each field, so that nothing is parsed to be
 * written again: a third cheaper than `row_to_json`, which looks every column's type up for every row.
 * The connection speaks ISO dates in UTC. The last `unwritten` columns are left out. @throws Error for a column of a type that has no form here.
 */
export function jsonWriter(
  columns: readonly Column[],
  unwritten = 0,
): (row: readonly (string | null)[]) => string {
  const known = written.get(columns)
  if (known) return known
  const parts = columns.slice(0, columns.length - unwritten).map(({ name, dataTypeID }, index) => {
    const write = writers.get(dataTypeID)
    if (!write)
      throw new Error(`The column ${name} has a type (${dataTypeID}) that cannot be written as JSON`)
    return { before: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`, write }
  })
  const writer = (row: readonly (string | null)[]) => {
    let json = ''
    for (let index = 0; index < parts.length; index++) {
      const { before, write } = parts[index] as (typeof parts)[0]
      const text = row[index] as string | null
      json += before + (text === null ? 'null' : write(text))
    }
    return `${json}}`
  }
  written.set(columns, writer)
  return writer
}

/** `2026-11-01 08:30:00.5+00` is `"2026-11-01T08:30:00.500Z"`, as everywhere on the wire. */
function instantJson(text: string): string {
  const at = text.indexOf(' ')
  const end = text.length - 3
  const day = text.slice(0, at)
  const second = text.slice(at + 1, at + 9)
  const fraction = end > at + 10 ? text.slice(at + 10, Math.min(end, at + 13)).padEnd(3, '0') : '000'
  return `"${day}T${second}.${fraction}Z"`
}
