import type { Emission } from '#platform/kernel/emission.ts'
import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { PublicSession } from './public-session.ts'
import { PlanningSession } from './session.ts'
import { sessionStates } from './session-state.ts'

const sessionEvent = (type: `session.${string}` | `standby.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'planning_session',
    data: PublicSession.schema,
    scope: 'planning:read',
    publicScope: 'public.planning:read',
  })

export const sessionRequested = sessionEvent(
  'session.requested',
  'a booking is asked for, or put on standby; it holds nothing yet',
)
export const sessionConfirmed = sessionEvent(
  'session.confirmed',
  'a booking is confirmed, also at once when a dispatcher makes it; it holds its aircraft and people',
)
export const sessionDeclined = sessionEvent('session.declined', 'a requested booking is declined')
export const sessionMoved = sessionEvent(
  'session.moved',
  'a booking gets another time, aircraft, resource or instructor',
)
export const sessionUpdated = sessionEvent(
  'session.updated',
  'the title, notes or participants of a booking change',
)
export const sessionCancelled = sessionEvent('session.cancelled', 'a booking is cancelled')
export const sessionCheckedOut = sessionEvent(
  'session.checked_out',
  'the aircraft of a booking is checked out',
)
export const sessionCheckedIn = sessionEvent('session.checked_in', 'the aircraft of a booking is back')
export const sessionCompleted = sessionEvent('session.completed', 'a booking is closed')
export const sessionNoShow = sessionEvent('session.no_show', 'nobody came to a booking')
export const sessionOverdue = sessionEvent('session.overdue', 'an aircraft is not checked in in time')
export const sessionAtRisk = sessionEvent(
  'session.at_risk',
  'a rule that a booking stands on has lapsed since: somebody is not eligible any more, or its aircraft is overdue for an inspection',
)
export const sessionRiskOver = sessionEvent('session.risk_over', 'no rule speaks against a booking any more')
export const standbyPromoted = sessionEvent(
  'standby.promoted',
  'a booking on standby gets the aircraft of a cancelled one',
)
export const standbyExpired = sessionEvent('standby.expired', 'a booking on standby waited in vain')

/** An event about a booking that the operation itself is not about, such as the standby that a cancellation promotes. */
export function eventOf(
  type: EventType,
  session: Static<typeof PlanningSession.schema>,
  before?: Static<typeof PlanningSession.schema>,
): Emission {
  return {
    type,
    subject: {
      type: PlanningSession.name,
      id: session.id,
      label: session.title,
      projectId: session.projectId,
    },
    data: session,
    ...(before ? { changes: sessionStates.changes(before, session) } : {}),
  }
}
