import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { MeterKind } from '#rules/meter-ledger.ts'
import { judgeMeter, judgeUnjudged } from './judge-meter.ts'
import { tellMetersMoved } from './meter-moved.ts'

/** A line for the ledger of a meter. It says what the meter showed, or what a flight adds to it. */
export interface Posting {
  kind: MeterKind
  entry: 'reading' | 'adjustment' | 'replacement'
  /** What the meter shows; of a replacement, what the new one shows. */
  readingHundredths: number | null
  /** What the old meter showed when it was replaced. */
  endedHundredths?: number | null
  /** Where the meter stood before the flight, when somebody wrote that down too. */
  beganHundredths?: number | null
  /** What the flight adds: minutes in the air, or landings. */
  added?: number | null
  reason: string | null
  readAt: Date
  flightId: string | null
}

interface Writer {
  tx: Tx
  services: Pick<Services, 'extensions'>
  now: Date
}

/**
 * Appends to the ledgers of an aircraft's meters, in the caller's transaction, judges them again from there on, and
 * tells those modules that go by them.
 * @returns the ids of the lines, and what the caller is to emit.
 */
export async function postReadings(
  { tx, services, now }: Writer,
  {
    workspaceId,
    aircraftId,
    postings,
  }: { workspaceId: string; aircraftId: string; postings: readonly Posting[] },
): Promise<{ readingIds: string[]; emissions: Emission[] }> {
  if (postings.length === 0) return { readingIds: [], emissions: [] }
  const rows = postings.map((posting) => ({ id: newId('rdg'), ...posting }))
  await tx.run(sql`
    insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths,
        ended_hundredths, began_hundredths, added, reason, flight_id, read_at)
    select ${workspaceId}::uuid, r.id, ${aircraftId}, r.kind, r.entry, r."readingHundredths",
           r."endedHundredths", r."beganHundredths", r.added, r.reason, r."flightId", r."readAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, kind text, entry text,
          "readingHundredths" bigint, "endedHundredths" bigint, "beganHundredths" bigint, added integer,
          reason text, "flightId" text, "readAt" timestamptz)`)
  await judgeUnjudged(tx, aircraftId)
  return {
    readingIds: rows.map(({ id }) => id),
    emissions: await tellMetersMoved(tx, services, { aircraftId, now }),
  }
}

/**
 * Judges the meters again that a flight has moved, after it was reversed. Its lines stay and move nothing from then on.
 * @returns what the caller is to emit.
 */
export async function takeBackReadings(
  { tx, services, now }: Writer,
  { aircraftId, flightId }: { aircraftId: string; flightId: string },
): Promise<Emission[]> {
  const lines = await tx.rows(sql<'linesOfFlight'>`
    select kind, read_at as "from" from meter_readings where flight_id = ${flightId} order by kind`)
  for (const { kind, from } of lines) await judgeMeter(tx, { aircraftId, kind: kind as MeterKind, from })
  return lines.length > 0 ? tellMetersMoved(tx, services, { aircraftId, now }) : []
}

/** Judges all meters that an import has written into. @returns what the caller is to emit. */
export async function settleReadings({ tx, services, now }: Writer): Promise<Emission[]> {
  const emissions: Emission[] = []
  for (const aircraftId of await judgeUnjudged(tx))
    emissions.push(...(await tellMetersMoved(tx, services, { aircraftId, now })))
  return emissions
}
