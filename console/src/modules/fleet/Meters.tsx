import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { formatMeter } from '#ui/hours.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import styles from './fleet.module.css'
import { t } from './strings.ts'

const w = t.page

/** The current value of each dial, and the total that continues across replacements. */
export function Meters({ aircraftId }: { aircraftId: string }) {
  const meters = useQuery({
    queryKey: ['aircraft', aircraftId, 'meters'],
    queryFn: () => get('/api/v1/ops/aircraft/{id}/meters', { path: { id: aircraftId } }),
  })
  return (
    <Loaded query={meters}>
      {(data) =>
        data.length === 0 ? (
          <p className="dim">
            {w.noMeters}. {w.noMetersHint}
          </p>
        ) : (
          <ul className={styles.meters}>
            {data.map((meter) => (
              <li key={meter.kind}>
                <span className="dim">{labelOf('listMeters.kind', meter.kind)}</span>
                <b>{formatMeter(meter.kind, meter.currentHundredths)}</b>
                <span className="dim">
                  {w.total} {formatMeter(meter.kind, meter.totalHundredths)} ·{' '}
                  <Instant at={meter.lastReadAt} relative />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  )
}
