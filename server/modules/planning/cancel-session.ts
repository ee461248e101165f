import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { release } from './hold.ts'
import { policyOf } from './policy.ts'
import { PlanningSession } from './session.ts'
import { bookedMinutes, notifyClosed } from './session-closed.ts'
import { sessionCancelled, sessionNoShow } from './session-event.ts'
import { bookingRoles, dispatches, requireParty } from './session-role.ts'
import { isHolding, sessionStates } from './session-state.ts'
import { promoteNext } from './standby.ts'
import { type SessionForm, sessionHolds } from './write-session.ts'

export const cancelSession = operation({
  id: 'cancelPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/cancel',
  summary: 'Cancel a booking',
  description:
    'Frees the aircraft, people and resources of the booking. The first standby booking for that type of aircraft gets the aircraft at the same moment.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.cancel,
  emits: sessionCancelled,
  response: PlanningSession.schema,
  body: Type.Object({
    reason: text(1, 1_000, 'Why; the people of the booking read it.'),
    waivesFee: Type.Optional(
      Type.Boolean({
        description:
          'No fee for a late cancellation, such as for weather. Those who run the schedule can say so.',
      }),
    ),
  }),
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    await requireParty(tx, principal, record)
    requireNotTimeOff(record)
    if (body.waivesFee && !dispatches(principal, record.type))
      throw roleMissing('Only those who run the schedule can waive the fee of a late cancellation')
    await release(tx, { source: sessionHolds, id: record.id })
    await move.make(cancelledColumns(record, body.reason, now))
    if (isHolding(record)) {
      const promotion = await promoteNext(tx, record, { principal, services, now })
      if (promotion) emit(promotion)
    }
    const session = await PlanningSession.get(tx, record.id)
    const isLate =
      isHolding(record) && (session.noticeMinutes ?? 0) < (await policyOf(tx)).cancellationMinutes
    if (isLate && !body.waivesFee)
      await notify(session, 'cancelledLate', { tx, services, principal, now, emit })
    return session
  },
})

interface Closing {
  tx: Tx
  services: Pick<Services, 'extensions'>
  principal: Principal
  now: Date
  emit: (emission: Emission) => void
}

/** The other modules may charge what was booked and did not take place. */
async function notify(
  session: SessionForm,
  what: 'noShow' | 'cancelledLate',
  { tx, services, principal, now, emit }: Closing,
): Promise<void> {
  const closed = { ...session, minutes: bookedMinutes(session) }
  for (const emission of await notifyClosed(tx, services, what, closed, { principal, now })) emit(emission)
}

function cancelledColumns(session: SessionForm, reason: string, now: Date) {
  return {
    status_reason: reason,
    notice_minutes: Math.floor((Date.parse(session.startsAt) - now.getTime()) / 60_000),
    sequence: session.sequence + 1,
  }
}

/** Cancels a booking as a part of a larger change. */
export async function cancelFor(
  tx: Tx,
  session: SessionForm,
  reason: string,
  now: Date,
): Promise<SessionForm> {
  await release(tx, { source: sessionHolds, id: session.id })
  await sessionStates.cancel.apply(tx, session, cancelledColumns(session, reason, now))
  return PlanningSession.get(tx, session.id)
}

/** Before that, somebody may still come. */
const graceMinutes = 15

export const markNoShow = operation({
  id: 'noShowPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/no-show',
  summary: 'Mark a booking as a no-show',
  description: `Records that nobody came, from ${graceMinutes} minutes after its start, and frees the rest of the time.`,
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.noShow,
  emits: sessionNoShow,
  response: PlanningSession.schema,
  body: Type.Object({ reason: Type.Optional(text(1, 1_000)) }),
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    if (!dispatches(principal, record.type))
      throw roleMissing('Only those who run the schedule can record a no-show')
    requireNotTimeOff(record)
    const from = new Date(Date.parse(record.startsAt) + graceMinutes * 60_000)
    if (now < from)
      throw ruleBroken(`A booking is a no-show from ${graceMinutes} minutes after its start`, {
        details: [
          {
            field: 'startsAt',
            message: `is less than ${graceMinutes} minutes ago`,
            possibleFrom: from.toISOString(),
          },
        ],
      })
    await release(tx, { source: sessionHolds, id: record.id })
    await move.make({ status_reason: body.reason ?? null, sequence: record.sequence + 1 })
    const promotion = await promoteNext(tx, record, { principal, services, now })
    if (promotion) emit(promotion)
    const session = await PlanningSession.get(tx, record.id)
    await notify(session, 'noShow', { tx, services, principal, now, emit })
    return session
  },
})

/** Time off is decided where it was asked for, and the schedule shows it. */
export function requireNotTimeOff({ type }: { type: string }): void {
  if (type === 'time_off')
    throw ruleBroken('The schedule only shows time off. Change or cancel it in the list of time off', {
      details: [{ field: 'type', message: 'is time_off' }],
    })
}
