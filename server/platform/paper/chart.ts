import { type Bar, digits, type Trend } from './paper.ts'
import { dim, drawRule, oneLine, regular, type Sheet, tones } from './sheet.ts'

export function drawBars(sheet: Sheet, bars: readonly Bar[]): void {
  const { doc, left, width, room } = sheet
  room(120)
  const top = doc.y + 12
  const high = 80
  const most = Math.max(4, ...bars.map(({ value }) => value))
  const slot = width / bars.length
  const centered = { width: slot, align: 'center', lineBreak: false } as const
  for (const [index, { name, value }] of bars.entries()) {
    const x = left + slot * index
    const tall = (high * value) / most
    doc.rect(x + slot * 0.2, top + high - tall, slot * 0.6, tall).fill(tones.info.ink)
    doc.font(regular).fontSize(7).fillColor(dim)
    doc.text(oneLine(doc, name, slot), x, top + high + 4, centered)
    if (value > 0) doc.text(String(value), x, top + high - tall - 9, centered)
  }
  drawRule(sheet, left, left + width, top + high)
  doc.y = top + high + 18
}

interface Plot {
  left: number
  right: number
  x(index: number): number
  y(value: number): number
}

export function drawTrend(sheet: Sheet, { unit, limits, points }: Trend): void {
  const { doc, left, width, room } = sheet
  room(150)
  const top = doc.y + 12
  const [high, label] = [96, 34]
  const [plotLeft, plotRight] = [left + label, left + width - 110]
  const most = Math.max(
    Math.max(...limits.map(({ value }) => value), ...points.map(({ value }) => value ?? 0)) * 1.25,
    1e-9,
  )
  const plot: Plot = {
    left: plotLeft,
    right: plotRight,
    x: (index) => plotLeft + ((plotRight - plotLeft) * (index + 0.5)) / points.length,
    y: (value) => top + high * (1 - Math.min(value, most) / most),
  }
  doc.font(regular).fontSize(7).fillColor(dim)
  doc.text(oneLine(doc, unit, width), left, top - 12, { lineBreak: false })
  drawLimits(sheet, plot, limits)
  drawRule(sheet, plot.left, plot.right, plot.y(0))
  doc.fillColor(dim).text('0', plot.left - 10, plot.y(0) - 4, { lineBreak: false })
  drawPoints(sheet, plot, points)
  doc.font(regular).fontSize(6.5).fillColor(dim)
  for (const [index, { name }] of points.entries())
    if (index % 3 === 0)
      doc.text(name, plot.x(index) - 24, top + high + 4, { width: 48, align: 'center', lineBreak: false })
  doc.y = top + high + 22
}

function drawLimits({ doc }: Sheet, { left, right, y }: Plot, limits: Trend['limits']) {
  // From the lowest line up, so that labels move apart instead of overlapping.
  let free = Number.POSITIVE_INFINITY
  for (const { name, value, tone, dash } of limits.toSorted((a, b) => a.value - b.value)) {
    const wordAt = Math.min(y(value) - 4, free - 9)
    free = wordAt
    doc.moveTo(left, y(value)).lineTo(right, y(value)).lineWidth(0.8).strokeColor(tones[tone].ink)
    if (dash > 0) doc.dash(dash, { space: 2 })
    doc.stroke().undash()
    const text = oneLine(doc, `${name} ${digits(value)}`, 106)
    doc.fillColor(tones[tone].ink).text(text, right + 4, wordAt, { lineBreak: false })
  }
}

function drawPoints({ doc }: Sheet, { x, y }: Plot, points: Trend['points']) {
  const known = points.flatMap((point, index) =>
    point.value === null ? [] : [{ ...point, value: point.value, index }],
  )
  doc.strokeColor(tones.info.ink)
  for (const { index, lower, upper } of known)
    doc
      .moveTo(x(index), y(lower ?? 0))
      .lineTo(x(index), y(upper ?? 0))
      .lineWidth(0.7)
      .stroke()
  for (const [at, { index, value }] of known.entries())
    if (at === 0) doc.moveTo(x(index), y(value))
    else doc.lineTo(x(index), y(value))
  if (known.length > 1) doc.lineWidth(1.2).stroke()
  for (const { index, value, isHollow } of known)
    doc
      .circle(x(index), y(value), 2.2)
      .lineWidth(0.8)
      .fillAndStroke(isHollow ? '#ffffff' : tones.info.ink, tones.info.ink)
}
