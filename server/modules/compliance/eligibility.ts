import type { Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, notFound } from '#platform/kernel/problem.ts'
import { date, id, instant, oneOf, Type } from '#platform/kernel/schema.ts'
import { judgePerson } from '#rules/asked-rules.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { overall } from '#rules/eligibility.ts'
import { privileges } from '#rules/held-record.ts'
import { type Aircraft, flyingRoles } from '#rules/person-eligibility.ts'
import { loadAircraft, loadFacts, type Moment } from './eligibility-fact.ts'
import { Eligibility } from './eligibility-form.ts'
import { loadSettings, type Settings } from './eligibility-policy.ts'
import { requireVisible } from './eligible-reader.ts'
import { isNightAt, likelyPlace, nightWords } from './night-place.ts'

export const flightRules = ['91', '91_instruction_for_hire', '135', 'ncc', 'nco', 'cat', 'spo'] as const

/** A person, an aircraft, a time and an operation. */
export interface Asked {
  crewId: string
  aircraftId: string
  at: Date
  asOf?: Date | null
  role?: (typeof flyingRoles)[number]
  operation?: (typeof privileges)[number]
  rules?: (typeof flightRules)[number] | null
  hasPassengers?: boolean
  /** By default, whether it is night there and then. */
  isNight?: boolean | undefined
  /** When it ends: it is by night too if it is night by then. By default nobody knows. */
  until?: Date
  isInstrument?: boolean
  isCrossCountry?: boolean
}

interface Context {
  now: Date
  zone: string
  /** Only minimums that there were by then. By default all. */
  minimumsOf?: Date
}

// What is listed as not counted lies up to 180 days back.
export const recentDays = 190

/** Whose rules apply: by the rules of the flight, or of the workspace, or the registration. */
export function rulesFor(
  { operatingRules }: Pick<Settings, 'operatingRules'>,
  registration: string,
  rules: Asked['rules'],
): { isFaa: boolean; isEasa: boolean; isPart135: boolean } {
  const isAmerican = rules ? ['91', '91_instruction_for_hire', '135'].includes(rules) : null
  const names = operatingRules.map((name) => (name === 'uk' || name.startsWith('easa_') ? 'easa' : 'faa'))
  const isEasa = isAmerican === null ? names.includes('easa') : !isAmerican
  const isFaa = isAmerican ?? (names.length === 0 || names.includes('faa') || /^N\d/.test(registration))
  return { isFaa: isFaa || !isEasa, isEasa, isPart135: rules === '135' }
}

/** @returns the verdict of every rule, or null if there is no such person or aircraft. */
export async function eligibilityOf(tx: Tx, asked: Asked, context: Context): Promise<Eligibility | null> {
  const [settings, [aircraft], place] = await together([
    loadSettings(tx, context.minimumsOf),
    loadAircraft(tx, asked.aircraftId),
    likelyPlace(tx, asked),
  ])
  if (!aircraft) return null
  const on = localDate(asked.at, context.zone)
  // Time since the first flight counts for these.
  const needsAll = needsTotals(settings) || asked.role === 'instructor'
  const moment: Moment = {
    at: asked.at,
    asOf: asked.asOf ?? null,
    on,
    zone: context.zone,
    from: needsAll ? null : addDays(on, -recentDays),
    needsEarlier: false,
  }
  const facts = (await loadFacts(tx, [asked.crewId], moment)).get(asked.crewId)
  if (!facts) return null
  const isNight =
    asked.isNight ??
    (place !== null && [asked.at, asked.until ?? asked.at].some((at) => isNightAt(place, at)))
  const { rules, limitations } = judgePerson(facts, {
    ...questionOf(asked, aircraft, settings),
    on,
    today: localDate(context.now, context.zone),
    isNight,
    nightPlace: place && nightWords(place, asked.at),
  })
  const { verdict, nextToLapse, lapsesOn } = overall(rules)
  return {
    personId: asked.crewId,
    aircraftId: aircraft.id,
    at: asked.at.toISOString(),
    verdict,
    limitations,
    lapsesAt: lapsesOn && endOfDay(lapsesOn, context.zone),
    nextToLapse,
    rules,
    assumptions: assumptionsOf(asked, place?.code ?? null, isNight),
  }
}

export const questionOf = (
  asked: Omit<Asked, 'crewId' | 'aircraftId' | 'at' | 'until'>,
  aircraft: Aircraft & { registration: string },
  settings: Settings,
) => ({
  aircraft,
  role: asked.role ?? ('pic' as const),
  operation: asked.operation ?? ('private' as const),
  ...rulesFor(settings, aircraft.registration, asked.rules),
  hasPassengers: asked.hasPassengers ?? false,
  isInstrument: asked.isInstrument ?? false,
  isCrossCountry: asked.isCrossCountry ?? false,
  counting: settings.counting,
  minimums: settings.minimums,
})

export const needsTotals = ({ minimums }: Settings): boolean =>
  minimums.some(({ measure }) => measure === 'total' || measure === 'type')

/** The instant at which a local day is over. */
export const endOfDay = (on: string, zone: string): string =>
  new Date(Temporal.PlainDate.from(on).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds).toISOString()

function assumptionsOf(asked: Asked, code: string | null, isNight: boolean): string[] {
  if (asked.isNight !== undefined) return []
  if (code === null) return ['By day: nobody knows where the flight begins']
  return [`By ${isNight ? 'night' : 'day'}, by the sun at ${code}`]
}

export const getEligibility = operation({
  id: 'getEligibility',
  method: 'GET',
  path: '/api/v1/compliance/eligibility',
  summary: 'Get the eligibility of a person for a flight',
  description:
    'Whether a person may fly an aircraft at a time: each rule with its verdict, what it counted and did not count, when it lapses, and the smallest step that makes the flight legal. With `as_of`, the answer uses what was known then. Instructors see their students, operations roles everybody, other members themselves.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  query: Type.Object({
    person_id: id('crw'),
    aircraft_id: id('acf'),
    at: Type.Optional(instant('By default now.')),
    role: Type.Optional(oneOf(flyingRoles, { description: 'As what the person flies. Default: pic.' })),
    operation: Type.Optional(
      oneOf(privileges, { description: 'The privileges that the flight takes. Default: private.' }),
    ),
    rules: Type.Optional(
      oneOf(flightRules, { description: 'The rules of the flight. By default those of the workspace.' }),
    ),
    passengers: Type.Optional(
      Type.String({
        pattern: '^(true|false|\\d{1,3})$',
        'x-hint': 'true, false or how many passengers',
        description: 'How many passengers, or whether there are any. Default: none.',
      }),
    ),
    night: Type.Optional(
      Type.Boolean({
        description:
          'From 1 hour after sunset to 1 hour before sunrise. By default by the sun at the base of the aircraft.',
      }),
    ),
    instrument: Type.Optional(
      Type.Boolean({ description: 'Under instrument flight rules. Default: false.' }),
    ),
    cross_country: Type.Optional(Type.Boolean({ description: 'For solo flights. Default: false.' })),
    as_of: Type.Optional(
      Type.Union([date(), instant()], {
        description:
          'A day or instant that is over: what was known at its end. By default what is known now.',
      }),
    ),
  }),
  response: Eligibility,
  async handle({ tx, query, principal, now }) {
    await requireVisible(tx, principal, query.person_id)
    const zone = principal.workspace.timezone
    const eligibility = await eligibilityOf(
      tx,
      {
        crewId: query.person_id,
        aircraftId: query.aircraft_id,
        at: query.at ? new Date(query.at) : now,
        asOf: pastInstant(query.as_of, zone, now),
        role: query.role ?? 'pic',
        operation: query.operation ?? 'private',
        rules: query.rules ?? null,
        hasPassengers: !['false', '0', '00', '000', undefined].includes(query.passengers),
        isNight: query.night,
        isInstrument: query.instrument ?? false,
        isCrossCountry: query.cross_country ?? false,
      },
      { now, zone },
    )
    if (!eligibility) throw notFound()
    return eligibility
  },
})

/** The end of a day that is over, or the instant itself. */
function pastInstant(asOf: string | undefined, zone: string, now: Date): Date | null {
  if (asOf === undefined) return null
  const at = new Date(asOf.length === 10 ? endOfDay(asOf, zone) : asOf)
  const isToday = asOf.length === 10 && asOf === localDate(now, zone)
  if (at > now && !isToday)
    throw invalidFields([{ field: 'as_of', message: 'is in the future: nobody knows what is known then' }])
  return at
}
