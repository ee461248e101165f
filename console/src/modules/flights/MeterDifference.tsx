import type { Flight } from '#api/types.ts'
import { formatHours } from '#ui/hours.ts'
import { Notice } from '#ui/Notice.tsx'
import { formatMinutes } from '#ui/time.ts'
import { t } from './strings.ts'

const w = t.page

/** "Hobbs ran 23.9 h, tach 1.0 h. Block time is 1:00." */
export function differenceOf({ hobbsHundredths, tachHundredths, blockMinutes }: Flight): string {
  const ran = [
    hobbsHundredths === null ? null : w.ran(w.hobbs, formatHours(hobbsHundredths)),
    tachHundredths === null ? null : w.ran(w.tach, formatHours(tachHundredths)),
  ]
  return `${ran.filter(Boolean).join(', ')}. ${w.blockIs(formatMinutes(blockMinutes))}`
}

/** What the approver should look at: meters that the flight's times don't explain, and who confirmed them. */
export function MeterDifference({ flight }: { flight: Flight }) {
  if (!flight.metersDiffer) return null
  return (
    <Notice tone="amber" title={w.metersDiffer}>
      {differenceOf(flight)} {flight.metersConfirmedBy ? w.metersConfirmed(flight.metersConfirmedBy) : null}
    </Notice>
  )
}
