import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import type PDFDocumentType from 'pdfkit'
import type { Download } from '../kernel/context.ts'
import { fontFile, printable } from './font.ts'

const require = createRequire(import.meta.url)

export type Pdf = InstanceType<typeof PDFDocumentType>
export interface Column {
  title: string
  /** A share of the width. */
  share: number
}

/** The four tones of the console, as they print; each always goes with a word. */
export const tones = {
  red: { ink: '#a61b1b', ground: '#fdeeee' },
  amber: { ink: '#804a00', ground: '#fff3dd' },
  green: { ink: '#17653a', ground: '#e7f5ec' },
  neutral: { ink: '#57616c', ground: '#edf0f3' },
  info: { ink: '#174c9a', ground: '#eaf1fc' },
} as const
export type Tone = keyof typeof tones
export const ink = '#1a2027'
export const dim = '#57616c'
const border = '#d9dee4'
export const regular = 'regular'
export const bold = 'bold'
const margin = 48

/** A document on A4, with the workspace, its title and its date on each page. */
export interface Paper {
  doc: Pdf
  /** Where text begins, and how wide it may be. */
  left: number
  width: number
  /** The least height that must follow on the same page. */
  heading(text: string, above?: number): void
  paragraph(text: string): void
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void
  /** Starts a new page if less than this height is left. */
  room(height: number): void
  finish(filename: string): Download
}

export function newPaper({ title, workspace, now }: { title: string; workspace: string; now: Date }): Paper {
  // Loaded with the first paper, because its fonts take memory.
  const PDFDocument = require('pdfkit') as typeof PDFDocumentType
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: 64, bottom: 56, left: margin, right: margin },
    bufferPages: true,
    // Set before anything is written, because the default font is not installed here.
    font: fontFile('regular'),
    info: { Title: `${title} – ${workspace}`, Author: workspace, CreationDate: now },
  })
  doc.registerFont(regular, fontFile('regular'))
  doc.registerFont(bold, fontFile('bold'))
  const width = doc.page.width - 2 * margin
  const bottom = () => doc.page.height - doc.page.margins.bottom
  const room = (height: number) => {
    if (doc.y + height > bottom()) doc.addPage()
  }
  doc.font(bold).fontSize(18).fillColor(ink).text(printable(title), margin, 64, { width })
  doc
    .font(regular)
    .fontSize(10)
    .fillColor(dim)
    .text(printable(`${workspace} · ${now.toISOString().slice(0, 16).replace('T', ' ')}Z`), { width })
  const paper: Paper = {
    doc,
    left: margin,
    width,
    room,
    heading: (text, above = 60) => {
      doc.y += 14
      room(above)
      doc.font(bold).fontSize(12).fillColor(ink).text(printable(text), margin, doc.y, { width })
      doc.y += 4
    },
    paragraph: (text) => {
      doc.font(regular).fontSize(9).fillColor(ink).text(printable(text), margin, doc.y, { width })
      doc.y += 4
    },
    table: (columns, rows) => drawTable(paper, columns, rows),
    finish: (filename) => {
      const { start, count } = doc.bufferedPageRange()
      for (let page = start; page < start + count; page++) {
        doc.switchToPage(page)
        // This is below the margin, where text would otherwise start another page.
        doc.page.margins.bottom = 0
        const y = doc.page.height - 36
        doc.font(regular).fontSize(8).fillColor(dim)
        doc.text(printable(`${workspace} · ${title}`), margin, y, { width: width - 60, lineBreak: false })
        doc.text(`${page + 1} / ${count}`, margin + width - 60, y, {
          width: 60,
          align: 'right',
          lineBreak: false,
        })
      }
      doc.end()
      return { filename, contentType: 'application/pdf', body: doc as unknown as Readable }
    },
  }
  return paper
}

function drawTable(
  { doc, left, width, room }: Paper,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
) {
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => (share / whole) * width)
  const line = (cells: readonly string[], isHead: boolean) => {
    doc
      .font(isHead ? bold : regular)
      .fontSize(7.5)
      .fillColor(isHead ? dim : ink)
    const texts = cells.map(printable)
    const height = Math.max(
      ...texts.map((text, index) => doc.heightOfString(text || ' ', { width: (widths[index] ?? 0) - 8 })),
    )
    room(height + 8)
    const top = doc.y
    let x = left
    for (const [index, text] of texts.entries()) {
      doc.text(text, x, top + 3, { width: (widths[index] ?? 0) - 8 })
      x += widths[index] ?? 0
    }
    doc.y = top + height + 7
    doc
      .moveTo(left, doc.y)
      .lineTo(left + width, doc.y)
      .lineWidth(0.5)
      .strokeColor(border)
      .stroke()
    doc.y += 1
  }
  line(
    columns.map(({ title }) => title),
    true,
  )
  for (const row of rows) line(row, false)
}
