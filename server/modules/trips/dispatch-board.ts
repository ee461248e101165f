import { sql, type Tx } from '#platform/database/database.ts'
import { ownProject } from '#platform/events/reach.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Principal, projectReach } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { fieldsOf, id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'
import { Trip, tripStatuses, tripTypes } from './trip.ts'

const BoardTrip = Type.Object(
  {
    ...fieldsOf(Trip.schema, 'id', 'number', 'customerName', 'startsAt', 'endsAt', 'version'),
    type: oneOf(tripTypes),
    status: oneOf(tripStatuses),
    route: Type.String({ description: 'The airports in order.' }),
    aircraftIds: Type.Array(id('acf')),
    crew: Type.Array(Type.String(), { description: 'The names of the pilots.' }),
    isLate: Type.Boolean({ description: 'Its first off block is over, and it has not departed.' }),
  },
  { title: 'BoardTrip' },
)
const Taken = Type.Object({
  startsAt: instant(),
  endsAt: instant(),
  title: nullable(Type.String({ description: 'Null if the caller may not see what holds the aircraft.' })),
})

/** What is decided already on a day, and what waits for somebody. */
export const getDispatchBoard = operation({
  id: 'getDispatchBoard',
  method: 'GET',
  path: '/api/v1/ops/dispatch/board',
  summary: 'Get the dispatch board',
  description:
    'The trips of a period by aircraft, the queue of trips that wait for an aircraft or a release, and the other holds of each aircraft. The default period is from 12 hours ago to two days ahead.',
  scope: 'trips:read',
  roles: [...operationsRoles, 'auditor'],
  stability: 'beta',
  project: ownProject,
  query: Type.Object({ from: Type.Optional(instant()), to: Type.Optional(instant()) }),
  response: Type.Object(
    {
      from: instant(),
      to: instant(),
      queue: Type.Array(BoardTrip, { description: 'Without an aircraft on some leg, or not released yet.' }),
      trips: Type.Array(BoardTrip),
      aircraft: Type.Array(
        Type.Object({
          id: id('acf'),
          registration: Type.String(),
          status: Type.String(),
          taken: Type.Array(Taken, { description: 'By anything but a trip.' }),
        }),
      ),
    },
    { title: 'DispatchBoard' },
  ),
  async handle({ tx, query, principal, now }) {
    const from = query.from ?? new Date(now.getTime() - 12 * 3_600_000).toISOString()
    const to = query.to ?? new Date(Date.parse(from) + 60 * 3_600_000).toISOString()
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
    if (days <= 0 || days > 31)
      throw invalidFields([{ field: 'to', message: 'must lie after from, by 31 days at most' }])
    const trips = await tripsOf(tx, principal, { from, to, now })
    return {
      from,
      to,
      trips,
      queue: trips.filter(
        ({ status, isPlaced }) => waiting.includes(status) || (!isPlaced && status !== 'completed'),
      ),
      aircraft: await aircraftOf(tx, principal, { from, to }),
    }
  },
})

const waiting = ['draft', 'quoted', 'requested', 'confirmed', 'scheduled']

interface Span {
  from: string
  to: string
}

async function tripsOf(tx: Tx, principal: Principal, { from, to, now }: Span & { now: Date }) {
  const reach = projectReach(principal)
  const rows = await tx.rows(sql<
    'boardTrips',
    { route: string | null; aircraftIds: string[]; crew: string[]; isPlaced: boolean; isLate: boolean }
  >`
    select t.id, t.number, t.customer_name as "customerName", t.starts_at as "startsAt", t.ends_at as "endsAt",
           t.version, t.type, t.status, l.route, coalesce(l.aircraft, '{}') as "aircraftIds",
           coalesce(l.is_placed, false) as "isPlaced",
           coalesce((select array_agg(distinct c.display_name)
                       from trip_legs tl
                       join trip_leg_crew lc on lc.workspace_id = tl.workspace_id and lc.leg_id = tl.id
                       join crew c on c.workspace_id = lc.workspace_id and c.id = lc.crew_id
                      where tl.trip_id = t.id and lc.role in ('pic', 'sic')), '{}') as crew,
           t.starts_at < ${now}
             and t.status in ('confirmed', 'scheduled', 'released', 'filed', 'dispatched') as "isLate"
      from trips t
      left join lateral (
        select (array_agg(from_airport order by position))[1] || '–' || string_agg(to_airport, '–' order by position)
                 as route,
               array_agg(distinct aircraft_id) filter (where aircraft_id is not null) as aircraft,
               bool_and(aircraft_id is not null) as is_placed
          from trip_legs where trip_id = t.id) l on true
     where t.status <> 'cancelled' and t.type not in ('estimate', 'aircraft_note', 'calendar_note')
       and t.starts_at < ${to}::timestamptz and t.ends_at >= ${from}::timestamptz
       and (${reach}::text[] is null or t.project_id = any(${reach}::text[]))
     order by t.starts_at, t.id
     limit 500`)
  return rows.map((row) => ({
    ...row,
    route: row.route ?? '',
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
  }))
}

async function aircraftOf(tx: Tx, principal: Principal, { from, to }: Span) {
  const reach = projectReach(principal)
  const rows = await tx.rows(sql<
    'dispatchAircraft',
    { taken: { startsAt: string; endsAt: string; title: string | null }[] }
  >`
    select a.id, a.registration, a.status,
           coalesce((select json_agg(json_build_object('startsAt', h.starts_at, 'endsAt', h.ends_at, 'title',
                              case when ${reach}::text[] is null or h.project_id = any(${reach}::text[])
                                   then h.title end) order by h.starts_at)
                       from holds h
                      where h.subject_kind = 'aircraft' and h.subject_id = a.id and h.source_kind <> 'trip'
                        and h.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)), '[]') as taken
      from aircraft a
     where a.status not in ('retired', 'sold')
     order by a.registration, a.id
     limit 500`)
  return rows.map(({ taken, ...aircraft }) => ({
    ...aircraft,
    taken: taken.map(({ startsAt, endsAt, title }) => ({
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      title,
    })),
  }))
}
