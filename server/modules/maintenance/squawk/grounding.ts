import { Aircraft, changeService, PublicAircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import { id, nullable, Type } from '#platform/kernel/schema.ts'

const serviceEvent = (type: `aircraft.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'aircraft',
    data: Type.Object({
      ...PublicAircraft.schema.properties,
      squawkId: nullable(id('sqk')),
      reason: Type.String(),
    }),
    scope: 'aircraft:read',
  })

export const aircraftGrounded = serviceEvent('aircraft.grounded', 'a squawk takes an aircraft out of service')
export const aircraftReturned = serviceEvent(
  'aircraft.returned_to_service',
  'nothing grounds an aircraft any more, and it is active again',
)

interface Cause {
  squawkId: string | null
  aircraftId: string
  reason: string
}

/**
 * Takes the aircraft of a grounding squawk out of service. The squawk keeps the status that the aircraft had, because
 * one that somebody took out of service by hand stays there when its squawks are resolved.
 */
export async function groundAircraft(tx: Tx, cause: Cause): Promise<Emission[]> {
  await tx.run(sql`
    update squawks s
       set is_grounding = true,
         grounded_from = coalesce(
           (select o.grounded_from from squawks o
             where o.aircraft_id = s.aircraft_id and o.id <> s.id and o.is_grounding
               and o.status in ('open', 'in_progress') order by o.id limit 1),
           (select a.status from aircraft a where a.id = s.aircraft_id))
     where s.id = ${cause.squawkId}`)
  const change = await changeService(tx, cause.aircraftId, { from: ['active', 'maintenance'], to: 'aog' })
  return change ? [await serviceEmission(tx, aircraftGrounded, cause), change] : []
}

/** Gives an aircraft the status back that it had before this squawk, if nothing else grounds it. */
export async function returnAircraft(tx: Tx, cause: Cause): Promise<Emission[]> {
  const { before } = await tx.one(sql<'statusBeforeSquawk'>`
    select case when not exists (select from squawks o
                            where o.aircraft_id = s.aircraft_id and o.is_grounding
                              and o.status in ('open', 'in_progress')) then s.grounded_from end as before
      from squawks s where s.id = ${cause.squawkId}`)
  if (before === 'active') return returnToService(tx, cause, ['aog'])
  // Work that is under way goes on, and returns it.
  if (before !== 'maintenance') return []
  const change = await changeService(tx, cause.aircraftId, { from: ['aog'], to: 'maintenance' })
  return change ? [change] : []
}

/** Makes an aircraft active again. @returns what to emit; nothing if it has another status than these. */
export async function returnToService(
  tx: Tx,
  cause: Cause,
  from: readonly ('maintenance' | 'aog')[],
): Promise<Emission[]> {
  const change = await changeService(tx, cause.aircraftId, { from, to: 'active' })
  return change ? [await serviceEmission(tx, aircraftReturned, cause), change] : []
}

async function serviceEmission(
  tx: Tx,
  type: EventType,
  { aircraftId, squawkId, reason }: Cause,
): Promise<Emission> {
  const aircraft = await PublicAircraft.get(tx, aircraftId)
  return {
    type,
    subject: { type: Aircraft.name, id: aircraftId, label: aircraft.registration },
    data: { ...aircraft, squawkId, reason },
  }
}
