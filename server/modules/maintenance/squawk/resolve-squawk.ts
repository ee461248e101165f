import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { notify } from '#platform/notifications/notify.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { clearDeferral } from '../deferral/clear-deferral.ts'
import { SignatureInput, sign } from '../signature/signature.ts'
import { returnAircraft } from './grounding.ts'
import { Squawk, type SquawkForm, squawkStates } from './squawk.ts'
import { squawkResolved } from './squawk-event.ts'

export const resolveSquawk = operation({
  id: 'resolveSquawk',
  method: 'POST',
  path: '/api/v1/maintenance/squawks/:id/resolve',
  summary: 'Resolve a squawk',
  description:
    'Records what was done and signs it. The squawk is final from then on. The aircraft is active again if nothing else grounds it. The member who reported the squawk is notified.',
  access: 'session',
  roles: maintenanceRoles,
  stability: 'beta',
  stepUp: true,
  on: Squawk,
  move: squawkStates.resolve,
  emits: squawkResolved,
  body: Type.Object({
    text: text(3, 10_000, 'What was done, or the data that it was done by (14 CFR 43.9(a)(1)).'),
    ...SignatureInput.properties,
  }),
  response: Squawk.schema,
  async handle({ tx, body, record, principal, now, emit, move }) {
    const { text: resolution, ...input } = body
    const { id, number, title, aircraftId, foundAt } = record
    const signature = await sign(tx, principal, now, {
      input,
      subject: { type: Squawk.name, id },
      content: { number, title, aircraftId, foundAt, resolution },
    })
    await move.make({
      resolution_text: resolution,
      resolved_at: now,
      signature_id: signature.id,
      is_grounding: false,
    })
    const emissions = await afterResolving(tx, principal, record)
    emissions.forEach(emit)
    return Squawk.get(tx, record.id)
  },
})

/** What follows from a resolved squawk, in the same transaction. @returns what to emit beside the resolution. */
export async function afterResolving(tx: Tx, principal: Principal, squawk: SquawkForm): Promise<Emission[]> {
  await notifyReporter(tx, principal, squawk)
  await clearDeferral(tx, squawk.id)
  if (squawk.aircraftId === null) return []
  return returnAircraft(tx, {
    squawkId: squawk.id,
    aircraftId: squawk.aircraftId,
    reason: `${squawk.number} is resolved`,
  })
}

async function notifyReporter(tx: Tx, principal: Principal, squawk: SquawkForm): Promise<void> {
  const { userId } = await tx.one(sql<'resolvedReporter'>`
    select reported_by as "userId" from squawks where id = ${squawk.id}`)
  if (userId === null || (principal.kind === 'user' && principal.userId === userId)) return
  await notify(tx, {
    workspaceUuid: principal.workspace.uuid,
    userIds: [userId],
    title: `${squawk.number} is resolved: ${squawk.title}`,
    path: `/maintenance/squawks/${squawk.id}`,
    subject: { type: Squawk.name, id: squawk.id },
  })
}
