import { requireAirport } from '#modules/flights/index.ts'
import { endsBeforeStart, holdSource, type Plan, type Subject } from '#modules/planning/index.ts'
import type { Tx } from '#platform/database/database.ts'
import { type Detail, invalidFields, ruleBroken } from '#platform/kernel/problem.ts'
import { id, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { LegLoad } from './leg-load.ts'
import {
  type Leg,
  legFields,
  legRoles,
  passengerFields,
  type TripForm,
  tripFields,
  tripTypes,
} from './trip.ts'

const LegInput = Type.Object({
  id: Type.Optional(id('tlg', 'A leg that the trip has. Left out: a new one.')),
  ...Type.Partial(Type.Object(legFields)).properties,
  load: Type.Optional(nullable(Type.Partial(LegLoad, { title: 'LegLoadInput' }))),
  crew: Type.Optional(
    Type.Array(Type.Object({ crewId: id('crw'), role: oneOf(legRoles) }), { maxItems: 20 }),
  ),
})
export type LegInput = Static<typeof LegInput>
const PassengerInput = Type.Object({
  name: passengerFields.name,
  weightKg: Type.Optional(passengerFields.weightKg),
  documentNumber: Type.Optional(passengerFields.documentNumber),
  notes: Type.Optional(passengerFields.notes),
})
export type PassengerInput = Static<typeof PassengerInput>

const optional = {
  ...Type.Partial(Type.Object(tripFields)).properties,
  legs: Type.Optional(
    Type.Array(LegInput, { maxItems: 50, description: 'All legs in their order; they replace the others.' }),
  ),
  passengers: Type.Optional(
    Type.Array(PassengerInput, { maxItems: 900, description: 'All of them; they replace the others.' }),
  ),
}
export const NewTrip = Type.Object({ type: oneOf(tripTypes), ...optional })
export const TripChange = Type.Object({ type: Type.Optional(oneOf(tripTypes)), ...optional })

/** Trips that are notes for people, and are never flown. */
export const isNote = ({ type }: Pick<TripForm, 'type'>): boolean =>
  type === 'estimate' || type === 'aircraft_note' || type === 'calendar_note'

/** @throws Problem for times that run backwards, and for somebody twice in one leg. */
export function checkLegs(legs: readonly LegInput[]): void {
  const times: Detail[] = []
  const twice: Detail[] = []
  let before: string | null = null
  for (const [index, { plannedOffBlockAt: off, plannedOnBlockAt: on, crew = [] }] of legs.entries()) {
    if (off && on && Date.parse(on) <= Date.parse(off))
      times.push({ field: `legs.${index}.plannedOnBlockAt`, message: `must lie after ${off}` })
    else if (off && on && Date.parse(on) - Date.parse(off) > 86_400_000)
      times.push({
        field: `legs.${index}.plannedOnBlockAt`,
        message: 'is more than 24 hours after off block',
      })
    if (off && before && Date.parse(off) < Date.parse(before))
      times.push({
        field: `legs.${index}.plannedOffBlockAt`,
        message: `lies before the leg before it ends (${before})`,
      })
    before = on ?? before
    for (const [position, { crewId }] of crew.entries())
      if (crew.findIndex((member) => member.crewId === crewId) < position)
        twice.push({ field: `legs.${index}.crew.${position}.crewId`, message: 'is in the crew already' })
  }
  if (twice.length > 0) throw invalidFields(twice)
  if (times.length > 0)
    throw endsBeforeStart(times.map(({ field, message }) => `${field} ${message}`).join('; '), {
      details: times,
    })
}

/** The codes as they are stored. @throws Problem that names the field of an unknown airport. */
export async function withAirports(tx: Tx, legs: readonly LegInput[]): Promise<LegInput[]> {
  const known: LegInput[] = []
  for (const [index, leg] of legs.entries()) {
    const codes: Pick<LegInput, 'fromAirport' | 'toAirport'> = {}
    for (const field of ['fromAirport', 'toAirport'] as const)
      if (leg[field]) codes[field] = (await requireAirport(tx, leg[field], `legs.${index}.${field}`)).code
    known.push({ ...leg, ...codes })
  }
  return known
}

export interface CompleteLeg extends Leg {
  fromAirport: string
  toAirport: string
  plannedOffBlockAt: string
  plannedOnBlockAt: string
  aircraftId: string
}

const needed = ['fromAirport', 'toAirport', 'plannedOffBlockAt', 'plannedOnBlockAt', 'aircraftId'] as const

/** @throws Problem 422 that names what is missing: a trip that is confirmed has aircraft, times and airports. */
export function requireComplete(trip: TripForm): CompleteLeg[] {
  if (isNote(trip)) throw ruleBroken('A note or an estimate is no flight: change the type of the trip first')
  if (trip.legs.length === 0)
    throw ruleBroken('The trip has no legs', { details: [{ field: 'legs', message: 'has none' }] })
  const details = trip.legs.flatMap((leg, index) =>
    needed
      .filter((field) => leg[field] === null)
      .map((field): Detail => ({ field: `legs.${index}.${field}`, message: 'is missing' })),
  )
  if (details.length > 0)
    throw ruleBroken(
      `The trip is not complete: ${details.map(({ field, message }) => `${field} ${message}`).join('; ')}`,
      { details },
    )
  return trip.legs as CompleteLeg[]
}

export const tripHolds = holdSource({ kind: 'trip', scope: 'trips:read' })

/** The trip as the table of holds has it. */
export function planOf(trip: TripForm): Plan {
  const { legs } = trip
  const route = [legs[0]?.fromAirport, ...legs.map(({ toAirport }) => toAirport)].filter(Boolean).join('–')
  return {
    source: tripHolds,
    id: trip.id,
    title: route ? `${trip.number} ${route}` : trip.number,
    projectId: trip.projectId,
    startsAt: trip.startsAt,
    endsAt: trip.endsAt,
  }
}

/** What a trip holds: each aircraft and each of the crew, from their first leg to their last. */
export function subjectsOf(legs: readonly CompleteLeg[]): Subject[] {
  const spans = new Map<string, Subject & { during: { startsAt: string; endsAt: string } }>()
  const add = (kind: 'aircraft' | 'person', id: string, field: string, leg: CompleteLeg) => {
    const known = spans.get(id)
    if (known) known.during.endsAt = leg.plannedOnBlockAt
    else
      spans.set(id, {
        kind,
        id,
        field,
        during: { startsAt: leg.plannedOffBlockAt, endsAt: leg.plannedOnBlockAt },
      })
  }
  for (const [index, leg] of legs.entries()) {
    add('aircraft', leg.aircraftId, `legs.${index}.aircraftId`, leg)
    for (const [position, { crewId }] of leg.crew.entries())
      add('person', crewId, `legs.${index}.crew.${position}.crewId`, leg)
  }
  return [...spans.values()]
}
