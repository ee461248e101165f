import { setImmediate } from 'node:timers/promises'
import { attribute, type XmlPiece } from '#platform/kernel/xml.ts'
import { CsvFault, type CsvSource } from './csv.ts'
import { formatKinds } from './workbook-format.ts'
import { readPart } from './workbook-part.ts'
import { sheetLines } from './workbook-sheet.ts'
import { readZip, type ZipEntry } from './zip.ts'

// It is held whole, since its directory stands at its end.
const MOST_BYTES = 30_000_000
const MOST_STRINGS = 2_000_000
const MOST_CHARACTERS = 50_000_000
const MOST_BYTES_OF_PARTS = 10_000_000
// How many texts are read before others get their turn.
const STRINGS_AT_ONCE = 10_000
const ZIP = Buffer.from('504b0304', 'hex')
const OLD_WORKBOOK = Buffer.from('d0cf11e0', 'hex')

type Sheet = { name: string; file: string; isHidden: boolean }

/** An Excel workbook: its sheets, each of which reads as CSV. */
export type Workbook = { sheets: string[]; read(sheet: string): CsvSource }

/** The workbook in a file; null where the file is no workbook. @throws CsvFault */
export async function openWorkbook(source: CsvSource): Promise<Workbook | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of source()) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes < ZIP.length) continue
    if (chunks.length === 1 || bytes - chunk.length < ZIP.length) {
      const begin = Buffer.concat(chunks).subarray(0, ZIP.length)
      if (begin.equals(OLD_WORKBOOK))
        throw new CsvFault(
          'This workbook has the format of before 2007: save it as .xlsx, or the sheet as CSV',
        )
      if (!begin.equals(ZIP)) return null
    }
    if (bytes > MOST_BYTES)
      throw new CsvFault(`A workbook may have ${MOST_BYTES / 1_000_000} MB: save the sheet as CSV`)
  }
  return bytes < ZIP.length ? null : readWorkbook(readZip(Buffer.concat(chunks)))
}

/** The rows of a file as CSV: of the sheet, where the file is a workbook. */
export function tableOf(source: CsvSource, sheet: string | null): CsvSource {
  if (sheet === null) return source
  return async function* () {
    const workbook = await openWorkbook(source)
    if (!workbook) throw new CsvFault('The file is no workbook any more: upload it again')
    yield* workbook.read(sheet)()
  }
}

function readWorkbook(entries: Map<string, ZipEntry>): Workbook {
  const { sheets, is1904 } = readSheets(entries)
  const shown = sheets.filter(({ isHidden }) => !isHidden)
  const listed = shown.length > 0 ? shown : sheets
  if (listed.length === 0) throw new CsvFault('The workbook has no sheet with cells')
  return {
    sheets: listed.map(({ name }) => name),
    read: (wanted) => {
      const sheet = listed.find(({ name }) => name === wanted)
      const entry = sheet && entries.get(sheet.file)
      if (!entry) throw new CsvFault(`The workbook has no sheet “${wanted}”`)
      return async function* () {
        const strings = await readStrings(entries.get('xl/sharedStrings.xml'))
        const formats = formatKinds(entries.get('xl/styles.xml'))
        for (const lines of sheetLines(readPart(entry), { strings, formats, is1904 })) {
          yield lines
          await setImmediate()
        }
      }
    },
  }
}

function readSheets(entries: Map<string, ZipEntry>): { sheets: Sheet[]; is1904: boolean } {
  const book = entries.get('xl/workbook.xml')
  if (!book) throw new CsvFault('This is no Excel workbook: save the sheet as .xlsx or as CSV')
  const targets = new Map<string, string>()
  for (const { attributes } of tags(entries.get('xl/_rels/workbook.xml.rels'), 'Relationship')) {
    const target = attribute(attributes, 'Target') ?? ''
    targets.set(attribute(attributes, 'Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`)
  }
  const sheets = [...tags(book, 'sheet')].flatMap(({ attributes }) => {
    const file = targets.get(attribute(attributes, 'id') ?? '')
    const isHidden = (attribute(attributes, 'state') ?? 'visible') !== 'visible'
    return file && entries.has(file) ? [{ name: attribute(attributes, 'name') ?? '', file, isHidden }] : []
  })
  const [properties] = tags(book, 'workbookPr')
  const is1904 = /^(?:1|true)$/.test(attribute(properties?.attributes ?? '', 'date1904') ?? '')
  return { sheets, is1904 }
}

/** The texts that the cells of all sheets share. */
async function readStrings(entry: ZipEntry | undefined): Promise<string[]> {
  const strings: string[] = []
  if (!entry) return strings
  let characters = 0
  let text = ''
  let isText = false
  let isPhonetic = false
  for (const piece of readPart(entry)) {
    if (piece.kind === 'text') {
      if (isText && !isPhonetic) text += piece.text
      continue
    }
    if (piece.name === 't') isText = piece.kind === 'open' && !piece.isEmpty
    // How a text is pronounced.
    if (piece.name === 'rPh') isPhonetic = piece.kind === 'open'
    if (piece.name !== 'si' || (piece.kind === 'open' && !piece.isEmpty)) continue
    strings.push(text)
    if (strings.length % STRINGS_AT_ONCE === 0) await setImmediate()
    characters += text.length
    text = ''
    if (strings.length > MOST_STRINGS || characters > MOST_CHARACTERS)
      throw new CsvFault('The workbook holds more text than is read: save the sheet as CSV')
  }
  return strings
}

/** The tags of this name in a file. */
export function* tags(entry: ZipEntry | undefined, name: string): Generator<XmlPiece & { kind: 'open' }> {
  if (!entry) return
  for (const piece of readPart(entry, MOST_BYTES_OF_PARTS))
    if (piece.kind === 'open' && piece.name === name) yield piece
}
