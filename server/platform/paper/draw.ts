import { drawBars, drawTrend } from './chart.ts'
import { drawGrids } from './grid.ts'
import type { PaperText, Part } from './paper.ts'
import { drawQr } from './qr.ts'
import {
  bold,
  border,
  dim,
  drawRule,
  fitted,
  footPages,
  ink,
  newSheet,
  regular,
  type Sheet,
} from './sheet.ts'

/** Draws a document. @returns the bytes of the PDF. */
export async function drawPaper({ parts, ...head }: PaperText): Promise<Uint8Array> {
  const sheet = newSheet(head)
  const chunks: Uint8Array[] = []
  sheet.doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const ended = new Promise((resolve) => sheet.doc.once('end', resolve))
  for (const part of parts) (drawings[part.kind] as Draw<Part['kind']>)(sheet, part)
  footPages(sheet, head)
  sheet.doc.end()
  await ended
  return new Uint8Array(Buffer.concat(chunks))
}

type Draw<K extends Part['kind']> = (sheet: Sheet, part: Extract<Part, { kind: K }>) => void

const drawings: { [K in Part['kind']]: Draw<K> } = {
  heading: ({ doc, left, width, room }, { text, above }) => {
    doc.y += 14
    room(above)
    doc
      .font(bold)
      .fontSize(12)
      .fillColor(ink)
      .text(fitted(doc, text, width), left, doc.y, { width })
    doc.y += 4
  },
  paragraph: ({ doc, left, width }, { text }) => {
    doc
      .font(regular)
      .fontSize(9)
      .fillColor(ink)
      .text(fitted(doc, text, width), left, doc.y, { width })
    doc.y += 4
  },
  table: drawTable,
  bars: (sheet, { bars }) => drawBars(sheet, bars),
  trend: (sheet, { trend }) => drawTrend(sheet, trend),
  grids: (sheet, { grids }) => drawGrids(sheet, grids),
  qr: (sheet, { text, size }) => drawQr(sheet, text, size),
  room: ({ room }, { height }) => room(height),
}

function drawTable(sheet: Sheet, { columns, rows }: Extract<Part, { kind: 'table' }>): void {
  const { doc, left, width, room } = sheet
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => (share / whole) * width)
  const line = (cells: readonly string[], isHead: boolean) => {
    doc
      .font(isHead ? bold : regular)
      .fontSize(7.5)
      .fillColor(isHead ? dim : ink)
    const inner = (index: number) => (widths[index] ?? 0) - 8
    const texts = cells.map((cell, index) => fitted(doc, cell, inner(index)))
    const height = Math.max(
      ...texts.map((text, index) => doc.heightOfString(text || ' ', { width: inner(index) })),
    )
    room(height + 8)
    const top = doc.y
    let x = left
    for (const [index, text] of texts.entries()) {
      doc.text(text, x, top + 3, { width: inner(index) })
      x += widths[index] ?? 0
    }
    doc.y = top + height + 7
    drawRule(sheet, left, left + width, doc.y, border)
    doc.y += 1
  }
  line(
    columns.map(({ title }) => title),
    true,
  )
  for (const row of rows) line(row, false)
}
