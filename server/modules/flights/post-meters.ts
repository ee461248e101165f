import type { Posting } from '#modules/fleet/index.ts'
import type { Static } from '#platform/kernel/schema.ts'
import type { Flight } from './flight.ts'

type FlightForm = Static<typeof Flight.schema>

/** What an approval writes into the ledgers of the aircraft's meters. */
export function metersOf(flight: FlightForm): Posting[] {
  const line = {
    entry: 'reading',
    reason: null,
    readAt: new Date(flight.onBlockAt),
    flightId: flight.id,
  } as const
  const postings: Posting[] = []
  for (const kind of ['hobbs', 'tach'] as const) {
    const readingHundredths = flight[`${kind}InHundredths`]
    if (readingHundredths !== null)
      postings.push({ ...line, kind, readingHundredths, beganHundredths: flight[`${kind}OutHundredths`] })
  }
  // A simulator has no airframe that ages in the air.
  if (flight.isSimulator) return postings
  // Time in the air and landings have no dial: they are counted up.
  if (flight.airMinutes !== null)
    postings.push({ ...line, kind: 'air', readingHundredths: null, added: flight.airMinutes })
  const landings = flight.dayLandings + flight.nightLandings
  if (landings > 0) postings.push({ ...line, kind: 'cycles', readingHundredths: null, added: landings })
  return postings
}
