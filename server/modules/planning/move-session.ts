import { sql } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { touch } from '#platform/database/update-row.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { id, instant, nullable, Type } from '#platform/kernel/schema.ts'
import { requireNotTimeOff } from './cancel-session.ts'
import { requirePolicy } from './policy.ts'
import { PlanningSession } from './session.ts'
import { findingsOn, type Planned, refuseBlocked } from './session-check.ts'
import { sessionMoved, sessionUpdated } from './session-event.ts'
import { checkPlace, checkTimes, SessionChange } from './session-form.ts'
import { bookingRoles, dispatches, requireDecider, requireParty } from './session-role.ts'
import { isHolding, sessionStates } from './session-state.ts'
import { promoteNext } from './standby.ts'
import { holdSession, type SessionForm, writeParticipants } from './write-session.ts'

export const moveSession = operation({
  id: 'movePlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/move',
  summary: 'Move a booking to another time, aircraft or instructor',
  description:
    'A confirmed booking stays confirmed. If something is taken at the new time, the booking does not move. Members move their own requests; a confirmed one is moved by its instructor or those who run the schedule. Once checked out, only its end can be moved.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.move,
  emits: sessionMoved,
  response: PlanningSession.schema,
  body: Type.Object({
    startsAt: instant(),
    endsAt: instant(),
    aircraftId: Type.Optional(id('acf')),
    instructorId: Type.Optional(nullable(id('crw'))),
    resourceId: Type.Optional(id('rsr', 'Another room, simulator or other resource.')),
  }),
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    requireNotTimeOff(record)
    await (isHolding(record) ? requireDecider : requireParty)(tx, principal, record)
    const after = movedForm(record, body)
    checkTimes(after)
    await checkPlace(tx, after)
    await requirePolicy(tx, principal, after, now)
    const findings = await findingsOn(tx, services, 'book', after, { principal, now })
    // A request may be moved to any time: it is judged again when it is confirmed.
    refuseBlocked(findings, !isHolding(record) || dispatches(principal, record.type))
    if (isHolding(record)) await holdSession(tx, principal, after)
    await move.make(movedColumns(after))
    if (sessionStates.checkOut.allows(record)) {
      const promotion = await promoteNext(tx, record, { principal, services, now })
      if (promotion) emit(promotion)
    }
    return PlanningSession.get(tx, record.id)
  },
})

/** The columns of a booking with its new times and places, which was not written yet. */
export function movedColumns(after: SessionForm) {
  return {
    starts_at: after.startsAt,
    ends_at: after.endsAt,
    aircraft_id: after.aircraftId,
    resource_id: after.resourceId,
    instructor_id: after.instructorId,
    overdue_at: null,
    sequence: after.sequence + 1,
  }
}

/** Where the resource of the booking is the aircraft or the instructor, it moves with them. */
function movedForm(
  record: SessionForm,
  body: {
    startsAt: string
    endsAt: string
    aircraftId?: string
    instructorId?: string | null
    resourceId?: string
  },
): SessionForm {
  const isSameStart = Date.parse(body.startsAt) === Date.parse(record.startsAt)
  const isOut = sessionStates.checkIn.allows(record)
  const places = [body.aircraftId, body.instructorId, body.resourceId]
  if (isOut && (!isSameStart || places.some((place) => place !== undefined)))
    throw sessionStates.refuse('This booking is checked out: only its end can be moved')
  if (sessionStates.promote.allows(record) && body.aircraftId !== undefined)
    throw invalidFields([
      { field: 'aircraftId', message: 'is given to a booking on standby by confirming it' },
    ])
  const after = { ...record, ...body } as SessionForm
  if (record.resourceType === 'aircraft' && body.aircraftId) after.resourceId = body.aircraftId
  if (record.resourceType === 'person' && record.resourceId === record.instructorId && body.instructorId)
    after.resourceId = body.instructorId
  if (body.resourceId !== undefined && record.resourceType !== 'resource')
    throw invalidFields([
      { field: 'resourceId', message: `is for bookings of a resource, not of a ${record.resourceType}` },
    ])
  // The instructor takes part in person, too.
  if (body.instructorId && record.instructorId)
    after.participants = record.participants.map((participant) =>
      participant.crewId === record.instructorId
        ? { ...participant, crewId: body.instructorId as string }
        : participant,
    )
  return after
}

export const updateSession = operation({
  id: 'updatePlanningSession',
  method: 'PATCH',
  path: '/api/v1/planning/sessions/:id',
  summary: 'Update the title, notes, project or participants of a booking',
  description:
    'Changes the fields that you send; the others keep their value. Times and places are moved instead.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.edit,
  emits: sessionUpdated,
  response: PlanningSession.schema,
  body: SessionChange,
  async handle({ tx, body: { participants, ...body }, record, principal, services, now, move }) {
    requireNotTimeOff(record)
    await requireParty(tx, principal, record)
    const after = { ...record, ...body, ...(participants ? { participants } : {}) } as SessionForm
    if (participants) {
      await checkPlace(tx, after)
      refuseBlocked(await findingsOn(tx, services, 'book', after as Planned, { principal, now }))
      await tx.run(sql`delete from planning_participants where session_id = ${record.id}`)
      await writeParticipants(tx, principal.workspace.uuid, record.id, participants)
    }
    if (isHolding(record)) await holdSession(tx, principal, after)
    const columns = toColumns(body)
    await move.make(columns)
    if (Object.keys(columns).length === 0 && participants) await touch(tx, PlanningSession, record.id)
    return PlanningSession.get(tx, record.id)
  },
})
