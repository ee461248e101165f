import { createHash } from 'node:crypto'
import { notDispatchable } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { together } from '#platform/database/together.ts'
import { nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { loadOf } from './leg-load.ts'
import type { TripForm } from './trip.ts'
import { type CheckContext, findingsOnTrip, type TripFinding } from './trip-check.ts'
import type { CompleteLeg } from './trip-form.ts'

const groups = ['crew', 'airworthiness', 'planning', 'passengers', 'documents'] as const
export const ReleaseItem = Type.Object(
  {
    key: Type.String(),
    group: oneOf(groups),
    kind: oneOf(['automatic', 'manual']),
    title: Type.String(),
    state: oneOf(['green', 'amber', 'red']),
    reason: nullable(Type.String({ description: 'Why it is not green.' })),
    citation: nullable(Type.String()),
    subject: nullable(Type.Object({ type: Type.String(), id: Type.String() })),
    isWaivable: Type.Boolean({
      description: 'A red one may be waived. Never a grounding, nor the rest that Part 135 asks for.',
    }),
    checkedAt: Type.String({ format: 'date-time' }),
    waivedBy: nullable(Type.String()),
    waiverReason: nullable(Type.String()),
  },
  { title: 'ReleaseItem' },
)
export type ReleaseItem = Static<typeof ReleaseItem>
type Draft = Pick<ReleaseItem, 'key' | 'group' | 'title' | 'state'> & Partial<ReleaseItem>

const manualItems = [
  { key: 'planning.weather', group: 'planning', title: 'Weather and NOTAMs are reviewed' },
  { key: 'planning.flight_plan', group: 'planning', title: 'Route, fuel and alternates are planned' },
  { key: 'planning.weight_and_balance', group: 'planning', title: 'Weight and balance are computed' },
  { key: 'passengers.briefing', group: 'passengers', title: 'Passengers are briefed; customs is arranged' },
  { key: 'documents.aboard', group: 'documents', title: 'Documents and charts are aboard' },
] as const

/** Everything that a dispatcher goes through before a release, as it stands now. */
export async function checklistOf(
  tx: Tx,
  trip: TripForm,
  legs: readonly CompleteLeg[],
  context: CheckContext & { confirmed?: readonly string[] },
): Promise<{ items: ReleaseItem[]; findings: TripFinding[] }> {
  const [booked, leaving, risk] = await together([
    findingsOnTrip(tx, trip, legs, 'book', context),
    findingsOnTrip(tx, trip, legs, 'check_out', context),
    riskItems(tx, trip),
  ])
  const findings = [...booked, ...leaving]
  const drafts = [
    ...crewItems(legs),
    ...ruleItems(findings),
    ...risk,
    ...passengerItems(trip),
    ...loadItems(trip),
    ...manual(trip, context.confirmed ?? []),
  ]
  const checkedAt = context.now.toISOString()
  const items = drafts.map(
    (draft): ReleaseItem => ({
      kind: 'automatic',
      reason: null,
      citation: null,
      subject: null,
      isWaivable: true,
      waivedBy: null,
      waiverReason: null,
      ...draft,
      checkedAt,
    }),
  )
  return { items: withoutTwins(items), findings }
}

/** Two legs with one reason are one item. Red before amber. */
function withoutTwins(items: readonly ReleaseItem[]): ReleaseItem[] {
  const byKey = new Map<string, ReleaseItem>()
  for (const item of items) {
    const twin = byKey.get(item.key)
    if (!twin || (twin.state !== 'red' && item.state === 'red')) byKey.set(item.key, item)
  }
  return groups.flatMap((group) => [...byKey.values()].filter((item) => item.group === group))
}

function crewItems(legs: readonly CompleteLeg[]): Draft[] {
  const without = legs.filter(({ crew }) => !crew.some(({ role }) => role === 'pic'))
  return [
    {
      key: 'crew.pic',
      group: 'crew',
      title: 'Every leg has a pilot in command',
      ...(without.length === 0
        ? { state: 'green' as const }
        : {
            state: 'red' as const,
            reason: `Without one: ${without.map(({ position }) => `leg ${position}`).join(', ')}`,
            isWaivable: false,
          }),
    },
  ]
}

/** What the rules of all modules say, and one green item for each group of which nothing is said. */
function ruleItems(findings: readonly TripFinding[]): Draft[] {
  const items = findings.map((finding): Draft => {
    const { about, subjectId, message, isBlocking, refusal, facts = {} } = finding
    const rule = String(facts.rule ?? refusal?.().code ?? 'rule')
    const group = about === 'crew' ? 'crew' : 'airworthiness'
    return {
      key: [group, rule, facts.squawkId ?? facts.maintenanceItemId ?? subjectId].filter(Boolean).join('.'),
      group,
      title: about === 'crew' ? 'The crew may fly this' : 'The aircraft may fly this',
      state: isBlocking ? 'red' : 'amber',
      reason: message,
      citation: typeof facts.citation === 'string' ? facts.citation : null,
      subject: subjectId ? { type: about === 'crew' ? 'crew_member' : 'aircraft', id: subjectId } : null,
      isWaivable: isWaivable(finding),
    }
  })
  const green = ([['crew', 'No rule speaks against the crew']] as const)
    .concat([['airworthiness', 'No rule speaks against the aircraft'] as never])
    .filter(([group]) => items.every((item) => item.group !== group))
    .map(([group, title]): Draft => ({ key: `${group}.rules`, group, title, state: 'green' }))
  return [...items, ...green]
}

/** A grounded aircraft stays on the ground, and rest is not traded. */
const isWaivable = ({ refusal, facts = {} }: TripFinding) =>
  refusal !== notDispatchable && facts.isRest !== true && facts.isWaivable !== false

/** The risk assessment informs, and decides nothing. */
async function riskItems(tx: Tx, trip: TripForm): Promise<Draft[]> {
  const latest = await tx.first(sql<'latestAssessment'>`
    select id, band, score, second_at as "secondAt"
      from frat_assessments where trip_id = ${trip.id} order by created_at desc, id desc limit 1`)
  const item = {
    key: 'planning.frat',
    group: 'planning',
    title: 'The risk of the flight is assessed',
  } as const
  if (!latest) return [{ ...item, state: 'amber', reason: 'There is no assessment for this trip' }]
  const subject = { type: 'frat_assessment', id: latest.id }
  if (latest.band === 'red' && latest.secondAt === null)
    return [
      {
        ...item,
        state: 'amber',
        reason: `Score ${latest.score} is red and waits for a second person`,
        subject,
      },
    ]
  return latest.band === 'green'
    ? [{ ...item, state: 'green', subject }]
    : [{ ...item, state: 'amber', reason: `Score ${latest.score} is ${latest.band}`, subject }]
}

function passengerItems({ legs, passengers }: TripForm): Draft[] {
  const most = Math.max(0, ...legs.map(({ passengerCount }) => passengerCount))
  const item = {
    key: 'passengers.manifest',
    group: 'passengers',
    title: 'The passengers are listed',
  } as const
  if (passengers.length !== most)
    return [
      {
        ...item,
        state: 'amber',
        reason: `${passengers.length} are listed, and the fullest leg has ${most}`,
      },
    ]
  const withoutWeight = passengers.filter(({ weightKg }) => weightKg === null).length
  return withoutWeight > 0
    ? [{ ...item, state: 'amber', reason: `${withoutWeight} have no weight` }]
    : [{ ...item, state: 'green' }]
}

/** What is loaded is within the limits of the aircraft; without weights, only people can say so. */
function loadItems(trip: TripForm): Draft[] {
  const loaded = trip.legs.filter(({ load }) => load !== null)
  if (loaded.length === 0) return []
  const faults = loaded.flatMap((leg) => {
    const { overKg, isCgWithin } = loadOf(trip, leg).verdict
    return [
      ...(overKg !== null && overKg > 0 ? [`leg ${leg.position} is ${overKg} kg too heavy`] : []),
      ...(isCgWithin === false ? [`the center of gravity of leg ${leg.position} is outside its limits`] : []),
    ]
  })
  const unknown = loaded.filter((leg) => loadOf(trip, leg).verdict.overKg === null)
  const item = {
    key: 'planning.load',
    group: 'planning',
    title: 'Every leg is loaded within its limits',
    citation: '14 CFR 91.9(a)',
  } as const
  if (faults.length > 0) return [{ ...item, state: 'red', reason: faults.join('; '), isWaivable: false }]
  return unknown.length > 0
    ? [
        {
          ...item,
          state: 'amber',
          reason: `Weights are missing: ${unknown.map(({ position }) => `leg ${position}`).join(', ')}`,
        },
      ]
    : [{ ...item, state: 'green' }]
}

/** For hire, everything on the list is confirmed; otherwise what is not stays visible. */
function manual(trip: TripForm, confirmed: readonly string[]): Draft[] {
  const isForHire = trip.operation === '135' || trip.operation === 'cat'
  const hasPassengers = trip.legs.some(({ passengerCount }) => passengerCount > 0)
  return manualItems
    .filter(({ group }) => group !== 'passengers' || hasPassengers)
    .map((item) => ({
      ...item,
      kind: 'manual' as const,
      ...(confirmed.includes(item.key)
        ? { state: 'green' as const }
        : {
            state: isForHire ? ('red' as const) : ('amber' as const),
            reason: 'Not confirmed',
            isWaivable: true,
          }),
    }))
}

export const isManualKey = (key: string): boolean => manualItems.some((item) => item.key === key)

/** What the release stands on, as one number to compare. */
export function inputsSha256(legs: readonly CompleteLeg[], items: readonly ReleaseItem[]): string {
  const inputs = {
    legs: legs.map(
      ({ id, aircraftId, fromAirport, toAirport, plannedOffBlockAt, plannedOnBlockAt, crew }) => [
        ...[id, aircraftId, fromAirport, toAirport, plannedOffBlockAt, plannedOnBlockAt],
        crew.map(({ crewId, role }) => [crewId, role]),
      ],
    ),
    items: items.map(({ key, state, reason, waiverReason }) => [key, state, reason, waiverReason]),
  }
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex')
}
