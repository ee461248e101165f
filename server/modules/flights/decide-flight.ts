import { postReadings, takeBackReadings } from '#modules/fleet/index.ts'
import { completeSessionOf } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { type Static, Type, text } from '#platform/kernel/schema.ts'
import { flyingRoles } from '#server/roles.ts'
import { requireMetersConfirmed } from './compare-meters.ts'
import { Flight } from './flight.ts'
import { approvers, requireApprover } from './flight-approver.ts'
import {
  flightApproved,
  flightRejected,
  flightReopened,
  flightReversed,
  flightSubmitted,
} from './flight-event.ts'
import { notifyPosted } from './flight-posted.ts'
import { flightStates } from './flight-state.ts'
import {
  acknowledgedWarnings,
  FlightWithWarnings,
  requireAcknowledged,
  withWarnings,
} from './flight-warning.ts'
import { requireOwn } from './log-flight.ts'
import { metersOf } from './post-meters.ts'

type FlightForm = Static<typeof Flight.schema>

const flightOverlaps = problem('flight_overlaps', 409, {
  meaning: 'The aircraft was flying at that time already',
  fix: 'One of the two flights has a wrong time or a wrong aircraft; the message names the other.',
})

export const submitFlight = operation({
  id: 'submitFlight',
  method: 'POST',
  path: '/api/v1/ops/flights/:id/submit',
  summary: 'Submit a draft for approval',
  description:
    'Hands a draft to those who approve flights. The times and meters must fit together; if a meter jumps, send `confirmMeters` to say that it is right.',
  scope: 'flights:write',
  roles: flyingRoles,
  on: Flight,
  move: flightStates.submit,
  emits: flightSubmitted,
  response: Flight.schema,
  body: Type.Object({
    confirmMeters: Type.Optional(
      Type.Boolean({ description: 'The readings are right, although they differ from block time.' }),
    ),
  }),
  async handle({ tx, body, record, principal, now, move }) {
    await requireOwn(tx, principal, record)
    requireMetersConfirmed(record, body.confirmMeters ?? false)
    if (Date.parse(record.onBlockAt) > now.getTime())
      throw ruleBroken('The flight ends in the future. A flight is submitted after it was flown', {
        details: [{ field: 'onBlockAt', message: 'lies in the future' }],
      })
    if (
      !record.crew.some((member) => ['pic', 'solo', 'sole_manipulator', 'instructor'].includes(member.role))
    ) {
      throw ruleBroken(
        'Nobody aboard was in command. Give one of the crew the role pic, solo or instructor',
        { details: [{ field: 'crew', message: 'names nobody in command' }] },
      )
    }
    await refuseOverlap(tx, record)
    const { id: submittedBy, name: submittedByName } = actorOf(principal)
    await move.make({
      submitted_at: now,
      submitted_by: submittedBy,
      submitted_by_name: submittedByName,
      meters_confirmed_by_name: record.metersDiffer ? submittedByName : null,
      rejection_reason: null,
      rejected_at: null,
      rejected_by: null,
      rejected_by_name: null,
    })
    return Flight.get(tx, record.id)
  },
})

export const approveFlight = operation({
  id: 'approveFlight',
  method: 'POST',
  path: '/api/v1/ops/flights/:id/approve',
  summary: 'Approve a submitted flight and post it',
  description:
    'Posting moves the meters of the aircraft, and completes the booking that it was flown in, in the same transaction. If something was wrong with the flight as it was flown, name the codes of its warnings in `acknowledgedWarnings`; the audit entry keeps them.',
  scope: 'flights:write',
  roles: [...approvers, 'instructor'],
  on: Flight,
  move: flightStates.approve,
  emits: flightApproved,
  response: FlightWithWarnings,
  body: Type.Object({ acknowledgedWarnings: Type.Optional(acknowledgedWarnings) }),
  async handle({ tx, body, record, principal, now, services, emit, move }) {
    await requireApprover(tx, principal, record)
    const acknowledged = await requireAcknowledged(tx, { record, services }, body.acknowledgedWarnings ?? [])
    const { id: approvedBy, name: approvedByName } = actorOf(principal)
    await move.make({
      approved_at: now,
      approved_by: approvedBy,
      approved_by_name: approvedByName,
      acknowledged_warnings: acknowledged,
    })
    const { emissions } = await postReadings(
      { tx, services, now },
      {
        workspaceId: principal.workspace.uuid,
        aircraftId: record.aircraftId,
        postings: metersOf(record),
      },
    )
    emissions.push(...(await completeSessionOf(tx, record.id)))
    const approved = await Flight.get(tx, record.id)
    emissions.push(...(await notifyPosted(tx, services, 'approved', approved, { principal, now })))
    emissions.forEach(emit)
    // The record does not show them, because they may say something about a person. The audit entry keeps them.
    const seen = { field: 'acknowledgedWarnings', before: null, after: acknowledged }
    if (acknowledged.length > 0)
      emit({
        type: flightApproved,
        subject: {
          type: Flight.name,
          id: record.id,
          label: record.aircraftRegistration,
          projectId: record.projectId,
        },
        data: approved,
        changes: [...changesBetween(record, approved), seen],
      })
    return withWarnings(tx, { record: approved, services, principal })
  },
})

export const rejectFlight = operation({
  id: 'rejectFlight',
  method: 'POST',
  path: '/api/v1/ops/flights/:id/reject',
  summary: 'Reject a submitted flight with a reason',
  description: 'Sends a submitted flight back with a reason, which the person who logged it reads.',
  scope: 'flights:write',
  roles: [...approvers, 'instructor'],
  on: Flight,
  move: flightStates.reject,
  emits: flightRejected,
  response: Flight.schema,
  body: Type.Object({ reason: text(3, 1_000, 'What the pilot should change.') }),
  async handle({ tx, body, record, principal, now, move }) {
    await requireApprover(tx, principal, record)
    const { id: rejectedBy, name: rejectedByName } = actorOf(principal)
    await move.make({
      rejected_at: now,
      rejected_by: rejectedBy,
      rejected_by_name: rejectedByName,
      rejection_reason: body.reason,
    })
    return Flight.get(tx, record.id)
  },
})

export const reopenFlight = operation({
  id: 'reopenFlight',
  method: 'POST',
  path: '/api/v1/ops/flights/:id/reopen',
  summary: 'Reopen a rejected flight as a draft',
  description: 'Makes a rejected flight a draft again, so that it can be corrected and submitted once more.',
  scope: 'flights:write',
  roles: flyingRoles,
  on: Flight,
  move: flightStates.reopen,
  emits: flightReopened,
  response: Flight.schema,
  async handle({ tx, record, principal, move }) {
    await requireOwn(tx, principal, record)
    await move.make({ meters_confirmed_by_name: null })
    return Flight.get(tx, record.id)
  },
})

export const reverseFlight = operation({
  id: 'reverseFlight',
  method: 'POST',
  path: '/api/v1/ops/flights/:id/reverse',
  summary: 'Reverse an approved flight: it stays as it is, and a second one takes it back',
  description:
    'The reversal is approved at once. The meters are judged again as if this flight had not been flown; its entries stay in their ledgers.',
  scope: 'flights:write',
  roles: [...approvers],
  on: Flight,
  move: flightStates.reverse,
  creates: Flight,
  emits: flightApproved,
  response: Flight.schema,
  body: Type.Object({ reason: text(3, 1_000) }),
  async handle({ tx, body, record, principal, now, services, emit }) {
    if (record.reversedByFlightId) throw flightStates.refuse('This flight was reversed already')
    if (record.reversesFlightId)
      throw flightStates.refuse('This is a reversal itself; log the flight again instead')
    const reversalId = newId('flt')
    const { id: actorId, name } = actorOf(principal)
    await tx.run(sql`
      insert into flights (workspace_id, id, status, flight_type, aircraft_id, project_id, from_airport,
          to_airport, off_block_at, take_off_at, landing_at, on_block_at, hobbs_out_hundredths,
          hobbs_in_hundredths, tach_out_hundredths, tach_in_hundredths, remarks, created_by, approved_at,
          approved_by, approved_by_name, reverses_flight_id, reversal_reason, operation,
          instruction_aircraft_provided_by)
      select workspace_id, ${reversalId}, 'approved', flight_type, aircraft_id, project_id, from_airport,
             to_airport, off_block_at, take_off_at, landing_at, on_block_at, hobbs_in_hundredths,
             hobbs_out_hundredths, tach_in_hundredths, tach_out_hundredths, remarks, ${actorId}, ${now},
             ${actorId}, ${name}, id, ${body.reason}, operation, instruction_aircraft_provided_by
        from flights where id = ${record.id}`)
    await tx.run(sql`
      insert into flight_crew (workspace_id, flight_id, crew_id, role, position, is_sole_manipulator,
          day_take_offs, night_take_offs, day_landings, night_landings, day_full_stop_landings,
          night_full_stop_landings, approaches, holds)
      select workspace_id, ${reversalId}, crew_id, role, position, is_sole_manipulator, 0, 0, 0, 0, 0, 0, 0, 0
        from flight_crew
       where flight_id = ${record.id}`)
    await tx.run(sql`
      update flights set reversed_by_flight_id = ${reversalId}
       where id = ${record.id} and reversed_by_flight_id is null`)
    const { aircraftId, id: flightId } = record
    const emissions = await takeBackReadings({ tx, services, now }, { aircraftId, flightId })
    emissions.push(...(await notifyPosted(tx, services, 'reversed', record, { principal, now })))
    emissions.forEach(emit)
    emit({
      type: flightReversed,
      subject: {
        type: Flight.name,
        id: record.id,
        label: nameOf(record),
        projectId: record.projectId,
      },
      data: await Flight.get(tx, record.id),
      changes: [
        { field: 'reversedByFlightId', before: null, after: reversalId },
        { field: 'reversalReason', before: null, after: body.reason },
      ],
    })
    return Flight.get(tx, reversalId)
  },
})

const nameOf = ({ aircraftRegistration, fromAirport, toAirport }: FlightForm) =>
  fromAirport ? `${aircraftRegistration} ${fromAirport}–${toAirport}` : aircraftRegistration

async function refuseOverlap(tx: Tx, record: FlightForm): Promise<void> {
  const other = await tx.first(sql<'overlappingFlight'>`
    select id, off_block_at as "offBlock"
      from flights
     where aircraft_id = ${record.aircraftId}
       and id <> ${record.id}
       and status in ('submitted', 'approved')
       and reverses_flight_id is null
       and reversed_by_flight_id is null
       -- No flight is longer than 48 hours, so the whole history of the aircraft is not read.
       and off_block_at > ${record.offBlockAt}::timestamptz - interval '48 hours'
       and off_block_at < ${record.onBlockAt}::timestamptz
       and on_block_at > ${record.offBlockAt}::timestamptz
     limit 1`)
  if (other)
    throw flightOverlaps(
      `${record.aircraftRegistration} was flying already at that time: see ${other.id}, off blocks ${other.offBlock.toISOString()}`,
      { details: [{ field: 'offBlockAt', message: `overlaps ${other.id}` }] },
    )
}
