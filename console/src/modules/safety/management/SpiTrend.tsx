import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import classes from './management.module.css'
import { t } from './strings.ts'

const [width, height] = [96, 22]

/** How an indicator went, as a line without an axis; its page has the chart. */
export function SpiTrend({ id, name }: { id: string; name: string }) {
  const series = useQuery({
    queryKey: ['spi', id, 'series'],
    queryFn: () => get('/api/v1/safety/spis/{id}/series', { path: { id } }),
  })
  const rates = (series.data?.points ?? []).map(({ rate }) => rate)
  const most = Math.max(...rates.map((rate) => rate ?? 0))
  if (rates.length < 2 || most === 0) return null
  const points = rates.flatMap((rate, index) =>
    rate === null
      ? []
      : [`${((width - 2) * index) / (rates.length - 1) + 1},${height - 2 - ((height - 4) * rate) / most}`],
  )
  return (
    <svg
      className={classes.trend}
      width={width}
      height={height}
      role="img"
      aria-label={t.overview.trendOf(name)}
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}
