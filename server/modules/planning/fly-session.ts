import { operation } from '#platform/kernel/operation.ts'
import { roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { happenedAt, integer, Type, text } from '#platform/kernel/schema.ts'
import { requireNotTimeOff } from './cancel-session.ts'
import { releaseFrom } from './hold.ts'
import { PlanningSession } from './session.ts'
import { findingsOn, recordReturn, refuseBlocked } from './session-check.ts'
import { minutesTaken, notifyClosed } from './session-closed.ts'
import { eventOf, sessionCheckedIn, sessionCheckedOut, sessionCompleted } from './session-event.ts'
import { bookingRoles, dispatches, requirePilot } from './session-role.ts'
import { sessionStates } from './session-state.ts'
import { sessionHolds } from './write-session.ts'

export const checkOutSession = operation({
  id: 'checkOutPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/check-out',
  summary: 'Check a booking out',
  description:
    'Records that the aircraft leaves. The aircraft must be in service, without an open grounding squawk. Under Part 135, the crew confirms in `squawksSeen` that they have read its squawks.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.checkOut,
  emits: sessionCheckedOut,
  response: PlanningSession.schema,
  body: Type.Object({
    squawksSeen: Type.Optional(
      Type.Boolean({
        description:
          'The crew has read the squawks of the aircraft (14 CFR 135.65). The audit entry keeps them.',
      }),
    ),
  }),
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    requireNotTimeOff(record)
    await requirePilot(tx, principal, record)
    const findings = await findingsOn(tx, services, 'check_out', record, { principal, now })
    const seen = findings.filter(({ isSeenBy }) => isSeenBy && body[isSeenBy] === true)
    refuseBlocked(findings.filter((finding) => !seen.includes(finding)))
    await move.make({ checked_out_at: now, sequence: record.sequence + 1 })
    const session = await PlanningSession.get(tx, record.id)
    if (seen.length > 0) {
      const event = eventOf(sessionCheckedOut, session, record)
      const after = seen.map(({ facts }) => facts?.squawk)
      const changes = [...(event.changes ?? []), { field: 'squawksSeen', before: null, after }]
      emit({ ...event, changes, isOfOperation: true })
    }
    return session
  },
})

const meter = (what: string) => Type.Optional(integer(0, 100_000_000, `${what}, in hundredths of an hour.`))
const airport = (what: string) => Type.Optional(text(2, 5, `${what}; the base of the aircraft by default.`))

export const checkInSession = operation({
  id: 'checkInPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/check-in',
  summary: 'Check a booking in',
  description:
    'Records that the aircraft is back. The rest of the booked time becomes free, and a draft flight is created with the meters that you send.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.checkIn,
  emits: sessionCheckedIn,
  response: PlanningSession.schema,
  body: Type.Object({
    offBlockAt: Type.Optional(happenedAt('When it left; the moment of the check-out by default.')),
    onBlockAt: Type.Optional(happenedAt('When it was back; now by default.')),
    hobbsOutHundredths: meter('Hobbs before the flight; where the meter stands by default'),
    hobbsInHundredths: meter('Hobbs after it'),
    tachOutHundredths: meter('Tach before the flight; where the meter stands by default'),
    tachInHundredths: meter('Tach after it'),
    fromAirport: airport('Where it left'),
    toAirport: airport('Where it is now'),
  }),
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    await requirePilot(tx, principal, record)
    const { fromAirport = null, toAirport = null, ...read } = body
    const meters = {
      hobbsOutHundredths: read.hobbsOutHundredths ?? null,
      hobbsInHundredths: read.hobbsInHundredths ?? null,
      tachOutHundredths: read.tachOutHundredths ?? null,
      tachInHundredths: read.tachInHundredths ?? null,
    }
    const { aircraftId, checkedOutAt } = record
    const { flightId, emissions } =
      aircraftId !== null && record.type === 'flight'
        ? await recordReturn(
            tx,
            services,
            {
              ...record,
              aircraftId,
              meters,
              fromAirport,
              toAirport,
              checkedOutAt: body.offBlockAt ?? checkedOutAt ?? record.startsAt,
              checkedInAt: body.onBlockAt ?? now.toISOString(),
            },
            { principal, now },
          )
        : { flightId: null, emissions: [] }
    emissions.forEach(emit)
    await releaseFrom(tx, { source: sessionHolds, id: record.id }, now)
    await move.make({
      checked_in_at: now,
      flight_id: flightId,
      overdue_at: null,
      sequence: record.sequence + 1,
    })
    const session = await PlanningSession.get(tx, record.id)
    if (flightId !== null) return session
    const closed = { ...session, minutes: minutesTaken(session, body, now) }
    for (const emission of await notifyClosed(tx, services, 'checkedIn', closed, { principal, now }))
      emit(emission)
    return session
  },
})

export const completeSession = operation({
  id: 'completePlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/:id/complete',
  summary: 'Complete a booking',
  description:
    'Closes a booking that made no flight. One with a flight is completed when that flight is approved.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  on: PlanningSession,
  move: sessionStates.complete,
  emits: sessionCompleted,
  response: PlanningSession.schema,
  async handle({ tx, record, principal, move }) {
    if (!dispatches(principal, record.type))
      throw roleMissing('Only those who run the schedule can complete a booking')
    if (record.flightId !== null)
      throw ruleBroken('This booking is completed when its flight is approved', {
        details: [{ field: 'flightId', message: `${record.flightId} is not approved yet` }],
      })
    await move.make({ sequence: record.sequence + 1 })
    return PlanningSession.get(tx, record.id)
  },
})
