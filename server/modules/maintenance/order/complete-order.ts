import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'

import { invalidFields } from '#platform/kernel/problem.ts'
import { happenedAt, integer, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { mayDoAnnual } from '#rules/inspection-entry.ts'

import { maintenanceRoles } from '#server/roles.ts'
import { installedElsewhere, positionTaken } from '../component/install-component.ts'
import { type MeterTotals, metersOf } from '../meter-totals.ts'
import { certificateMissing } from '../signature/certificate.ts'
import { SignatureInput, sign, statements } from '../signature/signature.ts'
import { requireTasksClosed } from './closed-task.ts'
import { completeSources } from './complete-sources.ts'
import { backInService } from './move-order.ts'
import { orderCompleted } from './order-event.ts'
import { freeFromWork } from './order-hold.ts'
import { orderStates, WorkOrder } from './work-order.ts'

const CompleteBody = Type.Object({
  ...SignatureInput.properties,
  statement: Type.Optional(
    oneOf(statements, {
      description:
        'What is signed for. By default 43.11 for an order with an annual or 100-hour inspection, and else 43.9.',
    }),
  ),
  totalTimeHundredths: Type.Optional(
    integer(
      0,
      100_000_000,
      'Total time in service, for an inspection; by default the air time, else the tach or hobbs.',
    ),
  ),
  returnedToServiceAt: Type.Optional(happenedAt('Now by default.')),
})

export const completeWorkOrder = operation({
  id: 'completeWorkOrder',
  method: 'POST',
  path: '/api/v1/maintenance/work-orders/:id/complete',
  summary: 'Complete a work order',
  description:
    'Signs the return to service for the work performed. In the same transaction its items are completed, its squawks resolved, its directives complied with, its components worked on and its hold released, and the aircraft is active if nothing else grounds it. A completed order is final.',
  access: 'session',
  roles: maintenanceRoles,
  stability: 'beta',
  stepUp: true,
  on: WorkOrder,
  move: orderStates.complete,
  emits: orderCompleted,
  refusals: {
    component_in_one_place: () =>
      installedElsewhere('A component of a task is installed on another aircraft at that time'),
    component_position: () => positionTaken('Another component holds the position that a task puts one in'),
  },
  body: CompleteBody,
  response: WorkOrder.schema,
  async handle({ tx, body, record, principal, now, emit, move }) {
    requireTasksClosed(record)
    const { returnedToServiceAt = now.toISOString() } = body
    const { id, number, aircraftRegistration, tasks, parts } = record
    const closedMeters = await metersOf(tx, record.aircraftId)
    const inspections = await inspectionsOf(tx, id)
    const signature = await sign(tx, principal, now, {
      ...statementOf(inspections, body, closedMeters),
      subject: { type: WorkOrder.name, id },
      content: { number, aircraftRegistration, returnedToServiceAt, tasks, parts, closedMeters },
    })
    const completion = { signature, returnedToServiceAt, meters: closedMeters, now }
    const emissions = await completeSources(tx, principal, record, completion)
    await freeFromWork(tx, record)
    emissions.push(...(await backInService(tx, record.id)))
    await move.make({
      returned_to_service_at: returnedToServiceAt,
      closed_meters: JSON.stringify(closedMeters),
      signature_id: signature.id,
      completed_by: principal.userId,
      status_reason: null,
    })
    for (const emission of emissions) emit(emission)
    return WorkOrder.get(tx, record.id)
  },
})

/** The common inspections among the tasks that are done. */
async function inspectionsOf(tx: Tx, orderId: string): Promise<string[]> {
  const rows = await tx.rows(sql<'inspectionsOfOrder'>`
    select distinct i.preset
      from work_order_tasks k join maintenance_items i on i.workspace_id = k.workspace_id and i.id = k.source_id
     where k.order_id = ${orderId} and k.status = 'done' and i.preset is not null and i.is_active`)
  return rows.flatMap(({ preset }) => preset ?? [])
}

/** What is signed: the statement with the certificate, and the total time that 14 CFR 43.11(a)(2) asks of an inspection. */
function statementOf(
  inspections: readonly string[],
  { certificateKind, certificateNumber, statement: sent, totalTimeHundredths }: Static<typeof CompleteBody>,
  meters: Static<typeof MeterTotals>,
) {
  const statement =
    sent ??
    (inspections.includes('annual')
      ? '43.11_annual'
      : inspections.includes('hundred_hour')
        ? '43.11_100_hour'
        : '43.9')
  const input = { statement, certificateKind, certificateNumber }
  if ((inspections.includes('annual') || statement === '43.11_annual') && !mayDoAnnual(certificateKind))
    throw certificateMissing(
      'An annual is signed by an IA, a repair station or the maker (14 CFR 65.95(a)(2))',
      {
        details: [{ field: 'certificateKind', message: 'must be an IA, a repair station or the maker' }],
      },
    )
  if (!statement.startsWith('43.11')) return { input }
  const { airHundredths, tachHundredths, hobbsHundredths } = meters
  const total = totalTimeHundredths ?? airHundredths ?? tachHundredths ?? hobbsHundredths
  if (total === null)
    throw invalidFields([
      {
        field: 'totalTimeHundredths',
        message: 'is required: the aircraft has no meter, and 14 CFR 43.11(a)(2) asks for its total time',
      },
    ])
  return { input, totalTimeHundredths: total }
}
