import { type Aboard, draftFlight } from '#modules/flights/index.ts'
import { releaseFrom } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { type Detail, invalidFields, ruleBroken } from '#platform/kernel/problem.ts'
import { happenedAt, id, integer, type Static, Type } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'
import { type Leg, Trip, type TripForm } from './trip.ts'
import { tripCompleted } from './trip-event.ts'
import { type CompleteLeg, requireComplete, tripHolds } from './trip-form.ts'
import { tripStates } from './trip-state.ts'

const act = { scope: 'trips:write', stability: 'beta', on: Trip } as const
/** Also its pilots: a trip is seen by its crew alone, and by those who plan. */
const flies = [...operationsRoles, 'pilot', 'instructor']

export const departTrip = operation({
  ...act,
  id: 'departTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/depart',
  summary: 'Depart a leg of a trip',
  description: 'Records that a leg is off blocks. The first leg makes the trip active.',
  roles: flies,
  move: tripStates.byState('depart', 'departNext'),
  audits: 'trip.departed',
  response: Trip.schema,
  body: Type.Object({ legId: id('tlg'), actualOffBlockAt: happenedAt() }),
  async handle({ tx, body, record, move }) {
    const leg = record.legs.find(({ id: legId }) => legId === body.legId)
    if (!leg) throw invalidFields([{ field: 'legId', message: 'is no leg of this trip' }])
    if (leg.actualOffBlockAt !== null)
      throw ruleBroken(`Leg ${leg.position} has departed already`, {
        details: [{ field: 'legId', message: `departed at ${leg.actualOffBlockAt}` }],
      })
    await tx.run(sql`
      update trip_legs set actual_off_block_at = ${body.actualOffBlockAt} where id = ${leg.id}`)
    await move.make()
    return Trip.get(tx, record.id)
  },
})

const meter = (what: string) => Type.Optional(integer(0, 100_000_000, `${what}, in hundredths of an hour.`))
const FlownLeg = Type.Object({
  legId: id('tlg'),
  actualOffBlockAt: happenedAt(),
  actualOnBlockAt: happenedAt(),
  hobbsOutHundredths: meter('Hobbs before the leg; where the meter stands by default'),
  hobbsInHundredths: meter('Hobbs after it'),
  tachOutHundredths: meter('Tach before the leg; where the meter stands by default'),
  tachInHundredths: meter('Tach after it'),
})
type FlownLeg = Static<typeof FlownLeg>

export const closeOutTrip = operation({
  ...act,
  id: 'closeOutTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/close-out',
  summary: 'Close out a trip',
  description:
    'Records that all legs have landed. Each leg becomes a draft flight with its crew, times and meters, which its pilots complete and submit. The rest of the planned time becomes free.',
  roles: flies,
  move: tripStates.closeOut,
  audits: 'trip.closed_out',
  response: Trip.schema,
  body: Type.Object({ legs: Type.Array(FlownLeg, { minItems: 1, maxItems: 50 }) }),
  async handle({ tx, body, record, principal, now, emit, move }) {
    const legs = requireComplete(record)
    checkFlown(legs, body.legs)
    for (const leg of legs) {
      const flown = body.legs.find(({ legId }) => legId === leg.id) as FlownLeg
      const flight = await flightOf(tx, principal, record, leg, flown)
      if (flight) emit(flight.emission)
      await tx.run(sql`
        update trip_legs
           set actual_off_block_at = ${flown.actualOffBlockAt}, actual_on_block_at = ${flown.actualOnBlockAt},
               flight_id = ${flight?.flightId ?? null}
         where id = ${leg.id}`)
    }
    await releaseFrom(tx, { source: tripHolds, id: record.id }, now)
    await move.make()
    return Trip.get(tx, record.id)
  },
})

function checkFlown(legs: readonly CompleteLeg[], flown: readonly FlownLeg[]): void {
  const details: Detail[] = []
  for (const [index, { legId, actualOffBlockAt, actualOnBlockAt }] of flown.entries()) {
    const isTwin = flown.findIndex((other) => other.legId === legId) < index
    if (isTwin || !legs.some(({ id: own }) => own === legId))
      details.push({ field: `legs.${index}.legId`, message: 'is no other leg of this trip' })
    if (Date.parse(actualOnBlockAt) <= Date.parse(actualOffBlockAt))
      details.push({ field: `legs.${index}.actualOnBlockAt`, message: `must lie after ${actualOffBlockAt}` })
  }
  const missing = legs.filter(({ id: own }) => !flown.some(({ legId }) => legId === own))
  details.push(
    ...missing.map(({ position }) => ({ field: 'legs', message: `say nothing of leg ${position}` })),
  )
  if (details.length > 0) throw invalidFields(details)
}

const flightTypes = {
  charter: 'charter',
  training: 'training',
  positioning: 'positioning',
  maintenance: 'maintenance',
} as const

/** Nobody logs a flight without pilots. */
async function flightOf(tx: Tx, principal: Principal, trip: TripForm, leg: CompleteLeg, flown: FlownLeg) {
  const crew = crewOf(leg)
  if (crew.length === 0) return null
  return draftFlight(tx, principal, {
    aircraftId: leg.aircraftId,
    projectId: trip.projectId,
    flightType: flightTypes[trip.type as keyof typeof flightTypes] ?? 'private',
    operation: trip.operation,
    fromAirport: leg.fromAirport,
    toAirport: leg.toAirport,
    offBlockAt: flown.actualOffBlockAt,
    onBlockAt: flown.actualOnBlockAt,
    meters: {
      hobbsOutHundredths: flown.hobbsOutHundredths ?? null,
      hobbsInHundredths: flown.hobbsInHundredths ?? null,
      tachOutHundredths: flown.tachOutHundredths ?? null,
      tachInHundredths: flown.tachInHundredths ?? null,
    },
    crew,
  })
}

/** Those in command first. Cabin crew is logged as observers: the log of flights is about pilots. */
function crewOf({ crew }: Leg): Aboard[] {
  const order = ['pic', 'sic', 'cabin', 'observer']
  const aboard = [...crew].sort((first, second) => order.indexOf(first.role) - order.indexOf(second.role))
  return aboard.map(({ crewId, role }) => ({ crewId, role: role === 'cabin' ? 'observer' : role }))
}

export const completeTrip = operation({
  ...act,
  id: 'completeTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/complete',
  summary: 'Complete a trip',
  description: 'Closes the trip for good.',
  roles: operationsRoles,
  move: tripStates.complete,
  emits: tripCompleted,
  response: Trip.schema,
  async handle({ tx, record, move }) {
    await move.make()
    return Trip.get(tx, record.id)
  },
})
