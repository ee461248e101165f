import { Aircraft } from '#modules/fleet/index.ts'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { type Detail, invalidFields, problem, roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { requireReference } from '#platform/kernel/reference.ts'
import { id, instant, nullable, type Static, Type, text } from '#platform/kernel/schema.ts'
import { flightFaults } from '#rules/flight-limits.ts'
import { dialRan } from '#rules/meter-ledger.ts'
import { flyingRoles, operationsRoles } from '#server/roles.ts'
import { requireAirport } from './find-airport.ts'
import { Flight, flightFields } from './flight.ts'
import { CrewInput, countNames, updateCounts, writeCrews } from './flight-crew.ts'
import { flightDeleted } from './flight-event.ts'
import { fuelOf } from './flight-fuel.ts'
import { recordNights } from './flight-night.ts'
import { Payers, writePayers } from './flight-payers.ts'
import { flightStates } from './flight-state.ts'
import { requireAddUp, type Settled, settleCounts } from './settle-counts.ts'

const clockRunsBackwards = problem('clock_runs_backwards', 422, {
  meaning:
    'A flight goes off blocks, takes off, lands and goes on blocks in that order, and its meters count up',
  fix: '`details` names the clock that runs backwards. Across midnight, mind the date.',
})

type FlightForm = Static<typeof Flight.schema>
const Crew = Type.Array(CrewInput, {
  minItems: 1,
  maxItems: 20,
  description:
    'Who was aboard as crew, the pilot in command first. Without counts for each, those of the flight belong to the only person who can have flown.',
})
const airport = (what: string) =>
  Type.Optional(
    nullable(text(2, 5, `${what}: an ICAO, IATA or local code. A session in a simulator has none.`)),
  )
const core = {
  aircraftId: id('acf'),
  crew: Crew,
  fromAirport: airport('Departure'),
  toAirport: airport('Arrival'),
  offBlockAt: instant(),
  onBlockAt: instant(),
}
const optional = { ...Type.Partial(Type.Object(flightFields)).properties, payers: Type.Optional(Payers) }
const Change = Type.Object({ ...Type.Partial(Type.Object(core)).properties, ...optional })
type Change = Static<typeof Change>

export const logFlight = operation({
  id: 'logFlight',
  method: 'POST',
  path: '/api/v1/ops/flights',
  summary: 'Log a flight as a draft',
  description:
    'Creates a draft flight. It counts nowhere before it is submitted and approved. A draft may lack meter readings.',
  scope: 'flights:write',
  roles: flyingRoles,
  creates: Flight,
  audits: 'flight.logged',
  response: Flight.schema,
  project: ({ body }) => body.projectId ?? null,
  body: Type.Object({ ...core, ...optional }),
  async handle({ tx, body, principal }) {
    const { crew: _crew, payers, ...rest } = body
    const counts = settleCounts({ crew: body.crew, totals: body })
    checkClocks({ ...body, ...counts.totals })
    requireAddUp(counts)
    const flightId = newId('flt')
    const columns = await columnsOf(tx, { ...rest, ...counts.totals })
    await checkAircraftAndCrew(tx, body)
    await requireAirports(tx, body.aircraftId, body)
    await tx.run(
      db.insertInto('flights').values({
        aircraft_id: body.aircraftId,
        off_block_at: body.offBlockAt,
        on_block_at: body.onBlockAt,
        ...columns,
        workspace_id: principal.workspace.uuid,
        id: flightId,
        created_by: actorOf(principal).id,
      }),
    )
    await writeCrew(tx, principal, flightId, counts.crew)
    await writePayers(tx, principal.workspace.uuid, flightId, payers)
    await recordNightOf(tx, principal, flightId)
    return Flight.get(tx, flightId)
  },
})

export const updateFlight = operation({
  id: 'updateFlight',
  method: 'PATCH',
  path: '/api/v1/ops/flights/:id',
  summary: 'Update a draft',
  description:
    'Changes the fields that you send; the others keep their value. A flight that was submitted is changed after it is rejected and reopened.',
  scope: 'flights:write',
  roles: flyingRoles,
  on: Flight,
  move: flightStates.edit,
  audits: 'flight.updated',
  response: Flight.schema,
  body: Change,
  async handle({ tx, body, record, principal, move }) {
    await requireOwn(tx, principal, record)
    const { crew: _crew, payers, ...rest } = body
    const counts = changesCounts(body)
      ? settleCounts({ crew: body.crew ?? null, totals: body, before: record })
      : null
    checkClocks({ ...record, ...body, ...counts?.totals })
    if (counts) requireAddUp(counts)
    await checkAircraftAndCrew(tx, body)
    await requireAirports(tx, body.aircraftId ?? record.aircraftId, { ...record, ...body })
    const columns = await columnsOf(tx, { ...rest, ...counts?.totals }, record)
    await move.make(columns)
    await writePayers(tx, principal.workspace.uuid, record.id, payers)
    if (body.crew && counts) {
      await tx.run(sql`delete from flight_crew where flight_id = ${record.id}`)
      await writeCrew(tx, principal, record.id, counts.crew)
    } else if (counts) await updateCounts(tx, membersOf(record.id, counts.crew))
    await recordNightOf(tx, principal, record.id)
    return Flight.get(tx, record.id)
  },
})

export const deleteFlight = operation({
  id: 'deleteFlight',
  method: 'DELETE',
  path: '/api/v1/ops/flights/:id',
  summary: 'Delete a draft',
  description: 'Deletes a flight that was never submitted. An approved flight is reversed instead.',
  scope: 'flights:write',
  roles: flyingRoles,
  on: Flight,
  move: flightStates.delete,
  emits: flightDeleted,
  async handle({ tx, record, principal }) {
    await requireOwn(tx, principal, record)
    await tx.run(sql`delete from flights where id = ${record.id}`)
  },
})

/** Those who run the flying may change any draft; a pilot theirs: what they logged, or were aboard of. */
export async function requireOwn(tx: Tx, principal: Principal, record: FlightForm): Promise<void> {
  if (principal.kind === 'api_key' || record.createdBy === principal.userId) return
  if (['account_owner', 'admin', ...operationsRoles].some((role) => principal.roles.includes(role))) return
  const aboard = await tx.first(sql`
    select 1
      from flight_crew fc
      join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id
     where fc.flight_id = ${record.id} and c.user_id = ${principal.userId}`)
  if (!aboard)
    throw roleMissing(
      'This flight belongs to someone else. Only its author, its crew and operations staff can do this',
    )
}

const clocks = [
  ['offBlockAt', 'takeOffAt'],
  ['takeOffAt', 'landingAt'],
  ['landingAt', 'onBlockAt'],
  ['offBlockAt', 'onBlockAt'],
  ['offBlockAt', 'landingAt'],
  ['takeOffAt', 'onBlockAt'],
] as const
const meters = [
  ['hobbs', 'hobbsOutHundredths', 'hobbsInHundredths'],
  ['tach', 'tachOutHundredths', 'tachInHundredths'],
] as const
const landings = [
  ['dayFullStopLandings', 'dayLandings'],
  ['nightFullStopLandings', 'nightLandings'],
] as const
/** Refuses clocks that run backwards. Never takes an earlier time for the next day: a short west-bound leg lands before it left, by the clock on the wall. */
export function checkClocks(flight: Change): void {
  const details: Detail[] = []
  for (const [first, then] of clocks) {
    const [before, after] = [flight[first], flight[then]]
    if (
      before &&
      after &&
      Date.parse(after) < Date.parse(before) &&
      !details.some((detail) => detail.field === then)
    )
      details.push({ field: then, message: `lies before ${first} (${before})` })
  }
  for (const [kind, out, back] of meters) {
    const [before, after] = [flight[out], flight[back]]
    if (before != null && after != null && dialRan(kind, before, after) < 0)
      details.push({ field: back, message: `is less than ${out} (${(before / 100).toFixed(2)})` })
  }
  if (details[0])
    throw clockRunsBackwards(details.map((detail) => `${detail.field} ${detail.message}`).join('; '), {
      details,
    })
  const faults = faultsOf(flight)
  if (faults[0])
    throw ruleBroken(faults.map((detail) => `${detail.field} ${detail.message}`).join('; '), {
      details: faults,
    })
  const counted = landings.find(([part, whole]) => (flight[part] ?? 0) > (flight[whole] ?? 0))
  if (counted)
    throw ruleBroken(`${counted[0]} is more than ${counted[1]}, of which it is a part`, {
      details: [{ field: counted[0], message: `must not be more than ${counted[1]}` }],
    })
}

const instants = {
  offBlock: 'offBlockAt',
  takeOff: 'takeOffAt',
  landing: 'landingAt',
  onBlock: 'onBlockAt',
} as const

function faultsOf(flight: Change): Detail[] {
  const at = (instant: string | null | undefined) => (instant ? Date.parse(instant) : null)
  const faults = flightFaults({
    ...flight,
    offBlock: at(flight.offBlockAt),
    takeOff: at(flight.takeOffAt),
    landing: at(flight.landingAt),
    onBlock: at(flight.onBlockAt),
  })
  return faults.map(({ part, message }) => ({
    field: part in instants ? instants[part as keyof typeof instants] : part,
    message,
  }))
}

async function checkAircraftAndCrew(tx: Tx, { aircraftId, crew }: Change): Promise<void> {
  const details: Detail[] = []
  if (aircraftId) {
    const aircraft = await requireReference(tx, Aircraft, { field: 'aircraftId', id: aircraftId })
    if (aircraft.status === 'sold' || aircraft.status === 'retired')
      details.push({
        field: 'aircraftId',
        message: `names ${aircraft.registration}, which is ${aircraft.status}`,
      })
  }
  if (crew && new Set(crew.map((member) => `${member.crewId} ${member.role}`)).size < crew.length)
    details.push({ field: 'crew', message: 'names somebody twice in the same role' })
  if (details.length > 0) throw invalidFields(details)
}

/** Only a session in a simulator begins and ends nowhere. */
async function requireAirports(tx: Tx, aircraftId: string, flight: Change): Promise<void> {
  const missing = (['fromAirport', 'toAirport'] as const).filter((field) => !flight[field])
  if (missing.length === 0) return
  const { category } = await Aircraft.get(tx, aircraftId)
  if (category !== 'simulator')
    throw invalidFields(missing.map((field) => ({ field, message: 'is required' })))
}

async function columnsOf(tx: Tx, body: Omit<Change, 'crew' | 'payers'>, before?: FlightForm) {
  const codes: { fromAirport?: string; toAirport?: string } = {}
  if (body.fromAirport) codes.fromAirport = (await requireAirport(tx, body.fromAirport, 'fromAirport')).code
  if (body.toAirport) codes.toAirport = (await requireAirport(tx, body.toAirport, 'toAirport')).code
  return toColumns({ ...body, ...codes, ...(await fuelColumnsOf(tx, body, before)) })
}

// Another aircraft may burn another fuel. A density that nobody measured is not kept.
async function fuelColumnsOf(tx: Tx, body: Omit<Change, 'crew'>, before?: FlightForm) {
  const names = ['fuelQuantity', 'fuelUnit', 'fuelDensityKgPerL', 'aircraftId'] as const
  const aircraftId = body.aircraftId ?? before?.aircraftId
  if (!aircraftId || names.every((name) => body[name] === undefined)) return {}
  const kept = before?.fuelDensitySource === 'measured' ? before : { ...before, fuelDensityKgPerL: null }
  const entered = Object.fromEntries(
    names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  )
  return fuelOf({ ...kept, ...entered }, await Aircraft.get(tx, aircraftId))
}

const changesCounts = (body: Change) =>
  body.crew !== undefined || countNames.some((name) => body[name] !== undefined)

const membersOf = (flightId: string, crew: Settled['crew']) =>
  crew.map((member, position) => ({ ...member, flightId, position }))

function writeCrew(tx: Tx, principal: Principal, flightId: string, crew: Settled['crew']): Promise<void> {
  return writeCrews(tx, principal.workspace.uuid, membersOf(flightId, crew))
}

async function recordNightOf(tx: Tx, principal: Principal, flightId: string): Promise<void> {
  await recordNights(tx, principal.workspace.uuid, [await Flight.get(tx, flightId)])
}
