import type { Posting } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Static } from '#platform/kernel/schema.ts'
import type { Flight } from './flight.ts'

type FlightForm = Static<typeof Flight.schema>

/** What an approval writes into the ledgers of the aircraft's meters. */
export async function metersOf(tx: Tx, record: FlightForm): Promise<Posting[]> {
  const readAt = new Date(record.onBlockAt)
  const postings: Posting[] = []
  for (const kind of ['hobbs', 'tach'] as const) {
    const [before, after] = [record[`${kind}OutHundredths`], record[`${kind}InHundredths`]]
    if (after === null) continue
    postings.push({
      kind,
      entry: 'reading',
      readingHundredths: after,
      expectedBeforeHundredths: before,
      reason: null,
      readAt,
      flightId: record.id,
    })
  }
  if (record.airMinutes === null) return postings
  const meter = (await lockMeters(tx, record.aircraftId)).get('air')
  // Air time has no dial: it is counted up, whenever the flight is approved, so its order does not matter.
  postings.push({
    kind: 'air',
    entry: 'reading',
    readingHundredths: (meter?.reading ?? 0) + Math.round((record.airMinutes * 100) / 60),
    reason: null,
    readAt: meter && meter.lastReadAt > readAt ? meter.lastReadAt : readAt,
    flightId: record.id,
  })
  return postings
}

/** What takes the meters back where this flight was the last to move them. */
export async function metersBack(
  tx: Tx,
  record: FlightForm,
  reversalId: string,
  reason: string,
  now: Date,
): Promise<Posting[]> {
  const back = {
    entry: 'adjustment',
    reason: `Reversal: ${reason}`,
    readAt: now,
    flightId: reversalId,
  } as const
  const postings: Posting[] = []
  const meters = await lockMeters(tx, record.aircraftId)
  for (const kind of ['hobbs', 'tach'] as const) {
    const [before, after] = [record[`${kind}OutHundredths`], record[`${kind}InHundredths`]]
    if (before === null || after === null || meters.get(kind)?.reading !== after) continue
    postings.push({ ...back, kind, readingHundredths: before })
  }
  const air = meters.get('air')
  if (air && record.airMinutes !== null)
    postings.push({
      ...back,
      kind: 'air',
      readingHundredths: Math.max(0, air.reading - Math.round((record.airMinutes * 100) / 60)),
    })
  return postings
}

/** Where the meters stand; locked in one order, so that two flights of an aircraft never wait for each other crosswise. */
async function lockMeters(
  tx: Tx,
  aircraftId: string,
): Promise<Map<string, { reading: number; lastReadAt: Date }>> {
  const meters = await tx.rows(sql<'lockedMeters'>`
    select kind, reading_hundredths as reading, last_read_at as "lastReadAt"
      from meters where aircraft_id = ${aircraftId} order by kind for update`)
  return new Map(meters.map(({ kind, ...meter }) => [kind, meter]))
}
