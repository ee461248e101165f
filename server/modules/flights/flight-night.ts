import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { nullable, Type } from '#platform/kernel/schema.ts'
import { type NightClock, nightOfLeg, type Place } from '#rules/night.ts'

const computed = (what: string) =>
  nullable(
    Type.Integer({
      description: `${what}, computed from the instants and the positions of the airports. Null if that does not tell.`,
    }),
  )

/** What the sun says about the take-offs and landings of a flight, or of one of its crew. */
export const nightFields = {
  civilNightTakeOffs: computed('Take-offs between the evening and the morning civil twilight (14 CFR 1.1)'),
  civilNightLandings: computed('Landings between the evening and the morning civil twilight (14 CFR 1.1)'),
  recencyNightTakeOffs: computed(
    'Take-offs from 1 hour after sunset to 1 hour before sunrise (14 CFR 61.57(b))',
  ),
  recencyNightLandings: computed(
    'Landings from 1 hour after sunset to 1 hour before sunrise (14 CFR 61.57(b))',
  ),
}

/** The nights of the flight `t`, as `n`. */
export const nightJoin = 'left join flight_nights n on n.workspace_id = t.workspace_id and n.flight_id = t.id'

const made = (row: string, what: string) => `${row}.day_${what} + ${row}.night_${what}`
const facts = {
  civilNightTakeOffs: ['take_offs', 'n.civil_take_off, n.civil_is_constant'],
  civilNightLandings: ['landings', 'n.civil_landing, n.civil_is_constant'],
  recencyNightTakeOffs: ['take_offs', 'n.recency_take_off, n.recency_is_constant'],
  recencyNightLandings: ['landings', 'n.recency_landing, n.recency_is_constant'],
} as const

/** The SQL of the computed counts of a row: of the flight `t`, or of a member `fc` of its crew. */
export const nightExpressions = (row: 't' | 'fc') =>
  Object.fromEntries(
    Object.entries(facts).map(([field, [what, night]]) => [
      field,
      `apron.at_night(${made(row, what)}, ${made('t', what)}, ${night})`,
    ]),
  ) as Record<keyof typeof facts, string>

const isOutside = (what: 'take_offs' | 'landings', night: string) => {
  const bounds = `${made('t', what)}, ${made('t', what)}, ${night}`
  return `t.night_${what} not between apron.least_at_night(${bounds}) and apron.most_at_night(${bounds})`
}
/** Whether what was typed cannot be, by civil twilight. */
export const nightDiffersSql = `coalesce(${isOutside('take_offs', facts.civilNightTakeOffs[1])}, false)
  or coalesce(${isOutside('landings', facts.civilNightLandings[1])}, false)`

interface Flown {
  id: string
  fromAirport: string | null
  toAirport: string | null
  takeOffAt: string | null
  landingAt: string | null
}

/** Computes the nights of flights, after they were written. */
export async function recordNights(tx: Tx, workspaceId: string, flights: readonly Flown[]): Promise<void> {
  const places = await placesOf(tx, flights)
  const rows = flights.flatMap((flight) => {
    if (!flight.takeOffAt || !flight.landingAt) return []
    const [from, to] = [places.get(flight.fromAirport ?? ''), places.get(flight.toAirport ?? '')]
    const night = (clock: NightClock) =>
      from && to
        ? nightOfLeg(clock, {
            takeOffAt: Date.parse(flight.takeOffAt ?? ''),
            landingAt: Date.parse(flight.landingAt ?? ''),
            from,
            to,
          })
        : null
    return [{ id: flight.id, civil: night('civil'), recency: night('recency') }]
  })
  await tx.run(sql`
    with computed as (
      select r.id, r.civil, r.recency
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, civil jsonb, recency jsonb)
    ), gone as (
      delete from flight_nights
       where flight_id = any (${flights.map(({ id }) => id)})
         and flight_id not in (select c.id from computed c)
    )
    insert into flight_nights (workspace_id, flight_id, civil_take_off, civil_landing, civil_is_constant,
        recency_take_off, recency_landing, recency_is_constant)
    select ${workspaceId}::uuid, c.id, (c.civil ->> 'takeOff')::boolean, (c.civil ->> 'landing')::boolean,
           (c.civil ->> 'isConstant')::boolean, (c.recency ->> 'takeOff')::boolean,
           (c.recency ->> 'landing')::boolean, (c.recency ->> 'isConstant')::boolean
      from computed c
    on conflict (workspace_id, flight_id) do update
       set civil_take_off = excluded.civil_take_off, civil_landing = excluded.civil_landing,
           civil_is_constant = excluded.civil_is_constant, recency_take_off = excluded.recency_take_off,
           recency_landing = excluded.recency_landing, recency_is_constant = excluded.recency_is_constant`)
}

async function placesOf(tx: Tx, flights: readonly Flown[]): Promise<Map<string, Place>> {
  const timed = flights.filter(({ takeOffAt, landingAt }) => takeOffAt && landingAt)
  const codes = [...new Set(timed.flatMap(({ fromAirport, toAirport }) => [fromAirport, toAirport]))]
  const airports = await tx.rows(sql<'placesOfFlights', Place & { code: string }>`
    select c.code, a.latitude, a.longitude
      from unnest(${codes}::text[]) as c(code), lateral apron.find_airport(c.code) a`)
  return new Map(airports.map(({ code, ...place }) => [code, place]))
}

/** Flights of before, and of an older version that runs beside this one, get their nights here. */
export const sweepNights = sweep({
  name: 'flights.nights',
  everyMs: 10 * 60_000,
  table: 'flights',
  due: () => sql`t.take_off_at is not null and t.landing_at is not null
      and not exists (
        select from flight_nights n where n.workspace_id = t.workspace_id and n.flight_id = t.id)`,
  async judge(tx, { id, workspaceUuid }) {
    const flight = await tx.one(sql<'flightWithoutNight'>`
      select id, from_airport as "fromAirport", to_airport as "toAirport",
             to_char(take_off_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "takeOffAt",
             to_char(landing_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "landingAt"
        from flights where id = ${id}`)
    await recordNights(tx, workspaceUuid, [flight])
    return []
  },
})
