import { Aircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { Flight } from './flight.ts'

const dials = ['hobbs', 'tach'] as const
const LastKnown = Type.Object({
  kind: oneOf(dials),
  hundredths: Type.Integer({ description: 'The last known value, in hundredths of an hour.' }),
  readAt: instant(),
  isPosted: Type.Boolean({ description: 'False where it is from a flight that is not approved yet.' }),
  flight: nullable(
    Type.Object({
      id: id('flt'),
      status: Flight.schema.properties.status,
      offBlockAt: instant(),
      crew: Type.String({ description: 'Who flew it, by name.' }),
    }),
  ),
})

export const getNextMeters = operation({
  id: 'getNextMeters',
  method: 'GET',
  path: '/api/v1/ops/aircraft/:id/next-meters',
  summary: 'Get what the dials of an aircraft show before its next flight',
  description:
    'The last known hobbs and tach, with the flight that they come from. Drafts and submitted flights count too: their readings are not posted yet, but they show where the meter stands.',
  scope: 'flights:read',
  roles: 'staff',
  on: Aircraft,
  response: Type.Object({
    meters: Type.Array(LastKnown),
    pendingFlights: Type.Integer({
      description: 'Flights that were flown and are not posted yet: drafts and submitted ones.',
    }),
  }),
  async handle({ tx, record, now }) {
    const { pendingFlights } = await tx.one(sql<'pendingFlights'>`
      select count(*) as "pendingFlights" from flights
       where aircraft_id = ${record.id} and status in ('draft', 'submitted') and on_block_at <= ${now}`)
    const meters: Static<typeof LastKnown>[] = []
    for (const kind of dials) {
      const known = await lastKnown(tx, { aircraftId: record.id, kind, now })
      if (known) meters.push(known)
    }
    return { meters, pendingFlights }
  },
})

interface Dial {
  aircraftId: string
  kind: (typeof dials)[number]
  now: Date
}

// A flight that is not posted says more than the ledger where it ended after the line that moved the meter last.
async function lastKnown(tx: Tx, { aircraftId, kind, now }: Dial): Promise<Static<typeof LastKnown> | null> {
  const posted = await tx.first(sql<'postedDial'>`
    select m.reading_hundredths as hundredths, m.last_read_at as "readAt", anchor.flight_id as "flightId"
      from meters m
      left join lateral (
        select r.anchor_id from meter_readings r
         where r.workspace_id = m.workspace_id and r.aircraft_id = m.aircraft_id and r.kind = m.kind
         order by r.read_at desc, (r.flight_id is null) desc, r.id desc limit 1) line on true
      left join meter_readings anchor on anchor.workspace_id = m.workspace_id and anchor.id = line.anchor_id
     where m.aircraft_id = ${aircraftId} and m.kind = ${kind}`)
  const pending = await tx.first(sql<'pendingDial', { hundredths: number }>`
    select case ${kind} when 'hobbs' then f.hobbs_in_hundredths else f.tach_in_hundredths end as hundredths,
           f.on_block_at as "readAt", f.id as "flightId"
      from flights f
     where f.aircraft_id = ${aircraftId} and f.status in ('draft', 'submitted') and f.on_block_at <= ${now}
       and f.on_block_at > ${posted?.readAt ?? null}::timestamptz is not false
       and case ${kind} when 'hobbs' then f.hobbs_in_hundredths else f.tach_in_hundredths end is not null
     order by f.on_block_at desc, f.id desc limit 1`)
  const known = pending ?? posted
  if (!known) return null
  return {
    kind,
    hundredths: known.hundredths,
    readAt: known.readAt.toISOString(),
    isPosted: pending === undefined,
    flight: known.flightId === null ? null : await flightOf(tx, known.flightId),
  }
}

async function flightOf(tx: Tx, flightId: string) {
  const { status, offBlockAt, crew } = await Flight.get(tx, flightId)
  return { id: flightId, status, offBlockAt, crew: crew.map(({ displayName }) => displayName).join(', ') }
}
