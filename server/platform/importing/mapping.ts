import { cut, foldWord, type Parse, type Reading } from './value.ts'

export type Field<T, Required extends boolean = boolean> = {
  title: string
  required: Required
  help: string
  unit?: string
  // How other systems head this column; letter case, accents and punctuation do not matter.
  headers: readonly string[]
  // Cells of this field tell the order of the file's dates, or its decimal separator.
  shows?: 'date_order' | 'decimal_separator'
  parse: Parse<T>
}

export type Fields = Record<string, Field<unknown>>

export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T, infer Required> ? (Required extends true ? T : T | null) : never
}

// A field's name to the index of its column; a field without one is not in the file.
export type Mapping = Record<string, number | null>

export type RowError = { field: string | null; message: string }

export function required<T>(field: Omit<Field<T>, 'required'>): Field<T, true> {
  return { ...field, required: true }
}

export function optional<T>(field: Omit<Field<T>, 'required'>): Field<T, false> {
  return { ...field, required: false }
}

// Each column goes to one field at most. What is headed exactly like a field goes first, so that
// "Hobbs out" is not taken by a field that also knows the plainer "Hobbs (out)".
export function matchHeaders(fields: Fields, header: string[]): Mapping {
  const mapping: Mapping = {}
  const taken = new Set<number>()
  for (const fold of [foldWord, foldWithoutRemark]) {
    for (const [name, field] of Object.entries(fields)) {
      if (typeof mapping[name] === 'number') continue
      const known = new Set([name, field.title, ...field.headers].map(foldWord))
      const column = header.findIndex((heading, index) => !taken.has(index) && known.has(fold(heading)))
      mapping[name] = column < 0 ? null : column
      if (column >= 0) taken.add(column)
    }
  }
  return mapping
}

export function missingFields(fields: Fields, mapping: Mapping) {
  return Object.entries(fields).filter(([name, field]) => field.required && typeof mapping[name] !== 'number')
}

// Reads one row. The values are whole only where there are no problems.
export function readValues<F extends Fields>(fields: F, mapping: Mapping, cells: string[], reading: Reading) {
  const values: Record<string, unknown> = {}
  const problems: RowError[] = []
  for (const [name, field] of Object.entries(fields)) {
    const column = mapping[name]
    const cell = typeof column === 'number' ? (cells[column] ?? '').trim() : ''
    values[name] = null
    if (cell === '') {
      if (field.required)
        problems.push({ field: name, message: `${field.title} is missing: every row needs it` })
      continue
    }
    const parsed = parseCell(field, cell, reading)
    if ('problem' in parsed) problems.push({ field: name, message: parsed.problem })
    else values[name] = parsed.value
  }
  return { values: values as Values<F>, problems }
}

// A cell that its reader throws at is the problem of its row.
function parseCell(field: Fields[string], cell: string, reading: Reading) {
  try {
    return field.parse(cell, reading)
  } catch {
    return { problem: `“${cut(cell)}” cannot be read: write it in another way, or empty the cell` }
  }
}

// Units and remarks in brackets: "Tach (hours)", "Elevation [ft]".
function foldWithoutRemark(heading: string) {
  return foldWord(heading.replaceAll(/[([{].*?[)\]}]/g, ''))
}
