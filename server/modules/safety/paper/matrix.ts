import { bold, dim, ink, type Paper, regular, type Tone, tones } from '#platform/paper/paper.ts'
import {
  formatCell,
  likelihoods,
  likelihoodWords,
  type MatrixTable,
  type Notation,
  severities,
  severityWords,
} from '#rules/risk-matrix.ts'

const toneOf: Record<string, Tone> = { intolerable: 'red', tolerable: 'amber', acceptable: 'green' }
const first = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** Draws the matrix as vectors: each cell with its code, its count and its tolerability. */
export function drawMatrix(
  { doc, left, room }: Paper,
  at: { x: number; width: number; title: string; table: MatrixTable; notation: Notation },
  counts: Record<string, number>,
) {
  room(190)
  const top = doc.y
  const label = 54
  const size = (at.width - label) / 5
  const high = 27
  doc.font(bold).fontSize(9).fillColor(ink)
  doc.text(at.title, left + at.x, top, { width: at.width, lineBreak: false })
  doc.font(regular).fontSize(5).fillColor(dim)
  for (const [column, severity] of severities.entries())
    doc.text(
      `${formatCell({ severity, likelihood: 5 }, at.notation).replace(at.notation === 'icao' ? /^5/ : /E$/, '')} ${first(severityWords[severity])}`,
      left + at.x + label + column * size,
      top + 16,
      { width: size, align: 'center', lineBreak: false },
    )
  for (const [row, likelihood] of likelihoods.entries()) {
    const y = top + 26 + row * high
    const mark = at.notation === 'icao' ? String(likelihood) : 'ABCDE'.charAt(likelihood - 1)
    doc.font(regular).fontSize(6.5).fillColor(dim)
    doc.text(`${mark} ${first(likelihoodWords[likelihood])}`, left + at.x, y + 5, { width: label - 4 })
    for (const [column, severity] of severities.entries()) {
      const x = left + at.x + label + column * size
      const tolerability = at.table[`${likelihood}${severity}`]
      const tone = tones[toneOf[tolerability] ?? 'neutral']
      const count = counts[`${likelihood}${severity}`] ?? 0
      doc
        .rect(x + 1, y + 1, size - 2, high - 2)
        .fillAndStroke(tone.ground, count > 0 ? tone.ink : tone.ground)
      doc.fillColor(tone.ink).font(regular).fontSize(6)
      doc.text(formatCell({ severity, likelihood }, at.notation), x + 4, y + 4, { lineBreak: false })
      doc.fontSize(5.4).text(first(tolerability), x + 3, y + high - 9, { lineBreak: false })
      if (count > 0)
        doc
          .font(bold)
          .fontSize(11)
          .text(String(count), x, y + 6, { width: size - 6, align: 'right', lineBreak: false })
    }
  }
  doc.y = top + 26 + 5 * high + 6
}
