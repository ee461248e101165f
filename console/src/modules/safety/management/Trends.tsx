import { labelOf, type ValueOf } from '#api/label.ts'
import type { SafetyMetrics } from '#api/types.ts'
import { dateFormat } from '#ui/region.ts'
import classes from './management.module.css'
import { niceStep } from './SpiChart.tsx'
import { t } from './strings.ts'

const w = t.overview
const [width, height, left, top, bottom] = [760, 220, 36, 14, 30]
const seriesClasses = [classes.series0, classes.series1, classes.series2, classes.series3, classes.series4]

const monthName = (month: string) =>
  dateFormat({ month: 'short', timeZone: 'UTC' }).format(new Date(`${month}-15T00:00:00Z`))

/** Reports by category and month, stacked: at most four categories, and the rest together. */
export function Trends({ metrics }: { metrics: SafetyMetrics }) {
  const months = metrics.reports.byMonth
  const totals = new Map<string, number>()
  for (const { counts } of months)
    for (const [category, count] of Object.entries(counts))
      totals.set(category, (totals.get(category) ?? 0) + count)
  const ranked = [...totals].toSorted((a, b) => b[1] - a[1]).map(([category]) => category)
  if (ranked.length === 0) return <p className="dim">{w.noReports}</p>
  const named = ranked.length > 5 ? ranked.slice(0, 4) : ranked
  const series = months.map(({ month, counts }) => {
    const values = named.map((category) => counts[category] ?? 0)
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
    const rest = all - values.reduce((sum, count) => sum + count, 0)
    return { month, all, values: ranked.length > 5 ? [...values, rest] : values }
  })
  const names = [
    ...named.map((category) =>
      labelOf('safety_report.category', category as ValueOf<'safety_report.category'>),
    ),
    ...(ranked.length > 5 ? [w.other] : []),
  ]
  const most = Math.max(4, ...series.map(({ all }) => all))
  const step = Math.max(1, niceStep(most))
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
  const slot = (width - left) / series.length
  const y = (value: number) => top + (height - top - bottom) * (1 - value / most)
  return (
    <figure className={classes.figure}>
      <div className={classes.scroll} role="region" aria-label={w.reports} tabIndex={0}>
        <svg
          className={classes.wideChart}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={w.reports}
        >
          <text x={left} y={10}>
            {w.reportsUnit}
          </text>
          {ticks.map((tick) => (
            <g key={tick}>
              <line className={classes.axis} x1={left} x2={width} y1={y(tick)} y2={y(tick)} />
              <text x={left - 6} y={y(tick) + 4} textAnchor="end">
                {tick}
              </text>
            </g>
          ))}
          {series.map(({ month, values }, index) => {
            let below = 0
            return (
              <g key={month}>
                {values.map((value, at) => {
                  const bar = (
                    <rect
                      key={names[at]}
                      className={seriesClasses[at]}
                      x={left + slot * index + slot * 0.2}
                      width={slot * 0.6}
                      y={y(below + value)}
                      height={y(below) - y(below + value)}
                    >
                      <title>{`${names[at]}, ${monthName(month)} ${month.slice(0, 4)}: ${value}`}</title>
                    </rect>
                  )
                  below += value
                  return bar
                })}
                <text x={left + slot * (index + 0.5)} y={height - 10} textAnchor="middle">
                  {monthName(month)}
                </text>
              </g>
            )
          })}
        </svg>
      </div>
      <div className={classes.legend}>
        {names.map((name, at) => (
          <span key={name}>
            <i className={seriesClasses[at]} />
            {name}
          </span>
        ))}
      </div>
    </figure>
  )
}
