import { labelOf } from '#api/label.ts'
import type { Aircraft } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { meterText } from '#ui/hours.ts'
import { t } from './strings.ts'
import { sourceOf, useNextMeters } from './useNextMeters.ts'

const w = t.pending

/** How many flights are not posted yet, and what the dials show after them. */
export function PendingFlights({ aircraft }: { aircraft: Aircraft }) {
  const { data } = useNextMeters(aircraft.id)
  if (!data || data.pendingFlights === 0) return null
  return (
    <p>
      <AppLink to="/flights" search={{ aircraft: aircraft.registration }}>
        {w.count(data.pendingFlights)}
      </AppLink>
      {data.meters
        .filter((meter) => !meter.isPosted)
        .map((meter) => (
          <span key={meter.kind} className="dim">
            {' '}
            · {labelOf('getNextMeters.meters.kind', meter.kind)} {meterText(meter.kind, meter.hundredths)} (
            {sourceOf(meter)})
          </span>
        ))}
    </p>
  )
}
