import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { addMonths, localDate } from '#rules/calendar.ts'
import type { RuleVerdict } from '#rules/eligibility.ts'
import type { Minimum } from '#rules/flight-minimum.ts'
import { eligibility } from '#rules/person-eligibility.ts'
import { questionOf } from './eligibility.ts'
import { type FlownRow, flownParts, groupBy, loadAircraft, type NamedAircraft } from './eligibility-fact.ts'
import { EligibilityPolicy, loadSettings, type Settings } from './eligibility-policy.ts'
import { type Held, heldOn, recordVersions } from './held-version.ts'
import { capitals, minimumFields, requireTime } from './minimum.ts'
import { complianceEditors } from './visibility.ts'

const rehearsedRules = [
  '61.3(a)',
  '61.31(d)',
  '61.23',
  '61.56(c)',
  '61.57(a)',
  '61.57(b)',
  '61.57(c)',
] as const

const Rehearsal = Type.Object(
  {
    from: instant(),
    to: instant(),
    judged: Type.Integer({
      description: 'How many flights of that time were judged, by who commanded them.',
    }),
    failing: Type.Array(
      Type.Object({
        flightId: id('flt'),
        offBlockAt: instant(),
        aircraftId: id('acf'),
        registration: Type.String(),
        personId: id('crw'),
        displayName: Type.String(),
        verdict: oneOf(['no', 'insufficient_data']),
        reason: Type.String(),
      }),
      { description: 'The flights that would not have met it, the oldest first.' },
    ),
    people: Type.Array(
      Type.Object({ personId: id('crw'), displayName: Type.String(), flights: Type.Integer() }),
      { description: 'The people whom it would have concerned, those with the most flights first.' },
    ),
    assumption: nullable(Type.String()),
  },
  { title: 'Rehearsal' },
)

const Body = Type.Object({
  minimum: Type.Optional(
    Type.Object({
      measure: minimumFields.measure,
      neededMinutes: Type.Optional(minimumFields.neededMinutes),
      typeDesignators: Type.Optional(minimumFields.typeDesignators),
    }),
  ),
  rule: Type.Optional(oneOf(rehearsedRules, { description: 'A rule of the law, as if it blocked.' })),
  policy: Type.Optional(
    Type.Partial(Type.Object(EligibilityPolicy.properties, { description: 'Counted this way.' })),
  ),
})

export const rehearseMinimum = operation({
  id: 'rehearseMinimum',
  method: 'POST',
  path: '/api/v1/compliance/rehearsals',
  summary: 'Rehearse a minimum or a rule',
  description:
    'Replays a minimum, or a rule, on the approved flights of the last twelve months: which of them the rule would have refused. Send either `minimum` or `rule`. It writes nothing.',
  scope: 'compliance:read',
  roles: complianceEditors,
  stability: 'beta',
  readOnly: true,
  body: Body,
  response: Rehearsal,
  async handle({ tx, body, principal, now }) {
    if ((body.minimum === undefined) === (body.rule === undefined))
      throw invalidFields([{ field: 'minimum', message: 'or rule is required, and not both' }])
    const zone = principal.workspace.timezone
    const settings = withPolicy(await loadSettings(tx), body)
    const from = yearBefore(now, zone)
    const commanded = await commandedFlights(tx, from, now)
    const replay = await replayer(tx, commanded, { settings, rule: body.rule ?? null, now, zone })
    const failing = commanded.flatMap((flight) => replay(flight) ?? [])
    return {
      from: from.toISOString(),
      to: now.toISOString(),
      judged: commanded.length,
      failing,
      people: peopleOf(failing),
      assumption: assumptionOf(body.rule),
    }
  },
})

const yearBefore = (now: Date, zone: string) =>
  new Date(
    Temporal.PlainDate.from(addMonths(localDate(now, zone), -12)).toZonedDateTime(zone).epochMilliseconds,
  )

/** The minimum alone, as if it were active, and the policy that is tried. */
function withPolicy(settings: Settings, { minimum, policy }: Static<typeof Body>): Settings {
  const rehearsed = minimum && { neededMinutes: 0, typeDesignators: [], ...capitals(minimum) }
  if (rehearsed) requireTime(rehearsed)
  const minimums: Minimum[] = rehearsed
    ? [{ ...rehearsed, id: '', title: 'Rehearsed', authority: 'workspace', effect: 'blocks', citation: null }]
    : []
  return { ...settings, counting: { ...settings.counting, ...policy }, minimums }
}

interface Commanded {
  flightId: string
  offBlockAt: Date
  aircraftId: string
  registration: string
  crewId: string
  displayName: string
}

/** Flights with those in command: the pilots in command, or else the solo student or the instructor. */
async function commandedFlights(tx: Tx, from: Date, to: Date): Promise<Commanded[]> {
  return tx.rows(sql<'commandedFlights'>`
    select f.id as "flightId", f.off_block_at as "offBlockAt", a.id as "aircraftId", a.registration,
           c.id as "crewId", c.display_name as "displayName"
      from flights f
      join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
      join lateral (
        select distinct fc.crew_id
          from flight_crew fc
         where fc.workspace_id = f.workspace_id and fc.flight_id = f.id
           and case when exists (
                 select from flight_crew p
                  where p.workspace_id = f.workspace_id and p.flight_id = f.id and p.role = 'pic')
               then fc.role = 'pic' else fc.role in ('solo', 'instructor', 'sole_manipulator') end) fc on true
      join crew c on c.workspace_id = f.workspace_id and c.id = fc.crew_id
     where f.status = 'approved' and f.reverses_flight_id is null and f.reversed_by_flight_id is null
       and a.category not in ('simulator', 'uas')
       and f.off_block_at >= ${from}::timestamptz and f.off_block_at <= ${to}::timestamptz
     order by f.off_block_at, f.id, c.id`)
}

type Failing = Static<typeof Rehearsal>['failing'][number]

/** Loads all that is needed once. @returns what judges one flight by what was before it. */
async function replayer(
  tx: Tx,
  commanded: readonly Commanded[],
  { settings, rule, now, zone }: { settings: Settings; rule: string | null; now: Date; zone: string },
): Promise<(flight: Commanded) => Failing | null> {
  const crewIds = [...new Set(commanded.map(({ crewId }) => crewId))]
  const on = localDate(now, zone)
  const moment = { at: now, asOf: null, on, zone, from: null, needsEarlier: false }
  const flights = groupBy(await flownParts(tx, crewIds, moment))
  const versions = groupBy(await recordVersions(tx, crewIds, null))
  const people = new Map((await rehearsedPeople(tx, crewIds)).map((person) => [person.id, person]))
  const fleet = new Map<string, NamedAircraft>()
  for (const aircraftId of new Set(commanded.map((flight) => flight.aircraftId)))
    for (const plane of await loadAircraft(tx, aircraftId)) fleet.set(plane.id, plane)
  return (flight) => {
    const aircraft = fleet.get(flight.aircraftId)
    const all = flights.get(flight.crewId) ?? []
    const flown = all.find(({ flightId }) => flightId === flight.flightId)
    // A rule about landings at night concerns flights at night.
    if (!aircraft || (rule === '61.57(b)' && !isFlownAtNight(flown))) return null
    const person = people.get(flight.crewId)
    const flightOn = localDate(flight.offBlockAt, zone)
    const records = heldOn(versions.get(flight.crewId) ?? [], flightOn)
    const facts = {
      crewId: flight.crewId,
      certificateType: person?.certificateType ?? null,
      birthOn: person?.birthOn ?? null,
      records,
      medicals: records.filter(isMedical),
      flights: all.filter(({ onBlockAt }) => onBlockAt <= flight.offBlockAt),
      earlier: [],
    }
    const verdicts = eligibility(facts, {
      ...questionOf(
        { hasPassengers: true, isInstrument: true, rules: rule ? '91' : null },
        aircraft,
        settings,
      ),
      on: flightOn,
      today: flightOn,
      isNight: true,
      nightPlace: null,
    })
    return failingOf(flight, verdicts, rule)
  }
}

const isFlownAtNight = (flown: Omit<FlownRow, 'crewId'> | undefined) =>
  flown?.recency?.takeOff === true || flown?.recency?.landing === true
const isMedical = ({ kind }: Omit<Held, 'crewId'>) => kind === 'medical' || kind === 'basic_med'

function failingOf(flight: Commanded, verdicts: readonly RuleVerdict[], rule: string | null): Failing | null {
  const names = rule === '61.57(c)' ? ['61.57(c)', '61.57(d)'] : [rule]
  const verdict = verdicts.find((entry) =>
    rule === null ? entry.authority === 'workspace' : names.includes(entry.rule),
  )
  if (!verdict || verdict.verdict === 'yes') return null
  const { flightId, offBlockAt, aircraftId, registration, crewId, displayName } = flight
  return {
    flightId,
    offBlockAt: offBlockAt.toISOString(),
    aircraftId,
    registration,
    personId: crewId,
    displayName,
    verdict: verdict.verdict,
    reason: verdict.reason,
  }
}

async function rehearsedPeople(tx: Tx, crewIds: readonly string[]) {
  return tx.rows(sql<'rehearsedPeople'>`
    select c.id, c.certificate_type as "certificateType", b.birth_date as "birthOn"
      from crew c
      left join crew_birth_dates b on b.workspace_id = c.workspace_id and b.crew_id = c.id
     where c.id = any (${crewIds})`)
}

function peopleOf(failing: readonly Failing[]) {
  const people = new Map<string, { personId: string; displayName: string; flights: number }>()
  for (const { personId, displayName } of failing) {
    const person = people.get(personId) ?? { personId, displayName, flights: 0 }
    people.set(personId, { ...person, flights: person.flights + 1 })
  }
  return [...people.values()].sort((a, b) => b.flights - a.flights)
}

const assumptionOf = (rule: string | undefined) => {
  if (rule === '61.57(a)' || rule === '61.57(b)')
    return 'Flights do not say whether passengers were aboard: each is taken to have had some'
  if (rule === '61.57(c)')
    return 'Flights do not say under which flight rules they were flown: each is taken to be under IFR'
  return null
}
