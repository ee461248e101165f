import { factorOf, foldBare, foldHeading, foldWithoutBrackets } from './heading.ts'
import { cut, isNothing, type Parse, type Reading, readingFor } from './value.ts'

export type Field<T, Required extends boolean = boolean> = {
  title: string
  required: Required
  help: string
  unit?: string
  // How other systems head this column, the best first; letter case, accents and punctuation do not matter.
  headers: readonly string[]
  // A file without its column is asked about it, although a row may leave it empty.
  isAsked?: boolean
  // Cells of this field tell the order of the file's dates, or its decimal separator.
  shows?: 'date_order' | 'decimal_separator'
  // Whether a cell may be of this field, where that is more than to be readable.
  fits?: (cell: string) => boolean
  // A column without one such cell is never this field, whatever its heading: hours under “PIC” are no names.
  mustFit?: boolean
  parse: Parse<T>
}

export type Fields = Record<string, Field<unknown>>

export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T, infer Required> ? (Required extends true ? T : T | null) : never
}

// A field's name to the index of its column; a field without one is not in the file.
export type Mapping = Record<string, number | null>

export type RowError = { field: string | null; message: string; option?: string }

/** A column of a file: its heading and its first cells that are not empty. */
export type SampledColumn = { header: string; cells: readonly string[] }

export function required<T>(field: Omit<Field<T>, 'required'>): Field<T, true> {
  return { ...field, required: true }
}

export function optional<T>(field: Omit<Field<T>, 'required'>): Field<T, false> {
  return { ...field, required: false }
}

// A column whose cells are hardly ever those of a field is rather something else under the same heading.
const FITTING_SHARE = 0.5
// So many cells without one that fits show that it is not what its heading says.
const ENOUGH_CELLS = 5
const LENIENT: readonly Reading[] = [
  { timeZone: 'UTC', dateOrder: 'dmy', decimalSeparator: '.', options: {} },
  { timeZone: 'UTC', dateOrder: 'mdy', decimalSeparator: ',', options: {} },
]

/**
 * Finds the column of each field, by its heading and by what its cells hold: under “Departure” some files have the
 * place, others the time. Each column goes to one field at most. What is headed exactly like a field goes first, so
 * that "Hobbs out" is not taken by a field that also knows the plainer "Hobbs (out)".
 */
export function matchColumns(fields: Fields, columns: readonly SampledColumn[]): Mapping {
  const candidates = headingMatches(
    fields,
    columns.map(({ header }) => header),
  ).map((match) => ({
    ...match,
    share: fittingShare(fields[match.name], columns[match.column]?.cells ?? []),
  }))
  const mapping: Mapping = Object.fromEntries(Object.keys(fields).map((name) => [name, null]))
  const taken = new Set<number>()
  const take = ({ name, column }: { name: string; column: number }) => {
    if (mapping[name] !== null || taken.has(column)) return
    mapping[name] = column
    taken.add(column)
  }
  for (const match of candidates) if (match.share >= FITTING_SHARE) take(match)
  for (const match of candidates) {
    const cells = columns[match.column]?.cells.length ?? 0
    const field = fields[match.name]
    if (field?.required || match.share > 0 || (cells < ENOUGH_CELLS && !field?.mustFit)) take(match)
  }
  return mapping
}

/** How many columns of a row of headings a field knows. */
export function countHeadings(fields: Fields, header: readonly string[]): number {
  const matches = headingMatches(fields, header)
  return new Set(matches.map(({ column }) => column)).size
}

type Match = { name: string; column: number; level: number; rank: number }

// The best first: the exact heading before the one without its brackets, the first synonym before the second.
function headingMatches(fields: Fields, header: readonly string[]): Match[] {
  const folded = header.map((heading) => [
    foldHeading(heading),
    foldWithoutBrackets(heading),
    foldBare(heading),
  ])
  const matches = Object.entries(fields).flatMap(([name, field]) => {
    const known = [name, field.title, ...field.headers].map(foldHeading)
    return folded.flatMap((forms, column): Match[] => {
      const level = forms.findIndex((form) => form !== '' && known.includes(form))
      return level < 0 ? [] : [{ name, column, level, rank: known.indexOf(forms[level] ?? '') }]
    })
  })
  return matches.sort((a, b) => a.level - b.level || a.rank - b.rank || a.column - b.column)
}

function fittingShare(field: Fields[string] | undefined, cells: readonly string[]): number {
  const held = cells.filter((cell) => !isNothing(cell))
  if (!field || held.length === 0) return 1
  const fits =
    field.fits ??
    ((cell: string) => LENIENT.some((reading) => 'value' in parseCell(field, cell, { ...reading })))
  return held.filter(fits).length / held.length
}

/** The fields whose column a file has to name. `lacks` has those that its product never exports. */
export function missingFields(fields: Fields, mapping: Mapping, lacks: readonly string[] = []) {
  return Object.entries(fields).filter(
    ([name, field]) =>
      (field.required || (field.isAsked && !lacks.includes(name))) && typeof mapping[name] !== 'number',
  )
}

// Reads one row. The values are whole only where there are no problems.
export function readValues<F extends Fields>(fields: F, mapping: Mapping, cells: string[], reading: Reading) {
  const values: Record<string, unknown> = {}
  const problems: RowError[] = []
  for (const [name, field] of Object.entries(fields)) {
    const column = mapping[name]
    const cell = typeof column === 'number' ? (cells[column] ?? '').trim() : ''
    values[name] = null
    if (isNothing(cell)) {
      if (field.required)
        problems.push({ field: name, message: `${field.title} is missing: every row needs it` })
      continue
    }
    const parsed = parseCell(field, cell, readingFor(reading, name))
    if ('problem' in parsed) problems.push({ field: name, message: parsed.problem, ...optionOf(parsed) })
    else values[name] = parsed.value
  }
  return { values: values as Values<F>, problems }
}

const optionOf = ({ option }: { option?: string }) => (option ? { option } : {})

// A cell that its reader throws at is the problem of its row.
function parseCell(field: Fields[string], cell: string, reading: Reading) {
  try {
    const parsed = field.parse(cell, reading)
    if (!('value' in parsed) || typeof parsed.value !== 'number' || !field.unit || !reading.unit)
      return parsed
    const factor = factorOf(reading.unit, field.unit)
    return factor === null || factor === 1 ? parsed : { value: parsed.value * factor }
  } catch {
    return { problem: `“${cut(cell)}” cannot be read: write it in another way, or empty the cell` }
  }
}
