import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { problem, roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { id, type Static, Type, text } from '#platform/kernel/schema.ts'
import { hold, release } from './hold.ts'
import { PlanningSession } from './session.ts'
import { eventOf, sessionCancelled, sessionConfirmed } from './session-event.ts'
import { endsBeforeStart } from './session-form.ts'
import { bookingRoles, dispatches, personOf } from './session-role.ts'
import { sessionStates } from './session-state.ts'
import {
  decides,
  isOwn,
  TimeOff,
  timeOffApproved,
  timeOffCancelled,
  timeOffDeciders,
  timeOffDeclined,
  timeOffFields,
  timeOffRequested,
  timeOffStates,
} from './time-off.ts'
import { planOf, sessionHolds } from './write-session.ts'

const ownTimeOff = problem('own_time_off', 403, {
  meaning: 'Nobody approves their own time off',
  fix: 'Ask another chief pilot, director of operations or admin.',
})
type TimeOffForm = Static<typeof TimeOff.schema>

export const requestTimeOff = operation({
  id: 'requestTimeOff',
  method: 'POST',
  path: '/api/v1/ops/time-off',
  summary: 'Request time off',
  description:
    'Members request time off for themselves; members who run the schedule, for anybody. A request blocks no booking before it is approved.',
  scope: 'duty:write',
  roles: bookingRoles,
  stability: 'beta',
  creates: TimeOff,
  emits: timeOffRequested,
  response: TimeOff.schema,
  body: Type.Object({ crewId: Type.Optional(id('crw', 'Yourself by default.')), ...timeOffFields }),
  async handle({ tx, body, principal }) {
    const ownId = await personOf(tx, principal)
    const crewId = body.crewId ?? ownId
    if (crewId === null)
      throw ruleBroken('You are no person of this workspace: say whose time off it is', {
        details: [{ field: 'crewId', message: 'is required' }],
      })
    if (crewId !== ownId && !dispatches(principal))
      throw roleMissing('Only those who run the schedule can ask for the time off of others')
    checkSpan(body)
    const timeOffId = newId('tof')
    await tx.run(
      db.insertInto('time_off').values({
        workspace_id: principal.workspace.uuid,
        id: timeOffId,
        crew_id: crewId,
        starts_at: body.startsAt,
        ends_at: body.endsAt,
        kind: body.kind,
        reason: body.reason ?? null,
        created_by: actorOf(principal).id,
      }),
    )
    return TimeOff.get(tx, timeOffId)
  },
})

export const approveTimeOff = operation({
  id: 'approveTimeOff',
  method: 'POST',
  path: '/api/v1/ops/time-off/:id/approve',
  summary: 'Approve time off',
  description:
    'The person can no longer be booked at that time. Move their existing bookings first. Sickness is approved in any case, and marks those bookings as at risk.',
  scope: 'duty:write',
  roles: timeOffDeciders,
  stability: 'beta',
  on: TimeOff,
  move: timeOffStates.approve,
  emits: timeOffApproved,
  response: TimeOff.schema,
  async handle({ tx, record, principal, now, emit, move }) {
    await requireOther(tx, record, principal)
    const sessionId = await showTimeOff(tx, principal, record)
    await move.make({
      decided_at: now,
      decided_by_name: actorOf(principal).name,
      session_id: sessionId,
    })
    emit(eventOf(sessionConfirmed, await PlanningSession.get(tx, sessionId)))
    return TimeOff.get(tx, record.id)
  },
})

export const declineTimeOff = operation({
  id: 'declineTimeOff',
  method: 'POST',
  path: '/api/v1/ops/time-off/:id/decline',
  summary: 'Decline time off',
  description: 'Turns a request for time off down.',
  scope: 'duty:write',
  roles: timeOffDeciders,
  stability: 'beta',
  on: TimeOff,
  move: timeOffStates.decline,
  emits: timeOffDeclined,
  response: TimeOff.schema,
  async handle({ tx, record, principal, now, move }) {
    await requireOther(tx, record, principal)
    await move.make({ decided_at: now, decided_by_name: actorOf(principal).name })
    return TimeOff.get(tx, record.id)
  },
})

export const cancelTimeOff = operation({
  id: 'cancelTimeOff',
  method: 'POST',
  path: '/api/v1/ops/time-off/:id/cancel',
  summary: 'Cancel time off',
  description: 'The person themselves, or those who decide on it. The person can be booked again.',
  scope: 'duty:write',
  roles: bookingRoles,
  stability: 'beta',
  on: TimeOff,
  move: timeOffStates.cancel,
  emits: timeOffCancelled,
  response: TimeOff.schema,
  body: Type.Object({ reason: Type.Optional(text(1, 1_000)) }),
  async handle({ tx, body, record, principal, emit, move }) {
    if (!decides(principal) && !(await isOwn(tx, record.id, principal)))
      throw roleMissing('Only the person themselves and those who decide on time off can cancel it')
    if (record.sessionId !== null) {
      const before = await PlanningSession.get(tx, record.sessionId)
      await release(tx, { source: sessionHolds, id: record.sessionId })
      await sessionStates.cancel.apply(tx, before, {
        status_reason: body.reason ?? null,
        sequence: before.sequence + 1,
      })
      emit(eventOf(sessionCancelled, await PlanningSession.get(tx, record.sessionId), before))
    }
    await move.make()
    return TimeOff.get(tx, record.id)
  },
})

function checkSpan({ startsAt, endsAt }: { startsAt: string; endsAt: string }): void {
  const days = (Date.parse(endsAt) - Date.parse(startsAt)) / 86_400_000
  if (days <= 0)
    throw endsBeforeStart('endsAt must lie after startsAt', {
      details: [{ field: 'endsAt', message: `must lie after ${startsAt}` }],
    })
  if (days > 31)
    throw ruleBroken('Time off lasts 31 days at most: ask for the rest apart', {
      details: [{ field: 'endsAt', message: 'is more than 31 days after startsAt' }],
    })
}

async function requireOther(tx: Tx, record: TimeOffForm, principal: Principal): Promise<void> {
  if (await isOwn(tx, record.id, principal)) throw ownTimeOff()
}

/** Puts time off on the schedule, as a booking that nobody can change there. */
async function showTimeOff(tx: Tx, principal: Principal, record: TimeOffForm): Promise<string> {
  const sessionId = newId('pse')
  const plan = planOf({ ...record, id: sessionId, title: 'Time off', projectId: null })
  await hold(tx, principal, plan, [
    // Who is ill is not there, whatever was booked.
    { kind: 'person', id: record.crewId, field: 'crewId', isExclusive: record.kind !== 'sick' },
  ])
  await tx.run(sql`
    insert into planning_sessions (workspace_id, id, type, status, starts_at, ends_at, timezone, resource_type,
        resource_id, title, created_by)
    values (${principal.workspace.uuid}, ${sessionId}, 'time_off', 'confirmed', ${record.startsAt},
        ${record.endsAt}, ${principal.workspace.timezone}, 'person', ${record.crewId}, 'Time off',
        ${actorOf(principal).id})`)
  return sessionId
}
