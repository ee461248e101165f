import { type CsvFormat, type CsvSample, type CsvSource, firstRow, formatOf, readCsv } from './csv.ts'
import { foldHeading, type Statement, statementOf } from './heading.ts'
import type { ImportKind, Preset } from './kind.ts'
import { countHeadings, type Mapping, matchColumns, type SampledColumn } from './mapping.ts'
import { isNothing } from './value.ts'

const SAMPLED_CELLS = 50
const SAMPLED_ROWS = 500
// One word of a title may be a heading by chance.
const FEWEST_HEADINGS = 2

/** Where the table of a file is and what its columns hold. */
export type Layout = { format: CsvFormat; preset: Preset | null; columns: SampledColumn[]; mapping: Mapping }

/** Finds the headings and the columns of a file, or takes the row of headings that somebody chose. */
export async function findLayout(
  source: CsvSource,
  sample: CsvSample,
  kind: ImportKind,
  chosenRow?: number,
): Promise<Layout> {
  const headerRow = chosenRow ?? headingsRow(sample, kind)
  const format = formatOf(sample, headerRow)
  const preset = presetOf(kind, format.header)
  format.tableEnd = preset?.tableEnd ?? null
  const columns = await sampleColumns(source, format)
  return { format, preset, columns, mapping: mapColumns(kind, columns, preset) }
}

/** What the columns of a file state, by the fields that are read from them. */
export function statementsOf(mapping: Mapping, header: readonly string[], preset: Preset | undefined) {
  return Object.entries(mapping).flatMap(([field, column]): [string, Statement][] => {
    if (column === null) return []
    const { zone, unit } = statementOf(header[column] ?? '')
    const statement = { zone, unit: unit ?? preset?.units?.[field] ?? null }
    return statement.zone || statement.unit ? [[field, statement]] : []
  })
}

/** The columns of the fields that every row needs. */
export function neededColumns(kind: ImportKind, mapping: Mapping): number[] {
  return Object.entries(kind.fields).flatMap(([name, { required }]) => {
    const column = mapping[name]
    return required && typeof column === 'number' ? [column] : []
  })
}

/** The headings that stand in more than one column, with the columns, counted from 1. */
export function repeatedHeadings(header: readonly string[]): { heading: string; columns: number[] }[] {
  const columnsOf = new Map<string, number[]>()
  for (const [index, heading] of header.entries()) {
    const name = heading.trim()
    if (name !== '') columnsOf.set(name, [...(columnsOf.get(name) ?? []), index + 1])
  }
  return [...columnsOf]
    .filter(([, columns]) => columns.length > 1)
    .map(([heading, columns]) => ({ heading, columns }))
}

// The first row whose cells are the headings of most fields. A title or a summary may stand above it.
function headingsRow(sample: CsvSample, kind: ImportKind): number {
  const first = firstRow(sample)
  let best = { row: first, score: scoreOf(kind, sample.rows[first - 1] ?? []) }
  for (const [index, cells] of sample.rows.entries()) {
    const score = cells.some((cell) => /^\d[\d.,:/-]*$/.test(cell.trim())) ? 0 : scoreOf(kind, cells)
    if (score >= FEWEST_HEADINGS && score > best.score) best = { row: index + 1, score }
  }
  return best.row
}

function scoreOf(kind: ImportKind, cells: readonly string[]): number {
  return presetOf(kind, cells) ? Number.MAX_SAFE_INTEGER : countHeadings(kind.fields, cells)
}

function presetOf(kind: ImportKind, header: readonly string[]): Preset | null {
  const folded = new Set(header.map(foldHeading))
  return (
    kind.presets?.find(({ headings }) => headings.every((heading) => folded.has(foldHeading(heading)))) ??
    null
  )
}

// What a preset names goes first; the other columns are found as in any file.
function mapColumns(kind: ImportKind, columns: readonly SampledColumn[], preset: Preset | null): Mapping {
  const named: Mapping = {}
  const taken = new Set<number>()
  for (const [field, headings] of Object.entries(preset?.columns ?? {})) {
    const folded = columns.map(({ header }) => foldHeading(header))
    const column = headings.map((heading) => folded.indexOf(foldHeading(heading))).find((index) => index >= 0)
    if (column === undefined || taken.has(column)) continue
    named[field] = column
    taken.add(column)
  }
  const others = Object.fromEntries(Object.entries(kind.fields).filter(([name]) => !(name in named)))
  const free = columns.map((column, index) => (taken.has(index) ? { header: '', cells: [] } : column))
  return { ...matchColumns(others, free), ...named }
}

async function sampleColumns(source: CsvSource, format: CsvFormat): Promise<SampledColumn[]> {
  const columns = format.header.map((header) => ({ header, cells: [] as string[] }))
  let rows = 0
  for await (const { cells } of readCsv(source, format)) {
    for (const [index, column] of columns.entries()) {
      const cell = (cells[index] ?? '').trim()
      if (!isNothing(cell) && column.cells.length < SAMPLED_CELLS) column.cells.push(cell)
    }
    rows += 1
    if (rows === SAMPLED_ROWS) break
  }
  return columns
}
