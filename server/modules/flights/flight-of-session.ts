import { type Returned, sessionReturned } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { type Aboard, draftFlight } from './draft-flight.ts'

/** What was flown in a booking becomes the draft of a flight: its pilots complete and submit it. */
export const draftOfSession = sessionReturned(async (tx, returned, { principal }) => {
  const crew = crewOf(returned)
  if (crew.length === 0 || stayed(returned)) return null
  const { aircraftId, projectId, checkedOutAt, checkedInAt } = returned
  const flight = await draftFlight(tx, principal, {
    aircraftId,
    projectId,
    flightType: crew.some(({ role }) => role === 'dual' || role === 'solo') ? 'training' : 'private',
    operation: null,
    offBlockAt: checkedOutAt,
    onBlockAt: checkedInAt,
    ...(await routeOf(tx, returned)),
    meters: returned.meters,
    crew,
  })
  return { flightId: flight.flightId, emissions: [flight.emission] }
})

/** Nobody flies for less than a minute: the aircraft was checked out and did not leave. */
const stayed = ({ checkedOutAt, checkedInAt }: Returned) => {
  const awayMs = Date.parse(checkedInAt) - Date.parse(checkedOutAt)
  return awayMs >= 0 && awayMs < 60_000
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
function pilotRole(crew: readonly Aboard[]): Aboard['role'] {
  if (crew.some(({ role }) => role === 'instructor')) return 'dual'
  return crew.some(({ role }) => role === 'pic') ? 'sic' : 'pic'
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
  return { fromAirport: from, toAirport: to }
}
