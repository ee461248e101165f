import { type Returned, sessionReturned } from '#modules/planning/index.ts'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { requireAirport } from './find-airport.ts'
import { type crewRoles, writeCrews } from './flight-crew.ts'
import { checkClocks } from './log-flight.ts'
import { settleCounts } from './settle-counts.ts'

type CrewRole = (typeof crewRoles)[number]

/** What was flown in a booking becomes the draft of a flight: its pilots complete and submit it. */
export const draftOfSession = sessionReturned(async (tx, returned, { principal }) => {
  const crew = crewOf(returned)
  if (crew.length === 0 || stayed(returned)) return null
  const flightId = newId('flt')
  const { aircraftId, projectId, checkedOutAt, checkedInAt } = returned
  const meters = await metersOf(tx, returned)
  const { fromAirport, toAirport } = await routeOf(tx, returned)
  const times = { offBlockAt: checkedOutAt, onBlockAt: checkedInAt }
  checkClocks({ ...times, ...meters })
  await tx.run(
    db.insertInto('flights').values({
      workspace_id: principal.workspace.uuid,
      id: flightId,
      aircraft_id: aircraftId,
      flight_type: crew.some(({ role }) => role === 'dual' || role === 'solo') ? 'training' : 'private',
      project_id: projectId,
      from_airport: fromAirport,
      to_airport: toAirport,
      off_block_at: times.offBlockAt,
      on_block_at: times.onBlockAt,
      hobbs_out_hundredths: meters.hobbsOutHundredths,
      hobbs_in_hundredths: meters.hobbsInHundredths,
      tach_out_hundredths: meters.tachOutHundredths,
      tach_in_hundredths: meters.tachInHundredths,
      created_by: actorOf(principal).id,
    }),
  )
  const settled = settleCounts({ crew, totals: {} }).crew
  const members = settled.map((member, position) => ({ ...member, flightId, position }))
  await writeCrews(tx, principal.workspace.uuid, members)
  const subject = { type: 'flight', id: flightId, projectId }
  return { flightId, emissions: [{ type: 'flight.logged', subject }] }
})

/** Nobody flies for less than a minute: the aircraft was checked out and did not leave. */
const stayed = ({ checkedOutAt, checkedInAt }: Returned) => {
  const awayMs = Date.parse(checkedInAt) - Date.parse(checkedOutAt)
  return awayMs >= 0 && awayMs < 60_000
}

interface Aboard {
  crewId: string
  role: CrewRole
}

/** Who was aboard, those in command first. A supervising instructor was not. */
function crewOf({ participants, instructorId, isSolo }: Returned): Aboard[] {
  const teaches = instructorId !== null && !isSolo
  const crew: Aboard[] = teaches ? [{ crewId: instructorId, role: 'instructor' }] : []
  for (const { crewId, role } of participants) {
    if (crewId === instructorId) continue
    if (role === 'student') crew.push({ crewId, role: isSolo ? 'solo' : 'dual' })
    if (role === 'instructor') crew.push({ crewId, role })
    if (role === 'pilot') crew.push({ crewId, role: pilotRole(crew) })
  }
  return crew
}

/** Under an instructor a pilot is taught. The second of two pilots is second in command. */
function pilotRole(crew: readonly Aboard[]): CrewRole {
  if (crew.some(({ role }) => role === 'instructor')) return 'dual'
  return crew.some(({ role }) => role === 'pic') ? 'sic' : 'pic'
}

/** Where the meters stood before the flight, unless somebody read them. */
async function metersOf(tx: Tx, { aircraftId, meters }: Returned) {
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

async function routeOf(tx: Tx, { aircraftId, fromAirport, toAirport }: Returned) {
  const aircraft = await tx.first(
    sql<'baseOfAircraft'>`select base_airport as base from aircraft where id = ${aircraftId}`,
  )
  const from = fromAirport ?? aircraft?.base
  if (!from)
    throw invalidFields([
      { field: 'fromAirport', message: 'is required: the aircraft has no base to take instead' },
    ])
  const to = toAirport ?? aircraft?.base ?? from
  return {
    fromAirport: (await requireAirport(tx, from, 'fromAirport')).code,
    toAirport: (await requireAirport(tx, to, 'toAirport')).code,
  }
}
