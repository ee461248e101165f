import type { Answer } from '#api/answer.ts'
import { labelOf } from '#api/label.ts'
import { formatNumber } from '#ui/region.ts'
import { formatDate, formatDay } from '#ui/time.ts'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.indicators
type Spi = Answer<'GET', '/api/v1/safety/spis/{id}'>
type Point = Answer<'GET', '/api/v1/safety/spis/{id}/series'>['points'][number]

const [width, height, left, right, top, bottom] = [760, 280, 44, 96, 14, 34]

/** A round step, so that the axis has about four of them. */
export function niceStep(most: number): number {
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
}

/**
 * An indicator over time: the rate as a line, its exact interval as whiskers, thresholds as labeled lines.
 * A hollow point has too little flying behind it. Drawn here, because a chart library would be larger
 * than the whole page.
 */
export function SpiChart({ spi, points, unit }: { spi: Spi; points: Point[]; unit: string }) {
  const ratedPoints = points.filter((point) => point.rate !== null)
  // A whisker far beyond everything else would flatten the chart, so it is cut at the top.
  const highest = Math.max(
    spi.watch,
    spi.warning,
    spi.critical,
    ...ratedPoints.map((point) => point.rate ?? 0),
  )
  const most = Math.max(1e-9, highest * 1.35)
  const step = niceStep(most)
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
  const x = (index: number) => left + ((width - left - right) * (index + 0.5)) / Math.max(1, points.length)
  const y = (value: number) => top + (height - top - bottom) * (1 - Math.min(value, most) / most)
  const line = points
    .map((point, index) => (point.rate === null ? '' : `${x(index)},${y(point.rate)}`))
    .filter(Boolean)
    .join(' ')
  const thresholds = [
    ['watch', spi.watch, labelOf('spi.level', 'watch')],
    ['warning', spi.warning, labelOf('spi.level', 'warning')],
    ['critical', spi.critical, labelOf('spi.level', 'critical')],
  ] as const
  // Labels that would overlap are moved apart. Their lines stay.
  const labels = thresholds.map(([, value]) => y(value) + 4)
  const order = labels.map((_, index) => index).toSorted((a, b) => (labels[b] ?? 0) - (labels[a] ?? 0))
  for (const [place, index] of order.entries()) {
    const below = labels[order[place - 1] ?? -1]
    if (below !== undefined) labels[index] = Math.min(labels[index] ?? 0, below - 13)
  }
  const digits = (value: number) => formatNumber(value, { maximumSignificantDigits: 3 })
  return (
    <svg
      className={classes.chart}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={w.chart(spi.name, unit)}
    >
      <text x={left} y={10}>
        {unit}
      </text>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className={classes.axis} x1={left} x2={width - right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {digits(tick)}
          </text>
        </g>
      ))}
      {thresholds.map(([name, value, word], index) => (
        <g key={name}>
          <line className={classes[name]} x1={left} x2={width - right} y1={y(value)} y2={y(value)} />
          <text className={classes[`${name}Word`]} x={width - right + 6} y={labels[index]}>
            {`${word} ${digits(value)}`}
          </text>
        </g>
      ))}
      <polyline className={classes.line} points={line} />
      {points.map((point, index) => (
        <g key={point.to}>
          <title>
            {`${formatDate(point.from.slice(0, 10))} – ${formatDate(point.to.slice(0, 10))}: ${w.point(point.events, digits(point.exposure), spi.denominator)}${
              point.rate === null
                ? ''
                : `, ${digits(point.rate)} (${digits(point.lower ?? 0)}–${digits(point.upper ?? 0)})`
            }${point.isTooLittle ? ` · ${w.tooLittle}` : ''}`}
          </title>
          {point.rate === null ? null : (
            <>
              <line
                className={classes.whisker}
                x1={x(index)}
                x2={x(index)}
                y1={y(point.lower ?? 0)}
                y2={y(point.upper ?? 0)}
              />
              <circle
                className={point.level === 'insufficient' ? classes.doubt : classes.dot}
                cx={x(index)}
                cy={y(point.rate)}
                r={4}
              />
            </>
          )}
          {index % Math.ceil(points.length / 6) === 0 ? (
            <text x={x(index)} y={height - 12} textAnchor="middle">
              {formatDay(point.to.slice(0, 10))}
            </text>
          ) : null}
        </g>
      ))}
    </svg>
  )
}
