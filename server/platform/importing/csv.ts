import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { parse as parseSample } from 'csv-parse/sync'

export type CsvSource = () => AsyncIterable<Uint8Array>

export type CsvFormat = {
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  separator: string
  header: string[]
  // The row that the spreadsheet shows beside the header. What stands above it is no data.
  headerRow: number
  skipsSeparatorLine: boolean
  // The first cell of the row at which the table ends, where a file holds more than one.
  tableEnd?: string | null
  // The sheet, of a workbook.
  sheet?: string | null
  // The columns without which a row is no record.
  neededColumns?: readonly number[]
}

/** Why a row below the headings is no data. */
export type IgnoredReason =
  | 'above the headings'
  | 'a repeated heading'
  | 'a totals row'
  | 'a title'
  | 'another table'
export type OnIgnored = (row: number, reason: IgnoredReason) => void

export type CsvRow = {
  // As a spreadsheet counts: the header is usually row 1, and a line break inside quotes is no new row.
  row: number
  cells: string[]
  fault: string | null
}

// The file as a whole cannot be read. The message is a sentence for the person who chose it.
export class CsvFault extends Error {}

const SEPARATORS = [',', ';', '\t', '|']
const SAMPLE_BYTES = 256 * 1024
const SAMPLE_ROWS = 500
const TOTALS =
  /^(?:(?:grand|page|sub|this page|running)[\s-]*)?totals?\b|^sum(?:me|me:)?$|^totaux\b|^(?:brought|carried|amounts?) forward/i
// One record of a megabyte is a quotation mark that was never closed, not data.
const RECORD_BYTES = 1024 * 1024

export type CsvSample = Pick<CsvFormat, 'encoding' | 'separator' | 'skipsSeparatorLine'> & {
  rows: string[][]
}

/** Reads the file once, because a letter that is not UTF-8 may stand in its last row only. Gives its first rows. */
export async function sampleCsv(source: CsvSource, { isWorkbook = false } = {}): Promise<CsvSample> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const sampled: Uint8Array[] = []
  let sampledBytes = 0
  let isUtf8 = true
  for await (const chunk of source()) {
    if (sampledBytes < SAMPLE_BYTES) {
      sampled.push(chunk)
      sampledBytes += chunk.length
    }
    if (isWorkbook && sampledBytes >= SAMPLE_BYTES) break
    if (isUtf8) isUtf8 = canDecode(decoder, chunk)
  }
  if (isUtf8 && !isWorkbook) isUtf8 = canDecode(decoder)
  const sample = Buffer.concat(sampled)
  const encoding = detectEncoding(sample, isUtf8)
  const text = new TextDecoder(encoding).decode(sample)
  const stated = /^sep=(.)\r?\n/i.exec(text)
  const body = stated ? text.slice(stated[0].length) : text
  const separator = stated?.[1] ?? detectSeparator(body, sampledBytes >= SAMPLE_BYTES)
  const rows = sampleRows(body, separator, SAMPLE_ROWS)
  return { encoding, separator, skipsSeparatorLine: stated !== null, rows }
}

/** The format of a file whose headings stand in this row, counted as a spreadsheet does. */
export function formatOf(sample: CsvSample, headerRow: number): CsvFormat {
  const { rows, ...format } = sample
  const header = rows[headerRow - 1]
  if (!header || isBlank(header))
    throw new CsvFault('The file is empty: it needs a row of column headings and at least one row below it')
  return { ...format, header: header.map((cell) => unguarded(cell.trim())), headerRow }
}

/** The first row that is not blank; 1 where all are. */
export function firstRow({ rows }: CsvSample): number {
  return (
    Math.max(
      0,
      rows.findIndex((cells) => !isBlank(cells)),
    ) + 1
  )
}

// The rows below the header, blank ones left out. A row that does not fit the header comes
// with its fault, since reading on is worth more than stopping.
export async function* readCsv(
  source: CsvSource,
  format: CsvFormat,
  onIgnored: OnIgnored = () => {},
): AsyncGenerator<CsvRow> {
  const parser = parse({ ...parseOptions(format.separator), from_line: format.skipsSeparatorLine ? 2 : 1 })
  const decoded = Readable.from(decode(source(), format.encoding))
  decoded.on('error', (error) => parser.destroy(error))
  decoded.pipe(parser)
  let row = 0
  let isOver = false
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1
      if (row === format.headerRow || isBlank(cells)) continue
      isOver ||= row > format.headerRow && endsTable(cells, format)
      const reason = isOver ? 'another table' : whyNoData(row, cells, format)
      if (reason !== null) onIgnored(row, reason)
      if (reason !== null) continue
      yield { row, cells: cells.map(unguarded), fault: findFault(cells, format) }
    }
  } catch (error) {
    if (error instanceof CsvError) throw new CsvFault(sayWhy(error, parser.info.records + 1))
    throw error
  } finally {
    decoded.destroy()
  }
}

const endsTable = (cells: string[], { tableEnd }: CsvFormat) => !!tableEnd && cells[0]?.trim() === tableEnd

/** People's files hold titles, totals and the headings of the next page. They are counted and left out. */
function whyNoData(row: number, cells: string[], format: CsvFormat): IgnoredReason | null {
  if (row < format.headerRow) return 'above the headings'
  const first = cells.findIndex((cell) => cell.trim() !== '')
  if (cells.every((cell, column) => cell.trim() === (format.header[column] ?? '')))
    return 'a repeated heading'
  const { neededColumns = [] } = format
  const lacks =
    neededColumns.length === 0 ||
    neededColumns.some((column) => column === first || (cells[column] ?? '').trim() === '')
  if (lacks && TOTALS.test((cells[first] ?? '').trim())) return 'a totals row'
  const isAlone = cells.every((cell, column) => column === first || cell.trim() === '')
  const isTitle = isAlone && format.header.length >= 4 && neededColumns.some((column) => column !== first)
  return isTitle && !SEPARATORS.some((separator) => (cells[first] ?? '').includes(separator))
    ? 'a title'
    : null
}

function unguarded(cell: string) {
  return cell.startsWith("'") && /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

function parseOptions(delimiter: string) {
  return {
    delimiter,
    bom: true,
    // Named, because discovery trusts the first line alone and files glued together mix them.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: RECORD_BYTES,
  }
}

function canDecode(decoder: TextDecoder, chunk?: Uint8Array) {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined })
    return true
  } catch {
    return false
  }
}

function detectEncoding(sample: Buffer, isUtf8: boolean): CsvFormat['encoding'] {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  if (sample.includes(0)) throw new CsvFault('This is not a text file: save the sheet as CSV in UTF-8')
  return isUtf8 ? 'utf-8' : 'windows-1252'
}

// The separator under which most rows agree about the number of columns; the more columns, the better. The first
// row may be a title.
function detectSeparator(sample: string, isCut: boolean) {
  const scored = SEPARATORS.map((separator) => {
    const rows = sampleRows(sample, separator, 200).filter((cells) => !isBlank(cells))
    if (isCut && rows.length > 1) rows.pop()
    const counts = new Map<number, number>()
    for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
    const scores = [...counts].map(([columns, agreeing]) =>
      columns < 2 ? 0 : agreeing / rows.length + columns / 1000,
    )
    return { separator, score: Math.max(0, ...scores) }
  })
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a))
  return best.score > 0 ? best.separator : ','
}

function sampleRows(sample: string, separator: string, to: number): string[][] {
  try {
    return parseSample(sample, { ...parseOptions(separator), to })
  } catch (error) {
    // The sample may end inside quotes: what stands before that is enough to judge by.
    if (!(error instanceof CsvError)) throw error
    const lines = sample.split(/\r\n|\n|\r/)
    return parseSample(lines.slice(0, Math.min(lines.length - 1, 50)).join('\n'), {
      ...parseOptions(separator),
      quote: null,
    })
  }
}

async function* decode(chunks: AsyncIterable<Uint8Array>, encoding: CsvFormat['encoding']) {
  if (encoding === 'utf-8') {
    yield* chunks
    return
  }
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  yield Buffer.from(decoder.decode())
}

function isBlank(cells: string[]) {
  return cells.every((cell) => cell.trim() === '')
}

function findFault(cells: string[], { header, separator, sheet }: CsvFormat) {
  const columns = header.length
  // Spreadsheets pad rows with empty cells, and leave off the last ones: neither loses anything.
  const surplus = cells.slice(columns).filter((cell) => cell.trim() !== '')
  // The cells of a workbook end where they end.
  const swallowed = sheet
    ? undefined
    : cells.find((cell) => swallowsRows(cell, separator, columns, cells.length === columns))
  if (swallowed !== undefined) {
    const lines = swallowed.split(/\r\n|\n|\r/).length
    return `A quotation mark opened in this row closes only ${lines - 1} lines below, so the rows between were read as one cell: close it, or remove it`
  }
  if (surplus.length > 0) {
    return `This row has ${cells.length} cells and the header has ${columns}: put quotation marks around a value that contains “${separator}”`
  }
  if (cells.length < columns - 1 && cells.length === 1 && columns > 2) {
    return `This row has one cell and the header has ${columns}: its separator is not “${separator}”, or it is not a row of data`
  }
  return null
}

// Remarks may hold lines with commas; a swallowed row has at least as many as the header.
function swallowsRows(cell: string, separator: string, columns: number, fitsHeader: boolean) {
  if (columns < (fitsHeader ? 3 : 2) || !/[\r\n]/.test(cell)) return false
  return cell
    .split(/\r\n|\n|\r/)
    .slice(1)
    .some((line) => line.split(separator).length >= columns)
}

function sayWhy(error: CsvError, row: number) {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE') {
    return `Row ${row} opens a quotation mark that is never closed: close it, or remove it`
  }
  return `Row ${row} cannot be read: ${error.message}`
}
