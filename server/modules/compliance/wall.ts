import { CrewMember } from '#modules/crew/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { instant, oneOf, Type } from '#platform/kernel/schema.ts'
import { judgePerson } from '#rules/asked-rules.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { ratedClasses } from '#rules/certificate-title.ts'
import { overall, type RuleVerdict } from '#rules/eligibility.ts'
import { levelOf, type Privilege, privileges } from '#rules/held-record.ts'
import type { PersonFacts } from '#rules/person-eligibility.ts'
import { endOfDay, needsTotals, questionOf, recentDays, rulesFor } from './eligibility.ts'
import { loadAircraft, loadFacts, type Moment, type NamedAircraft } from './eligibility-fact.ts'
import { PersonWall, Wall } from './eligibility-form.ts'
import { loadSettings, type Settings } from './eligibility-policy.ts'
import { requireVisible, visiblePeople } from './eligible-reader.ts'

interface Group {
  /** The first of them, as the rules see all. */
  like: NamedAircraft
  aircraft: NamedAircraft[]
}

/** Aircraft that the rules tell apart, in the order of their types. Nobody flies in a simulator or an unmanned one. */
function groupsOf(aircraft: readonly NamedAircraft[], settings: Settings): Group[] {
  const hasCheckouts = settings.minimums.some(({ measure }) => measure === 'checkout')
  const groups = new Map<string, Group>()
  for (const plane of aircraft) {
    if (plane.category === 'simulator' || plane.category === 'uas') continue
    const { id: _id, registration, baseAirport: _base, names, ...facts } = plane
    const key = JSON.stringify([facts, rulesFor(settings, registration, null), hasCheckouts ? names : null])
    const group = groups.get(key)
    if (group) group.aircraft.push(plane)
    else groups.set(key, { like: plane, aircraft: [plane] })
  }
  return [...groups.values()].sort((a, b) => (a.like.typeDesignator < b.like.typeDesignator ? -1 : 1))
}

interface Day {
  on: string
  today: string
}
type Known = Map<string, RuleVerdict[]>

/** How a person stands with a group of aircraft, with what they may not do as a limitation. */
function standingOf(
  facts: PersonFacts,
  { like }: Group,
  settings: Settings,
  { known, operation: privilege, ...day }: Day & { known: Known; operation: Privilege },
) {
  const { rules, limitations } = judgePerson(facts, {
    ...questionOf({ operation: privilege }, like, settings),
    ...day,
    known,
    isNight: false,
    nightPlace: null,
  })
  const { verdict, nextToLapse, lapsesOn } = overall(rules)
  const failing = rules
    .filter((rule) => rule.verdict !== 'yes' && rule.effect === 'blocks')
    .map(({ rule }) => rule)
  return { verdict, limitations, nextToLapse, lapsesOn, failing }
}

/** What is read for the walls: total time and recent flights, not each flight of before. */
const momentOf = (at: Date, zone: string, settings: Settings): Moment => {
  const on = localDate(at, zone)
  const needsEarlier = needsTotals(settings)
  return { at, asOf: null, on, zone, from: addDays(on, -recentDays), needsEarlier }
}

const atQuery = { at: Type.Optional(instant('By default now.')) }

export const getPersonWall = operation({
  id: 'getPersonWall',
  method: 'GET',
  path: '/api/v1/compliance/people/:id/wall',
  summary: 'Get what a person may fly',
  description:
    'A tile for each kind of aircraft of the fleet in a class that the person flies or is rated for, and for each of the privileges that they hold. If they fly none, all are shown.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  on: CrewMember,
  query: Type.Object(atQuery),
  response: PersonWall,
  async handle({ tx, record, query, principal, now }) {
    await requireVisible(tx, principal, record.id)
    const { timezone: zone } = principal.workspace
    const at = query.at ? new Date(query.at) : now
    const settings = await loadSettings(tx)
    const moment = momentOf(at, zone, settings)
    const facts = (await loadFacts(tx, [record.id], moment)).get(record.id)
    const groups = groupsOf(await loadAircraft(tx, null), settings)
    const day = { on: moment.on, today: localDate(now, zone) }
    const known: Known = new Map()
    const tiles = facts
      ? flownBy(facts, groups).flatMap((group) =>
          heldPrivileges(facts, moment.on).map((privilege) => {
            const { lapsesOn, ...standing } = standingOf(facts, group, settings, {
              ...day,
              known,
              operation: privilege,
            })
            const { typeDesignator, category, class: aircraftClass } = group.like
            return {
              typeDesignator,
              category,
              class: aircraftClass,
              operation: privilege,
              aircraftIds: group.aircraft.map(({ id }) => id),
              registrations: group.aircraft.map(({ registration }) => registration),
              ...standing,
              lapsesAt: lapsesOn && endOfDay(lapsesOn, zone),
            }
          }),
        )
      : []
    return { personId: record.id, displayName: record.displayName, at: at.toISOString(), tiles }
  },
})

/** The groups in a class that the person flies or is rated for, or else all. */
function flownBy(facts: PersonFacts, groups: readonly Group[]): readonly Group[] {
  const classes = new Set([
    ...facts.flights.map((flight) => flight.class),
    ...facts.records.flatMap(({ kind, title }) =>
      kind === 'rating' || kind === 'certificate' ? ratedClasses(title) : [],
    ),
  ])
  const own = groups.filter(({ like }) => classes.has(like.class))
  return own.length > 0 ? own : groups
}

function heldPrivileges(facts: PersonFacts, on: string): Privilege[] {
  const level = levelOf(facts, on)
  const highest = level === 'commercial' || level === 'airline_transport' ? level : 'private'
  return privileges.slice(0, privileges.indexOf(highest) + 1)
}

export const getEligibilityWall = operation({
  id: 'getEligibilityWall',
  method: 'GET',
  path: '/api/v1/compliance/wall',
  summary: 'Get who may fly what',
  description:
    'A table of every active person who flies and every kind of aircraft of the fleet. Instructors see the students whom they teach, operations roles everybody, other members themselves.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  query: Type.Object({
    ...atQuery,
    operation: Type.Optional(oneOf(privileges, { description: 'Default: private.' })),
  }),
  response: Wall,
  async handle({ tx, query, principal, now }) {
    const { timezone: zone } = principal.workspace
    const at = query.at ? new Date(query.at) : now
    const privilege = query.operation ?? 'private'
    const settings = await loadSettings(tx)
    const moment = momentOf(at, zone, settings)
    const people = await flyingPeople(tx, await visiblePeople(tx, principal))
    const facts = await loadFacts(
      tx,
      people.map(({ id }) => id),
      moment,
    )
    const groups = groupsOf(await loadAircraft(tx, null), settings)
    const day = { on: moment.on, today: localDate(now, zone) }
    return {
      at: at.toISOString(),
      operation: privilege,
      columns: groups.map(({ like, aircraft }) => ({
        typeDesignator: like.typeDesignator,
        class: like.class,
        aircraft: aircraft.map(({ id, registration }) => ({ id, registration })),
      })),
      people: people.flatMap(({ id, displayName }) => {
        const person = facts.get(id)
        if (!person) return []
        const known: Known = new Map()
        const cells = groups.map((group) => {
          const { nextToLapse: _, ...cell } = standingOf(person, group, settings, {
            ...day,
            known,
            operation: privilege,
          })
          return cell
        })
        return [{ personId: id, displayName, cells }]
      }),
    }
  },
})

async function flyingPeople(
  tx: Tx,
  visible: readonly string[] | 'all',
): Promise<{ id: string; displayName: string }[]> {
  return tx.rows(sql<'flyingPeople'>`
    select id, display_name as "displayName"
      from crew
     where status = 'active' and functions && array['pilot', 'instructor', 'student']
       and (${visible === 'all'}::boolean or id = any (${visible === 'all' ? [] : visible}))
     order by lower(display_name), id`)
}
