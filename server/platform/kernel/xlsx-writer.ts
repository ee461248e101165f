import { strToU8 } from 'fflate'
import type { FileCell } from './list-file.ts'
import { addZipFile, beginZip } from './zip-writer.ts'

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
// What a sheet holds at most, the headings included.
const SHEET_ROWS = 1_048_576
const CELL_LENGTH = 32_767
const ROWS_AT_ONCE = 500

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/**
 * Writes a workbook while its rows arrive, so that none is held. Texts are texts, which no spreadsheet runs as a
 * formula. What does not fit one sheet goes on in the next.
 */
export async function* writeXlsx(
  headings: readonly string[],
  rows: AsyncIterable<readonly FileCell[]>,
): AsyncGenerator<Buffer> {
  const { zip, take } = beginZip()
  let sheets = 0
  let row = 0
  let file: ReturnType<typeof addZipFile> | null = null
  let lines: string[] = []
  const flush = (isLast: boolean) => {
    file?.push(strToU8(lines.join('') + (isLast ? '</sheetData></worksheet>' : '')), isLast)
    lines = []
  }
  const begin = () => {
    if (file) flush(true)
    sheets += 1
    row = 1
    file = addZipFile(zip, `xl/worksheets/sheet${sheets}.xml`)
    lines.push(`${head}<worksheet xmlns="${main}">${frozen}<sheetData>${rowXml(1, headings, ' s="1"')}`)
  }
  begin()
  for await (const cells of rows) {
    if (row === SHEET_ROWS) begin()
    row += 1
    lines.push(rowXml(row, cells))
    if (lines.length < ROWS_AT_ONCE) continue
    flush(false)
    const written = Buffer.concat(take())
    if (written.length > 0) yield written
  }
  flush(true)
  for (const [name, xml] of Object.entries(partsOf(sheets)))
    addZipFile(zip, name).push(strToU8(head + xml), true)
  zip.end()
  yield Buffer.concat(take())
}

const frozen =
  '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'

function rowXml(row: number, cells: readonly FileCell[], style = ''): string {
  const xml = cells.map((cell, column) => cellXml(`${columnName(column)}${row}`, cell, style))
  return `<row r="${row}">${xml.join('')}</row>`
}

function cellXml(place: string, cell: FileCell, style: string): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c r="${place}"${style}><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${place}"${style} t="b"><v>${cell ? 1 : 0}</v></c>`
  const text = escaped(String(cell).slice(0, CELL_LENGTH))
  return `<c r="${place}"${style} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`
}

/** 0 is A, 26 is AA. */
function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26))
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter
}

// XML has no sign for most control characters, and a half of a pair is no character.
const escaped = (text: string) =>
  text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

function partsOf(sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_none, index) => index + 1)
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  return {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${type}.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${numbers.map((n) => `<sheet name="${n === 1 ? 'List' : `List ${n}`}" sheetId="${n}" r:id="rId${n}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rId${sheets + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`,
  }
}
