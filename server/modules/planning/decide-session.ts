import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { id, Type, text } from '#platform/kernel/schema.ts'
import { holdAgain } from './hold.ts'
import { PlanningSession } from './session.ts'
import { findingsOn, refuseBlocked } from './session-check.ts'
import { sessionConfirmed, sessionDeclined } from './session-event.ts'
import { checkPlace, subjectsOf } from './session-form.ts'
import { bookingRoles, dispatches, requireDecider } from './session-role.ts'
import { sessionStates } from './session-state.ts'
import { standbyTooLate } from './standby.ts'
import { planOf } from './write-session.ts'

export const confirmSession = operation({
  id: 'confirmPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/confirm',
  summary: 'Confirm a booking, or give one on standby an aircraft',
  description:
    'The booking now holds its aircraft, people and resources. If two bookings need the same one, only one of them can be confirmed.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.byState('confirm', 'promote'),
  emits: sessionConfirmed,
  response: PlanningSession.schema,
  body: Type.Object({
    aircraftId: Type.Optional(
      id(
        'acf',
        'Another aircraft than the one asked for. Required for a booking on standby, which has none.',
      ),
    ),
  }),
  async handle({ tx, body, record, principal, services, now, move }) {
    await requireDecider(tx, principal, record)
    if (move.name === 'promote' && body.aircraftId === undefined)
      throw invalidFields([
        { field: 'aircraftId', message: 'is required: the booking waits for an aircraft' },
      ])
    if (record.resourceType !== 'aircraft' && body.aircraftId !== undefined)
      throw invalidFields([
        { field: 'aircraftId', message: `is for bookings of an aircraft, not of a ${record.resourceType}` },
      ])
    if (record.standby && Date.parse(record.standby.expiresAt) <= now.getTime()) throw standbyTooLate()
    const placed = body.aircraftId
      ? { ...record, aircraftId: body.aircraftId, resourceId: body.aircraftId }
      : record
    await checkPlace(tx, placed)
    const findings = await findingsOn(tx, services, 'book', placed, { principal, now })
    refuseBlocked(findings, dispatches(principal, record.type))
    await holdAgain(tx, principal, planOf(placed), subjectsOf(placed))
    await move.make({
      aircraft_id: placed.aircraftId,
      resource_id: placed.resourceId,
      sequence: record.sequence + 1,
    })
    return PlanningSession.get(tx, record.id)
  },
})

export const declineSession = operation({
  id: 'declinePlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/decline',
  summary: 'Decline a requested booking',
  description: 'Turns a request down, with a reason for those who asked.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.decline,
  emits: sessionDeclined,
  response: PlanningSession.schema,
  body: Type.Object({ reason: Type.Optional(text(1, 1_000)) }),
  async handle({ tx, body, record, principal, move }) {
    await requireDecider(tx, principal, record)
    await move.make({ status_reason: body.reason ?? null, sequence: record.sequence + 1 })
    return PlanningSession.get(tx, record.id)
  },
})
