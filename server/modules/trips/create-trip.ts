import { refuseBlocked } from '#modules/planning/index.ts'
import { db, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { operationsRoles } from '#server/roles.ts'
import { Trip, type TripForm } from './trip.ts'
import { type CheckContext, findingsOnTrip } from './trip-check.ts'
import { tripEmission, tripReleaseVoided } from './trip-event.ts'
import { checkLegs, NewTrip, requireComplete, TripChange, withAirports } from './trip-form.ts'
import { tripStates } from './trip-state.ts'
import { voidRelease, whatChanged } from './void-release.ts'
import { holdTripAgain, isHoldingTrip, writeLegs, writePassengers } from './write-trip.ts'

export const createTrip = operation({
  id: 'createTrip',
  method: 'POST',
  path: '/api/v1/ops/trips',
  summary: 'Create a trip',
  description: 'Creates a draft. It may be incomplete, and holds nothing before it is confirmed.',
  scope: 'trips:write',
  roles: operationsRoles,
  stability: 'beta',
  creates: Trip,
  audits: 'trip.created',
  response: Trip.schema,
  project: ({ body }) => body.projectId ?? null,
  body: NewTrip,
  handle: ({ tx, body, principal, now }) => insertTrip(tx, principal, body, now),
})

/** Writes the draft of a trip with its number. */
export async function insertTrip(
  tx: Tx,
  principal: Principal,
  { legs = [], passengers = [], ...fields }: Static<typeof NewTrip>,
  now: Date,
): Promise<TripForm> {
  checkLegs(legs)
  const known = await withAirports(tx, legs)
  const tripId = newId('trp')
  const { uuid, timezone } = principal.workspace
  await tx.run(
    db.insertInto('trips').values({
      ...toColumns(fields),
      type: fields.type,
      workspace_id: uuid,
      id: tripId,
      number: await nextCode(tx, { workspaceUuid: uuid, prefix: 'T', at: now, timezone }),
      created_by: actorOf(principal).id,
    }),
  )
  await writeLegs(tx, uuid, { id: tripId, legs: [] }, known)
  await writePassengers(tx, uuid, tripId, passengers)
  return Trip.get(tx, tripId)
}

export const updateTrip = operation({
  id: 'updateTrip',
  method: 'PATCH',
  path: '/api/v1/ops/trips/:id',
  summary: 'Update a trip',
  description:
    'Changes the fields that you send; the others keep their value. A confirmed trip holds what it needs from then on. A change of aircraft, crew, time or airport voids the release, and the trip goes back to `scheduled`.',
  scope: 'trips:write',
  roles: operationsRoles,
  stability: 'beta',
  on: Trip,
  move: tripStates.edit,
  audits: 'trip.updated',
  response: Trip.schema,
  body: TripChange,
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    const { legs, passengers, ...fields } = body
    const { uuid } = principal.workspace
    await move.make(toColumns(fields))
    if (passengers) await writePassengers(tx, uuid, record.id, passengers)
    if (legs) {
      checkLegs(legs)
      await writeLegs(tx, uuid, record, await withAirports(tx, legs))
    }
    const changed = await Trip.get(tx, record.id)
    const context = { principal, services, now }
    for (const emission of await afterChange(tx, record, changed, context)) emit(emission)
    return Trip.get(tx, record.id)
  },
})

/** What follows from another aircraft, crew, time or airport of a trip that stands. */
async function afterChange(
  tx: Tx,
  before: TripForm,
  after: TripForm,
  context: CheckContext,
): Promise<Emission[]> {
  const changes = whatChanged(before, after)
  if (changes.length === 0 || !isHoldingTrip(before)) return []
  const legs = requireComplete(after)
  // Before the checks: a booking in the way is the plainer reason.
  await holdTripAgain(tx, context.principal, after)
  refuseBlocked(await findingsOnTrip(tx, after, legs, 'book', context))
  if (!(await voidRelease(tx, before, `Changed after the release: ${changes.join(', ')}`, context.now)))
    return []
  return [tripEmission(tripReleaseVoided, await Trip.get(tx, before.id))]
}
