import {
  formatCell,
  likelihoods,
  likelihoodWords,
  type MatrixTable,
  type Notation,
  severities,
  severityWords,
} from '#rules/risk-matrix.ts'
import type { Measured } from '../assurance/measure.ts'
import { type SpiForm, unitOf } from '../assurance/spi.ts'
import { bold, dim, ink, type Paper, printable, regular, type Tone, tones } from './paper.ts'

const toneOf: Record<string, Tone> = { intolerable: 'red', tolerable: 'amber', acceptable: 'green' }
const first = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** The matrix as vectors: each cell with its code, its count and its word. */
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

/** An indicator over time, with its intervals and its thresholds in words. */
export function drawIndicator({ doc, left, width, room }: Paper, spi: SpiForm, points: Measured[]) {
  room(150)
  const top = doc.y + 12
  const [plot, high, label] = [width - 110, 96, 34]
  const highest = Math.max(spi.watch, spi.warning, spi.critical, ...points.map(({ rate }) => rate ?? 0))
  const most = Math.max(highest * 1.25, 1e-9)
  const y = (value: number) => top + high * (1 - Math.min(value, most) / most)
  const x = (index: number) => left + label + ((plot - label) * (index + 0.5)) / points.length
  doc.font(regular).fontSize(7).fillColor(dim)
  doc.text(unitOf(spi), left, top - 12, { lineBreak: false })
  // From the lowest line upwards, so that words that would lie over each other move apart.
  let free = Number.POSITIVE_INFINITY
  const thresholds = [
    ['Watch', spi.watch, 'neutral'],
    ['Warning', spi.warning, 'amber'],
    ['Critical', spi.critical, 'red'],
  ] as const
  for (const [word, value, tone] of thresholds.toSorted((a, b) => a[1] - b[1])) {
    const wordAt = Math.min(y(value) - 4, free - 9)
    free = wordAt
    doc
      .moveTo(left + label, y(value))
      .lineTo(left + plot, y(value))
      .lineWidth(0.8)
      .strokeColor(tones[tone].ink)
    if (word === 'Critical') doc.undash().stroke()
    else
      doc
        .dash(word === 'Watch' ? 2 : 5, { space: 2 })
        .stroke()
        .undash()
    doc
      .fillColor(tones[tone].ink)
      .text(`${word} ${digits(value)}`, left + plot + 4, wordAt, { lineBreak: false })
  }
  doc
    .moveTo(left + label, y(0))
    .lineTo(left + plot, y(0))
    .lineWidth(0.5)
    .strokeColor(dim)
    .stroke()
  doc.fillColor(dim).text('0', left + label - 10, y(0) - 4, { lineBreak: false })
  const known = points.flatMap((point, index) =>
    point.rate === null ? [] : [{ ...point, rate: point.rate, index }],
  )
  doc.strokeColor(tones.info.ink)
  for (const { index, lower, upper } of known)
    doc
      .moveTo(x(index), y(lower ?? 0))
      .lineTo(x(index), y(upper ?? 0))
      .lineWidth(0.7)
      .stroke()
  for (const [at, { index, rate }] of known.entries())
    if (at === 0) doc.moveTo(x(index), y(rate))
    else doc.lineTo(x(index), y(rate))
  if (known.length > 1) doc.lineWidth(1.2).stroke()
  for (const { index, rate, level } of known)
    doc
      .circle(x(index), y(rate), 2.2)
      .lineWidth(0.8)
      .fillAndStroke(level === 'insufficient' ? '#ffffff' : tones.info.ink, tones.info.ink)
  doc.font(regular).fontSize(6.5).fillColor(dim)
  for (const [index, point] of points.entries())
    if (index % 3 === 0)
      doc.text(point.to.slice(0, 10), x(index) - 24, top + high + 4, {
        width: 48,
        align: 'center',
        lineBreak: false,
      })
  doc.y = top + high + 16
}

/** Reports by month, as bars. */
export function drawMonths(
  { doc, left, width, room }: Paper,
  months: { month: string; counts: Record<string, number> }[],
) {
  room(120)
  const top = doc.y + 4
  const high = 80
  const totals = months.map(({ counts }) => Object.values(counts).reduce((sum, count) => sum + count, 0))
  const most = Math.max(4, ...totals)
  const slot = width / months.length
  for (const [index, { month }] of months.entries()) {
    const total = totals[index] ?? 0
    const tall = (high * total) / most
    doc.rect(left + slot * index + slot * 0.2, top + high - tall, slot * 0.6, tall).fill(tones.info.ink)
    doc.font(regular).fontSize(7).fillColor(dim)
    doc.text(printable(month.slice(2)), left + slot * index, top + high + 4, {
      width: slot,
      align: 'center',
      lineBreak: false,
    })
    if (total > 0)
      doc.text(String(total), left + slot * index, top + high - tall - 9, {
        width: slot,
        align: 'center',
        lineBreak: false,
      })
  }
  doc
    .moveTo(left, top + high)
    .lineTo(left + width, top + high)
    .lineWidth(0.5)
    .strokeColor(dim)
    .stroke()
  doc.y = top + high + 18
}

export const digits = (value: number | null) =>
  value === null ? '–' : value.toLocaleString('en-US', { maximumSignificantDigits: 3 })
