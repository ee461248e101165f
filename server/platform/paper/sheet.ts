import { createRequire } from 'node:module'
import type PDFDocumentType from 'pdfkit'
import { fontFile, printable } from './font.ts'
import type { PaperHead, Tone } from './paper.ts'

// Runs in the thread that draws.

const require = createRequire(import.meta.url)

export type Pdf = InstanceType<typeof PDFDocumentType>

export const tones: Record<Tone, { ink: string; ground: string }> = {
  red: { ink: '#a61b1b', ground: '#fdeeee' },
  amber: { ink: '#804a00', ground: '#fff3dd' },
  green: { ink: '#17653a', ground: '#e7f5ec' },
  neutral: { ink: '#57616c', ground: '#edf0f3' },
  info: { ink: '#174c9a', ground: '#eaf1fc' },
}
export const ink = '#1a2027'
export const dim = '#57616c'
export const border = '#d9dee4'
export const regular = 'regular'
export const bold = 'bold'
const margin = 48

/** The pages that are drawn on. */
export interface Sheet {
  doc: Pdf
  /** Where text begins, and how wide it may be. */
  left: number
  width: number
  /** Starts a new page if less than this height is left. */
  room(height: number): void
}

export function newSheet({ title, workspace, now }: PaperHead): Sheet {
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
  const room = (height: number) => {
    if (doc.y + height > doc.page.height - doc.page.margins.bottom) doc.addPage()
  }
  doc
    .font(bold)
    .fontSize(18)
    .fillColor(ink)
    .text(fitted(doc, title, width), margin, 64, { width })
  const at = `${workspace} · ${now.toISOString().slice(0, 16).replace('T', ' ')}Z`
  doc
    .font(regular)
    .fontSize(10)
    .fillColor(dim)
    .text(fitted(doc, at, width), { width })
  return { doc, left: margin, width, room }
}

/** Writes the foot of each page. */
export function footPages({ doc, left, width }: Sheet, { title, workspace }: PaperHead): void {
  const { start, count } = doc.bufferedPageRange()
  for (let page = start; page < start + count; page++) {
    doc.switchToPage(page)
    // This is below the margin, where text would otherwise start another page.
    doc.page.margins.bottom = 0
    const y = doc.page.height - 36
    doc.font(regular).fontSize(8).fillColor(dim)
    doc.text(oneLine(doc, `${workspace} · ${title}`, width - 60), left, y, { lineBreak: false })
    doc.text(`${page + 1} / ${count}`, left + width - 60, y, { width: 60, align: 'right', lineBreak: false })
  }
}

/** So many letters fit in every line. */
const shortWord = 24
/** A mark without width, after which a line may end. */
const breakHere = '\u200b'

/**
 * The text in letters of the font, with breaks in words that are longer than the line. pdfkit breaks such a word
 * letter by letter and measures what is left after each line, which takes seconds for 5,000 letters.
 */
export function fitted(doc: Pdf, text: string, width: number): string {
  return printable(text).replace(/\S+/g, (word) =>
    word.length <= shortWord || (word.length < 200 && doc.widthOfString(word) <= width)
      ? word
      : word.replace(/\S{4}(?=\S)/gu, `$&${breakHere}`),
  )
}

/** As much of the text as a line takes. */
export function oneLine(doc: Pdf, text: string, width: number): string {
  // No line has more letters than this.
  const letters = [...printable(text).slice(0, 200)]
  if (doc.widthOfString(letters.join('')) <= width && text.length <= 200) return letters.join('')
  while (letters.length > 0 && doc.widthOfString(`${letters.join('')}…`) > width) letters.pop()
  return `${letters.join('')}…`
}

export function drawRule({ doc }: Sheet, from: number, to: number, y: number, color = dim): void {
  doc.moveTo(from, y).lineTo(to, y).lineWidth(0.5).strokeColor(color).stroke()
}
