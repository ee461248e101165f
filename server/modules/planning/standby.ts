import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { Problem, problem, ruleBroken } from '#platform/kernel/problem.ts'
import { instant, type Static, Type, text } from '#platform/kernel/schema.ts'
import { hold, release } from './hold.ts'
import { PlanningSession } from './session.ts'
import { findingsOn, refuseBlocked } from './session-check.ts'
import { eventOf, standbyExpired, standbyPromoted } from './session-event.ts'
import { type Draft, subjectsOf } from './session-form.ts'
import { sessionStates } from './session-state.ts'
import { planOf, type SessionForm, type StandbyPlace, sessionHolds } from './write-session.ts'

export const standbyTooLate = problem('standby_expired', 422, {
  meaning: 'This booking on standby has expired, or would expire at once',
  fix: 'Ask for a new booking.',
})

export const StandbyRequest = Type.Object({
  typeDesignator: text(2, 10, 'The type of aircraft to wait for, such as C172.'),
  expiresAt: Type.Optional(instant('Until when to wait; the start of the booking by default.')),
})

/** The next place in the line of a type and day. */
export async function nextPlace(
  tx: Tx,
  wanted: Static<typeof StandbyRequest>,
  draft: Pick<Draft, 'startsAt' | 'timezone' | 'type'>,
  now: Date,
): Promise<StandbyPlace> {
  if (draft.type !== 'flight')
    throw ruleBroken('Only flights wait for an aircraft', {
      details: [{ field: 'standby', message: 'is for flights' }],
    })
  const expiresAt = wanted.expiresAt ?? draft.startsAt
  if (Date.parse(expiresAt) <= now.getTime())
    throw standbyTooLate(undefined, {
      details: [{ field: 'standby.expiresAt', message: 'lies in the past' }],
    })
  const typeDesignator = wanted.typeDesignator.toUpperCase()
  const { on, position } = await tx.one(sql<'nextStandbyPlace', { on: string; position: number }>`
    select (${draft.startsAt}::timestamptz at time zone ${draft.timezone})::date as "on",
           1 + coalesce((select max(standby_position) from planning_sessions
                          where status = 'standby' and standby_type = ${typeDesignator}
                            and standby_on = (${draft.startsAt}::timestamptz at time zone ${draft.timezone})::date),
                        0)::integer as position`)
  return { typeDesignator, on, position, expiresAt }
}

interface Freed {
  aircraftId: string | null
  startsAt: string
  endsAt: string
}

interface Context {
  principal: Principal
  services: Pick<Services, 'extensions'>
  now: Date
}

/**
 * Gives an aircraft that became free to the first in its line who may still have it. The others keep their places.
 * @returns the event of the promotion; null if nobody waits.
 */
export async function promoteNext(tx: Tx, freed: Freed, context: Context): Promise<Emission | null> {
  if (freed.aircraftId === null || Date.parse(freed.endsAt) <= context.now.getTime()) return null
  const waiting = await tx.rows(sql<'waitingStandbys'>`
    select t.id
      from planning_sessions t
      join aircraft a on a.workspace_id = t.workspace_id and a.id = ${freed.aircraftId}
     where t.status = 'standby' and t.standby_type = a.type_designator and a.status = 'active'
       and t.standby_expires_at > ${context.now}
       and tstzrange(t.starts_at, t.ends_at) && tstzrange(${freed.startsAt}::timestamptz, ${freed.endsAt}::timestamptz)
     order by t.standby_on, t.standby_position, t.id
       for update of t`)
  for (const { id } of waiting) {
    const standby = await PlanningSession.get(tx, id)
    const promoted = await promote(tx, { ...standby, aircraftId: freed.aircraftId }, context)
    if (promoted) return eventOf(standbyPromoted, promoted, standby)
  }
  return null
}

/** @returns the booking with its aircraft; null if a rule or another hold stands against it. */
async function promote(tx: Tx, standby: SessionForm, context: Context): Promise<SessionForm | null> {
  const wanted = { ...standby, resourceId: standby.aircraftId }
  try {
    refuseBlocked(await findingsOn(tx, context.services, 'book', wanted, context))
    await hold(tx, context.principal, planOf(wanted), subjectsOf(wanted))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await release(tx, { source: sessionHolds, id: standby.id })
    return null
  }
  await sessionStates.promote.apply(tx, standby, {
    aircraft_id: standby.aircraftId,
    resource_id: standby.aircraftId,
    sequence: standby.sequence + 1,
  })
  return PlanningSession.get(tx, standby.id)
}

/** Ends the waiting of those whose time has passed. */
export const expireStandby = sweep({
  name: 'planning.standby',
  everyMs: 60_000,
  actor: 'Schedule',
  table: 'planning_sessions',
  due: ({ now }) => sql`t.status = 'standby' and t.standby_expires_at <= ${now}`,
  async judge(tx, { id }) {
    const before = await PlanningSession.get(tx, id)
    await sessionStates.expire.apply(tx, before, { sequence: before.sequence + 1 })
    return [eventOf(standbyExpired, await PlanningSession.get(tx, id), before)]
  },
})
