import type { FlightWithWarnings } from '#api/types.ts'
import { Notice } from '#ui/Notice.tsx'
import { t } from './strings.ts'

const w = t.approval

/** What was wrong with the flight as it was flown, and whether the approver said that they saw it. */
export function FlightWarnings({ flight }: { flight: FlightWithWarnings }) {
  if (flight.warnings.length === 0) return null
  return (
    <Notice tone="amber" title={w.warnings}>
      {flight.warnings.map(({ code, message, acknowledgedBy }) => (
        <div key={`${code} ${message}`}>
          {message}
          {code === 'meters_differ' && flight.metersConfirmedBy ? (
            <span className="dim"> · {w.confirmedBy(flight.metersConfirmedBy)}</span>
          ) : null}
          {flight.status === 'approved' && acknowledgedBy ? (
            <span className="dim"> · {w.seenBy(acknowledgedBy)}</span>
          ) : null}
        </div>
      ))}
    </Notice>
  )
}
