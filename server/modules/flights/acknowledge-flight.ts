import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { Type } from '#platform/kernel/schema.ts'
import { Flight } from './flight.ts'
import { approvers, requireApprover } from './flight-approver.ts'
import { warningsAcknowledged } from './flight-event.ts'
import { flightStates } from './flight-state.ts'
import {
  acknowledgedWarnings,
  acknowledgment,
  FlightWithWarnings,
  requireAcknowledged,
  withWarnings,
} from './flight-warning.ts'

export const acknowledgeFlight = operation({
  id: 'acknowledgeFlight',
  method: 'POST',
  path: '/api/v1/ops/flights/:id/acknowledge',
  summary: 'Acknowledge what was wrong with an approved flight as it was flown',
  description:
    'An import approves its flights at once. This records afterwards that an approver has seen the warnings of a flight; the audit entry keeps their codes.',
  scope: 'flights:write',
  roles: [...approvers, 'instructor'],
  on: Flight,
  move: flightStates.acknowledge,
  emits: warningsAcknowledged,
  response: FlightWithWarnings,
  body: Type.Object({ acknowledgedWarnings }),
  async handle({ tx, body, record, principal, services, emit, move }) {
    await requireApprover(tx, principal, record)
    const { codes: before } = await acknowledgment(tx, record.id)
    const seen = await requireAcknowledged(tx, { record, services }, body.acknowledgedWarnings)
    const after = [...new Set([...before, ...seen])]
    await move.make({ acknowledged_warnings: after, acknowledged_by_name: actorOf(principal).name })
    await tx.run(sql`delete from flight_warnings where flight_id = ${record.id}`)
    // The record does not show them, because they may say something about a person. The audit entry keeps them.
    emit({
      type: warningsAcknowledged,
      subject: {
        type: Flight.name,
        id: record.id,
        label: record.aircraftRegistration,
        projectId: record.projectId,
      },
      data: await Flight.get(tx, record.id),
      changes: [{ field: 'acknowledgedWarnings', before, after }],
    })
    return withWarnings(tx, { record: await Flight.get(tx, record.id), services, principal })
  },
})
