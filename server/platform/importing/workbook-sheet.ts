import { attribute, type XmlPiece } from '#platform/kernel/xml.ts'
import { CsvFault } from './csv.ts'
import type { FormatKind } from './workbook-format.ts'

const MOST_CELLS = 5_000_000
const MOST_COLUMNS = 1_000
const MOST_ROWS = 1_048_576
const LINES_AT_ONCE = 100
// How many pieces are read before others get their turn.
const PIECES_AT_ONCE = 20_000
const DAY_SECONDS = 86_400
// The days between the first days of the two calendars of spreadsheets.
const LATER_CALENDAR_DAYS = 1462
// A time of day with a number of days is a moment, unless the days are those of a sum of hours.
const DAYS_OF_SUMS = 366
const DAY_ZERO = Temporal.PlainDate.from('1899-12-30')

type Book = { strings: readonly string[]; formats: readonly FormatKind[]; is1904: boolean }

/** The rows of a sheet as lines of CSV, each on the line of its own number. */
export function* sheetLines(pieces: Iterable<XmlPiece>, book: Book): Generator<Uint8Array> {
  let lines: string[] = []
  let cells: string[] = []
  let cell: Cell | null = null
  let written = 0
  let count = 0
  let row = 0
  let read = 0
  for (const piece of pieces) {
    read += 1
    if (read % PIECES_AT_ONCE === 0) yield nothing
    if (piece.kind === 'text') {
      cell?.add(piece.text)
      continue
    }
    const isOpen = piece.kind === 'open'
    if (piece.name === 'row' && isOpen) {
      row = Number(attribute(piece.attributes, 'r') ?? row + 1)
      if (!(row > written && row <= MOST_ROWS))
        throw new CsvFault('The rows of the sheet are out of order: save it again')
      cells = []
    }
    if (piece.name === 'c' && isOpen) {
      cell = piece.isEmpty ? null : new Cell(piece.attributes)
      count += 1
      if (count > MOST_CELLS)
        throw new CsvFault(`The sheet has more than ${MOST_CELLS} cells: save it as CSV`)
    } else if (piece.name === 'c' && cell) {
      const column = columnOf(cell.place) ?? cells.length
      if (column >= MOST_COLUMNS)
        throw new CsvFault(`The sheet has more than ${MOST_COLUMNS} columns: remove the empty ones`)
      while (cells.length < column) cells.push('')
      cells[column] = cell.text(book)
      cell = null
    } else if (isOpen) cell?.open(piece.name, piece.isEmpty)
    else cell?.close(piece.name)
    if (piece.name !== 'row' || (isOpen && !piece.isEmpty)) continue
    // A row that is left out is blank, so that the numbers of the others stay.
    while (written < row - 1) written = push(lines, '', written)
    written = push(lines, cells.map(quoted).join(','), written)
    if (lines.length < LINES_AT_ONCE) continue
    yield Buffer.from(lines.join(''))
    lines = []
  }
  yield Buffer.from(lines.join(''))
}

const nothing = new Uint8Array()

const push = (lines: string[], line: string, written: number) => {
  lines.push(`${line}\n`)
  return written + 1
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A cell while it is read. */
class Cell {
  readonly place: string
  readonly #type: string
  readonly #style: number
  #holds: 'value' | 'text' | null = null
  #content = ''

  constructor(attributes: string) {
    this.place = attribute(attributes, 'r') ?? ''
    this.#type = attribute(attributes, 't') ?? 'n'
    this.#style = Number(attribute(attributes, 's') ?? 0)
  }

  open(name: string, isEmpty: boolean) {
    if (!isEmpty && (name === 'v' || name === 't')) this.#holds = name === 'v' ? 'value' : 'text'
  }

  close(name: string) {
    if (name === 'v' || name === 't') this.#holds = null
  }

  add(text: string) {
    if (this.#holds) this.#content += text
  }

  text({ strings, formats, is1904 }: Book): string {
    const content = this.#content
    if (this.#type === 's') return strings[Number(content)] ?? ''
    if (this.#type === 'b') return content === '1' ? 'yes' : 'no'
    if (this.#type !== 'n' || content === '') return content
    const number = Number(content)
    if (!Number.isFinite(number)) return content
    return numberText(number, formats[this.#style] ?? 'number', is1904)
  }
}

function numberText(number: number, kind: FormatKind, is1904: boolean): string {
  // Spreadsheets keep 15 digits; the rest is noise.
  if (kind === 'number' || number < 0) return String(Number(number.toPrecision(15)))
  const seconds = Math.round(number * DAY_SECONDS)
  if (kind === 'elapsed') return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}`
  const days = Math.floor(seconds / DAY_SECONDS)
  const inDay = seconds % DAY_SECONDS
  const time = `${two(Math.floor(inDay / 3600))}:${two(Math.floor(inDay / 60) % 60)}:${two(inDay % 60)}`
  if (days === 0 || (kind === 'time' && days < DAYS_OF_SUMS)) return time
  const date = DAY_ZERO.add({ days: days + (is1904 ? LATER_CALENDAR_DAYS : 0) }).toString()
  return kind === 'date' ? date : `${date} ${time}`
}

const two = (value: number) => String(value).padStart(2, '0')

// AB12 is in column 27, counted from 0.
function columnOf(place: string): number | null {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(place)?.[0]
  if (!letters) return null
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
