import { sql, type Tx } from '#platform/database/database.ts'
import { metersThatDiffer } from './compare-meters.ts'
import { type FlightFinding, type FlightForm, flightCheck } from './flight-check.ts'

/** What a flight and the other flights say about how it was flown. */
export const asFlown = flightCheck(async (tx, flight) => [
  ...(await groundedAircraft(tx, flight)),
  ...(await twoAircraftAtOnce(tx, flight)),
  ...twoInCommand(flight),
  ...nightThatDiffers(flight),
  ...metersThatDiffer(flight).map(({ message }) => ({
    code: 'meters_differ',
    message: `The flight ${message}`,
    // Who submitted the flight has confirmed its readings already.
    isForInformation: true,
  })),
])

const statusNames: Readonly<Record<string, string>> = {
  maintenance: 'in maintenance',
  aog: 'AOG',
  storage: 'in storage',
  retired: 'retired',
  sold: 'sold',
}

// The status when it was flown is the one before the first change after it. A defect is often recorded later than it
// was there, so an aircraft that has been grounded since is shown too.
async function groundedAircraft(tx: Tx, flight: FlightForm): Promise<FlightFinding[]> {
  const { now, changes } = await tx.one(sql<
    'statusAsFlown',
    { changes: { at: string; before: string; after: string }[] }
  >`
    select a.status as now,
           coalesce((select json_agg(json_build_object('at', e.occurred_at, 'before', c.value ->> 'before',
                                       'after', c.value ->> 'after') order by e.seq)
              from events e
              cross join lateral jsonb_array_elements(e.changes::jsonb) as c (value)
             where e.subject_id = a.id and e.occurred_at > ${flight.offBlockAt}::timestamptz
               and e.changes like '%"status"%' and c.value ->> 'field' = 'status'
               and c.value ->> 'before' is not null), '[]') as changes
      from aircraft a where a.id = ${flight.aircraftId}`)
  const flown = changes[0]?.before ?? now
  const isTestFlight = flight.flightType === 'maintenance'
  const isGrounded = (status: string) => status !== 'active' && !(isTestFlight && status === 'maintenance')
  const code = 'aircraft_grounded'
  const nameOf = (status: string) => statusNames[status] ?? status
  if (isGrounded(flown))
    return [{ code, message: `${flight.aircraftRegistration} was ${nameOf(flown)} when it was flown` }]
  if (!isGrounded(now)) return []
  const since = changes.findLast((change) => change.after === now)?.at.slice(0, 10)
  return [
    {
      code,
      message: `${flight.aircraftRegistration} is ${nameOf(now)} since ${since}, after this flight: check whether it was fit to fly`,
    },
  ]
}

async function twoAircraftAtOnce(tx: Tx, flight: FlightForm): Promise<FlightFinding[]> {
  const others = await tx.rows(sql<'flownAtOnce'>`
    select distinct on (fc.crew_id) fc.crew_id as "crewId", c.display_name as "displayName", a.registration,
           f.id
      from flight_crew fc
      join flights f on f.workspace_id = fc.workspace_id and f.id = fc.flight_id
      join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
      join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id
     where fc.crew_id = any (${flight.crew.map(({ crewId }) => crewId)})
       and f.id <> ${flight.id} and f.aircraft_id <> ${flight.aircraftId}
       and f.status in ('submitted', 'approved')
       and f.reverses_flight_id is null and f.reversed_by_flight_id is null
       and f.off_block_at < ${flight.onBlockAt}::timestamptz
       and f.off_block_at > ${flight.offBlockAt}::timestamptz - interval '24 hours'
       and f.on_block_at > ${flight.offBlockAt}::timestamptz
     order by fc.crew_id, f.off_block_at`)
  return others.map(({ displayName, registration, id }) => ({
    code: 'person_in_two_aircraft',
    message: `${displayName} was in ${registration} at that time too: see ${id}`,
  }))
}

function twoInCommand(flight: FlightForm): FlightFinding[] {
  const names = new Map(
    flight.crew.filter(({ role }) => role === 'pic').map(({ crewId, displayName }) => [crewId, displayName]),
  )
  if (names.size < 2) return []
  return [
    {
      code: 'two_pilots_in_command',
      message: `${[...names.values()].join(' and ')} are both pilot in command, and a flight has one (14 CFR 91.3)`,
    },
  ]
}

function nightThatDiffers(flight: FlightForm): FlightFinding[] {
  if (!flight.nightDiffers) return []
  const differing = (
    [
      ['take-offs', flight.nightTakeOffs, flight.civilNightTakeOffs],
      ['landings', flight.nightLandings, flight.civilNightLandings],
    ] as const
  ).flatMap(([what, typed, night]) =>
    night === null || night === typed ? [] : [`${typed} ${what} are logged by night, and ${night} were`],
  )
  const message =
    differing.length > 0
      ? `By civil twilight, ${differing.join('; ')}`
      : 'The take-offs and landings by night do not fit the times and airports'
  return [{ code: 'night_differs', message }]
}
