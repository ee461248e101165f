import { hold, holdAgain, type Plan, release } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { completeLoad } from './leg-load.ts'
import { holdingTrips, type Leg, type TripForm } from './trip.ts'
import {
  type LegInput,
  type PassengerInput,
  planOf,
  requireComplete,
  subjectsOf,
  tripHolds,
} from './trip-form.ts'

/** Replaces the legs of a trip with their crews. A leg that keeps its ID keeps what is not sent of it. */
export async function writeLegs(
  tx: Tx,
  workspaceUuid: string,
  trip: { id: string; legs: readonly Leg[] },
  legs: readonly LegInput[],
): Promise<void> {
  const known = new Map(trip.legs.map((leg) => [leg.id, leg]))
  const unknown = legs.findIndex(({ id }, index) => {
    const isTwin = id !== undefined && legs.findIndex((leg) => leg.id === id) < index
    return id !== undefined && (!known.has(id) || isTwin)
  })
  if (unknown >= 0)
    throw invalidFields([{ field: `legs.${unknown}.id`, message: 'is no other leg of this trip' }])
  const rows = legs.map((leg, index) => {
    const before = leg.id === undefined ? undefined : known.get(leg.id)
    return {
      ...{ fromAirport: null, toAirport: null, plannedOffBlockAt: null, plannedOnBlockAt: null },
      ...{
        aircraftId: null,
        passengerCount: 0,
        actualOffBlockAt: null,
        actualOnBlockAt: null,
        flightId: null,
      },
      crew: [] as NonNullable<LegInput['crew']>,
      ...before,
      ...leg,
      load: completeLoad(leg.load === undefined ? (before?.load ?? null) : leg.load),
      id: leg.id ?? newId('tlg'),
      position: index + 1,
    }
  })
  await tx.run(sql`delete from trip_legs where trip_id = ${trip.id}`)
  await tx.run(sql`
    insert into trip_legs (workspace_id, id, trip_id, position, from_airport, to_airport, planned_off_block_at,
        planned_on_block_at, aircraft_id, passenger_count, load, actual_off_block_at, actual_on_block_at, flight_id)
    select ${workspaceUuid}, l.id, ${trip.id}, l.position, l."fromAirport", l."toAirport", l."plannedOffBlockAt",
           l."plannedOnBlockAt", l."aircraftId", l."passengerCount", l.load, l."actualOffBlockAt", l."actualOnBlockAt",
           l."flightId"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(id text, position integer, "fromAirport" text,
          "toAirport" text, "plannedOffBlockAt" timestamptz, "plannedOnBlockAt" timestamptz, "aircraftId" text,
          "passengerCount" integer, load jsonb, "actualOffBlockAt" timestamptz, "actualOnBlockAt" timestamptz,
          "flightId" text)`)
  const crew = rows.flatMap(({ id, crew: members }) =>
    members.map(({ crewId, role }, position) => ({ legId: id, crewId, role, position })),
  )
  await tx.run(sql`
    insert into trip_leg_crew (workspace_id, leg_id, crew_id, role, position)
    select ${workspaceUuid}, c."legId", c."crewId", c.role, c.position
      from jsonb_to_recordset(${JSON.stringify(crew)}::jsonb)
        as c("legId" text, "crewId" text, role text, position integer)`)
}

export async function writePassengers(
  tx: Tx,
  workspaceUuid: string,
  tripId: string,
  passengers: readonly PassengerInput[],
): Promise<void> {
  const rows = passengers.map((passenger, position) => ({ ...passenger, id: newId('tpx'), position }))
  await tx.run(sql`delete from trip_passengers where trip_id = ${tripId}`)
  await tx.run(sql`
    insert into trip_passengers (workspace_id, id, trip_id, position, name, weight_kg, document_number, notes)
    select ${workspaceUuid}, p.id, ${tripId}, p.position, p.name, p."weightKg", p."documentNumber", p.notes
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as p(id text, position integer, name text, "weightKg" numeric, "documentNumber" text, notes text)`)
}

export const isHoldingTrip = ({ status }: Pick<TripForm, 'status'>): boolean =>
  (holdingTrips as readonly string[]).includes(status)

/** Holds what a confirmed trip needs. @throws Problem 409 `resource_taken` with what holds it. */
export async function holdTrip(tx: Tx, principal: Principal, trip: TripForm): Promise<void> {
  await hold(tx, principal, planOf(trip), subjectsOf(requireComplete(trip)))
}

export async function holdTripAgain(tx: Tx, principal: Principal, trip: TripForm): Promise<void> {
  await holdAgain(tx, principal, planOf(trip), subjectsOf(requireComplete(trip)))
}

export const freeTrip = (tx: Tx, { id }: Pick<Plan, 'id'>): Promise<void> =>
  release(tx, { source: tripHolds, id })
