import { db, sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { requireAirport } from './find-airport.ts'
import type { flightOperations, flightTypes } from './flight.ts'
import { type crewRoles, writeCrews } from './flight-crew.ts'
import { checkClocks } from './log-flight.ts'
import { settleCounts } from './settle-counts.ts'

export interface Aboard {
  crewId: string
  role: (typeof crewRoles)[number]
}

/** What was flown under a plan, as far as the plan and the crew say it. */
export interface FlownLeg {
  aircraftId: string
  projectId: string | null
  flightType: (typeof flightTypes)[number]
  operation: (typeof flightOperations)[number] | null
  fromAirport: string
  toAirport: string
  offBlockAt: string
  onBlockAt: string
  meters: {
    hobbsOutHundredths: number | null
    hobbsInHundredths: number | null
    tachOutHundredths: number | null
    tachInHundredths: number | null
  }
  /** Those in command first. */
  crew: readonly Aboard[]
}

/** Writes the draft of a flight, which its pilots complete and submit. @returns its ID, and what to emit. */
export async function draftFlight(
  tx: Tx,
  principal: Principal,
  leg: FlownLeg,
): Promise<{ flightId: string; emission: Emission }> {
  const flightId = newId('flt')
  const { aircraftId, projectId, offBlockAt, onBlockAt } = leg
  const meters = await metersOf(tx, leg)
  checkClocks({ offBlockAt, onBlockAt, ...meters })
  await tx.run(
    db.insertInto('flights').values({
      workspace_id: principal.workspace.uuid,
      id: flightId,
      aircraft_id: aircraftId,
      flight_type: leg.flightType,
      operation: leg.operation,
      project_id: projectId,
      from_airport: (await requireAirport(tx, leg.fromAirport, 'fromAirport')).code,
      to_airport: (await requireAirport(tx, leg.toAirport, 'toAirport')).code,
      off_block_at: offBlockAt,
      on_block_at: onBlockAt,
      hobbs_out_hundredths: meters.hobbsOutHundredths,
      hobbs_in_hundredths: meters.hobbsInHundredths,
      tach_out_hundredths: meters.tachOutHundredths,
      tach_in_hundredths: meters.tachInHundredths,
      created_by: actorOf(principal).id,
    }),
  )
  const settled = settleCounts({ crew: [...leg.crew], totals: {} }).crew
  await writeCrews(
    tx,
    principal.workspace.uuid,
    settled.map((member, position) => ({ ...member, flightId, position })),
  )
  return {
    flightId,
    emission: { type: 'flight.logged', subject: { type: 'flight', id: flightId, projectId } },
  }
}

/** Where the meters stood before the flight, unless somebody read them. */
async function metersOf(tx: Tx, { aircraftId, meters }: FlownLeg) {
  const stand = await tx.one(sql<'metersBeforeFlight', { hobbs: number | null; tach: number | null }>`
    select (select max(reading_hundredths) from meters where aircraft_id = ${aircraftId} and kind = 'hobbs') as hobbs,
           (select max(reading_hundredths) from meters where aircraft_id = ${aircraftId} and kind = 'tach') as tach`)
  const before = (read: number | null, known: number | null, after: number | null) =>
    read ?? (after === null || (known !== null && known <= after) ? known : null)
  return {
    ...meters,
    hobbsOutHundredths: before(meters.hobbsOutHundredths, stand.hobbs, meters.hobbsInHundredths),
    tachOutHundredths: before(meters.tachOutHundredths, stand.tach, meters.tachInHundredths),
  }
}
