import { flightOperations } from '#modules/flights/index.ts'
import { sql } from '#platform/database/database.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  id,
  instant,
  integer,
  labeled,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { LegLoad } from './leg-load.ts'
import { ownTripsOnly, seesAllTrips } from './trip-role.ts'

export const tripTypes = [
  'charter',
  'owner',
  'maintenance',
  'positioning',
  'training',
  'estimate',
  'aircraft_note',
  'calendar_note',
] as const
export const tripStatuses = [
  'draft',
  'quoted',
  'requested',
  'confirmed',
  'scheduled',
  'released',
  'filed',
  'dispatched',
  'active',
  'close_out',
  'completed',
  'cancelled',
] as const
export const legRoles = labeled(['pic', 'sic', 'cabin', 'observer'], { pic: 'PIC', sic: 'SIC' })

/** The states in which a trip holds its aircraft and crew. */
export const holdingTrips = ['confirmed', 'scheduled', 'released', 'filed', 'dispatched', 'active'] as const

const type = oneOf(tripTypes)
const status = oneOf(tripStatuses, { labels: { close_out: 'Close-out' } })
const airport = (what: string) => nullable(text(2, 5, `${what}: an ICAO, IATA or local code.`))

/** What is planned of a leg. */
export const legFields = {
  fromAirport: airport('Departure'),
  toAirport: airport('Arrival'),
  plannedOffBlockAt: nullable(instant()),
  plannedOnBlockAt: nullable(instant()),
  aircraftId: nullable(id('acf')),
  passengerCount: integer(0, 900),
  load: nullable(LegLoad),
}
export const tripFields = {
  operation: nullable(oneOf(flightOperations, { description: 'The rules under which it is flown.' })),
  projectId: nullable(id('prj')),
  customerName: nullable(text(1, 200)),
  notes: nullable(text(1, 5_000)),
}
export const passengerFields = {
  name: text(1, 200),
  weightKg: nullable(Type.Number({ minimum: 0, maximum: 500 })),
  documentNumber: nullable(text(1, 60)),
  notes: nullable(text(1, 1_000)),
}

const Leg = Type.Object({
  id: id('tlg'),
  position: Type.Integer({ description: 'From 1.' }),
  ...legFields,
  aircraftRegistration: nullable(Type.String()),
  crew: Type.Array(Type.Object({ crewId: id('crw'), displayName: Type.String(), role: oneOf(legRoles) })),
  actualOffBlockAt: nullable(instant()),
  actualOnBlockAt: nullable(instant()),
  flightId: nullable(id('flt')),
})
export type Leg = Static<typeof Leg>

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const legs = `coalesce((select json_agg(json_build_object('id', l.id, 'position', l.position,
    'fromAirport', l.from_airport, 'toAirport', l.to_airport, 'plannedOffBlockAt', ${utc('l.planned_off_block_at')},
    'plannedOnBlockAt', ${utc('l.planned_on_block_at')}, 'aircraftId', l.aircraft_id,
    'passengerCount', l.passenger_count, 'load', l.load, 'aircraftRegistration', a.registration,
    'crew', coalesce((select json_agg(json_build_object('crewId', c.id, 'displayName', c.display_name,
                          'role', lc.role) order by lc.position)
                 from trip_leg_crew lc
                 join crew c on c.workspace_id = lc.workspace_id and c.id = lc.crew_id
                where lc.workspace_id = l.workspace_id and lc.leg_id = l.id), '[]'),
    'actualOffBlockAt', ${utc('l.actual_off_block_at')}, 'actualOnBlockAt', ${utc('l.actual_on_block_at')},
    'flightId', l.flight_id) order by l.position)
    from trip_legs l
    left join aircraft a on a.workspace_id = l.workspace_id and a.id = l.aircraft_id
   where l.workspace_id = t.workspace_id and l.trip_id = t.id), '[]')`
const passengers = `coalesce((select json_agg(json_build_object('name', p.name, 'weightKg', p.weight_kg,
    'documentNumber', p.document_number, 'notes', p.notes) order by p.position)
    from trip_passengers p
   where p.workspace_id = t.workspace_id and p.trip_id = t.id), '[]')`

/** A leg by itself: what a body names by its ID. */
export const TripLeg = resource({
  name: 'trip_leg',
  prefix: 'tlg',
  title: { one: 'leg', many: 'legs' },
  page: '/trips',
  table: 'trip_legs',
  schema: Type.Object({ id: id('tlg'), position: Type.Integer() }),
})

/** What is planned for a customer or for the operator: legs with aircraft, crew and passengers. */
export const Trip = resource({
  name: 'trip',
  prefix: 'trp',
  title: { one: 'trip', many: 'trips' },
  page: '/trips/:id',
  // The schedule shows what it holds.
  alsoChanges: ['planning_session'],
  table: 'trips',
  label: 'number',
  project: 't.project_id',
  counted: ['passengers'],
  schema: Type.Object({
    id: id('trp'),
    number: Type.String({ description: 'Such as T-2026-00042.' }),
    type,
    ...tripFields,
    status,
    projectName: nullable(Type.String()),
    legs: Type.Array(Leg),
    passengers: Type.Array(Type.Object(passengerFields)),
    startsAt: instant('The first off block; its creation while no leg has times.'),
    endsAt: instant('The last on block.'),
    releaseId: nullable(id('rls', 'The release that stands.')),
    cancelReason: nullable(Type.String()),
    createdBy: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
      left join trip_releases r on r.workspace_id = t.workspace_id and r.trip_id = t.id and r.voided_at is null`,
  expressions: { projectName: 'p.name', releaseId: 'r.id', legs, passengers },
  // Who the passengers are concerns those who plan the trip, and its crew. Who was replaced after the release reads why
  // it is void, until the trip is released again.
  visible: async (tx, tripId, principal) => {
    if (seesAllTrips(principal) || principal.kind !== 'user') return true
    const own = await tx.first(sql`
      select 1
        from trip_legs l
        join trip_leg_crew lc on lc.workspace_id = l.workspace_id and lc.leg_id = l.id
        join crew c on c.workspace_id = lc.workspace_id and c.id = lc.crew_id
       where l.trip_id = ${tripId} and c.user_id = ${principal.userId}
      union all
      select 1
        from (select workspace_id, crew_ids, voided_at
                from trip_releases where trip_id = ${tripId} order by created_at desc, id desc limit 1) r
        join crew c on c.workspace_id = r.workspace_id and c.id = any(r.crew_ids)
       where r.voided_at is not null and c.user_id = ${principal.userId}
       limit 1`)
    return own !== undefined
  },
})
export type TripForm = Static<typeof Trip.schema>

export const listTrips = operation({
  id: 'listTrips',
  method: 'GET',
  path: '/api/v1/ops/trips',
  summary: 'List trips',
  description: 'Members who plan the flying see all trips; other members see the trips that they fly.',
  scope: 'trips:read',
  roles: 'staff',
  stability: 'beta',
  response: Trip.schema,
  list: list({
    of: Trip,
    defaultSort: '-startsAt',
    sorts: {
      startsAt: { sql: 't.starts_at', type: 'timestamptz' },
      number: { sql: 't.number', type: 'text' },
    },
    search: ['t.number', 't.customer_name', 't.notes'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      type: { schema: type, sql: (value) => `t.type = ${value}` },
      project_id: { schema: id('prj'), sql: (value) => `t.project_id = ${value}` },
      from: {
        schema: Type.Union([date(), instant()], {
          description: 'That end after this instant, or on or after this date (UTC).',
        }),
        sql: (value) => `t.ends_at > ${value}::timestamptz`,
      },
      to: {
        schema: Type.Union([date(), instant()], {
          description: 'That begin before this instant, or on or before this date (UTC).',
        }),
        sql: (value) =>
          `t.starts_at < case when length(${value}::text) = 10 then ${value}::timestamptz + interval '1 day'
            else ${value}::timestamptz end`,
      },
      aircraft_id: {
        schema: id('acf'),
        sql: (value) =>
          `exists (select from trip_legs l where l.workspace_id = t.workspace_id and l.trip_id = t.id
              and l.aircraft_id = ${value})`,
      },
      person_id: {
        schema: id('crw', 'In the crew of a leg.'),
        sql: (value) =>
          `exists (select from trip_legs l
              join trip_leg_crew lc on lc.workspace_id = l.workspace_id and lc.leg_id = l.id
             where l.workspace_id = t.workspace_id and l.trip_id = t.id and lc.crew_id = ${value})`,
      },
    },
    restrict: ownTripsOnly,
  }),
})

export const getTrip = operation({
  id: 'getTrip',
  method: 'GET',
  path: '/api/v1/ops/trips/:id',
  summary: 'Get a trip',
  description: 'Returns a trip with its legs, crew, passengers and state.',
  scope: 'trips:read',
  roles: 'staff',
  stability: 'beta',
  on: Trip,
  response: Trip.schema,
})
