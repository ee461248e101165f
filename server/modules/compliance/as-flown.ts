import { type FlightForm, flightCheck } from '#modules/flights/index.ts'
import { sql } from '#platform/database/database.ts'

const commercialOperations: readonly (string | null)[] = ['135', 'cat', 'spo']
const commercialTypes: readonly string[] = ['charter', 'aerial_work']

/**
 * The medical and the flight review of those in command, as they were on the day of the flight: each record counts as
 * its last version that was issued by then. Somebody without any record has not lapsed.
 */
export const lapsedAsFlown = flightCheck(async (tx, flight) => {
  // Nobody needs a medical in a simulator.
  if (flight.isSimulator) return []
  const isCommercial =
    commercialOperations.includes(flight.operation) || commercialTypes.includes(flight.flightType)
  const inCommand = commands(flight).map(({ crewId }) => crewId)
  const rows = await tx.rows(sql<'lapsedAsFlown', { until: string | null }>`
    with versions as (
      -- BasicMed stands in for a medical, for private operations.
      select distinct on (r.id) r.crew_id, case r.kind when 'basic_med' then 'medical' else r.kind end as kind,
             v.record, day.flown_on
        from compliance_records r
        join compliance_versions v on v.workspace_id = r.workspace_id and v.record_id = r.id
        join workspaces w on w.workspace_id = r.workspace_id
        cross join lateral (
          select (${flight.offBlockAt}::timestamptz at time zone w.timezone)::date as flown_on) day
       where r.crew_id = any (${inCommand}) and r.kind in ('medical', 'basic_med', 'flight_review')
         and r.withdrawn_at is null
         and coalesce((v.record ->> 'issued_on')::date, '-infinity') <= day.flown_on
       order by r.id, v.version desc
    ), ends as (
      -- Null: it does not lapse. -infinity: it does not cover the operation. A first-class medical that has lapsed for
      -- an airline still covers a private flight.
      select crew_id, kind, flown_on,
             case when kind <> 'medical'
                       or coalesce(record ->> 'airline_transport_until', record ->> 'commercial_until',
                            record ->> 'private_until', record ->> 'light_aircraft_until') is null
                  then (record ->> 'expires_on')::date
                  when ${isCommercial} then coalesce((record ->> 'commercial_until')::date, '-infinity')
                  else greatest((record ->> 'private_until')::date, (record ->> 'light_aircraft_until')::date)
             end as until
        from versions
    )
    select e.crew_id as "crewId", c.display_name as "displayName", e.kind,
           to_char(nullif(max(e.until), '-infinity'), 'YYYY-MM-DD') as until
      from ends e
      join crew c on c.id = e.crew_id
     group by e.crew_id, c.display_name, e.kind, e.flown_on
    having bool_and(e.until is not null and e.until < e.flown_on)
     order by c.display_name, e.kind`)
  return rows.map(({ crewId, displayName, kind, until }) => {
    const what = kind === 'medical' ? 'medical' : 'flight review'
    const message = until
      ? `The ${what} of ${displayName} lapsed on ${until}`
      : `The medical of ${displayName} does not cover commercial operations`
    return { code: kind === 'medical' ? 'medical_lapsed' : 'flight_review_lapsed', message, crewId }
  })
})

/** Those in command: the pilots in command, or else the solo student or the instructor. */
export function commands({ crew }: FlightForm): FlightForm['crew'] {
  const pilots = crew.filter(({ role }) => role === 'pic')
  const others = crew.filter(({ role }) => ['solo', 'instructor', 'sole_manipulator'].includes(role))
  return pilots.length > 0 ? pilots : others
}
