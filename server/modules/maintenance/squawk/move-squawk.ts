import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { requireReference } from '#platform/kernel/reference.ts'
import { id, type Static, Type, text } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { groundAircraft, returnAircraft } from './grounding.ts'
import { Squawk, type SquawkForm, squawkStates } from './squawk.ts'

const described = {
  method: 'POST',
  scope: 'maintenance:write',
  stability: 'beta',
  on: Squawk,
  response: Squawk.schema,
} as const
const Reason = Type.Object({ reason: Type.Optional(text(3, 2_000, 'For the audit log.')) })

export const groundBySquawk = operation({
  ...described,
  id: 'groundBySquawk',
  path: '/api/v1/maintenance/squawks/:id/ground',
  summary: 'Ground the aircraft of a squawk',
  description:
    'The aircraft is out of service until the squawk is resolved, deferred or ungrounded. Any member may.',
  roles: 'staff',
  move: squawkStates.ground,
  audits: 'squawk.grounded',
  async handle({ tx, record, emit, move }) {
    await move.make()
    const emissions = record.isGrounding ? [] : await groundAircraft(tx, causeOf(record))
    emissions.forEach(emit)
    return Squawk.get(tx, record.id)
  },
})

export const ungroundBySquawk = operation({
  ...described,
  id: 'ungroundBySquawk',
  path: '/api/v1/maintenance/squawks/:id/unground',
  summary: 'Unground the aircraft of a squawk',
  description:
    'The squawk stays open and no longer grounds the aircraft. The aircraft is active again if nothing else grounds it.',
  roles: maintenanceRoles,
  move: squawkStates.unground,
  audits: 'squawk.ungrounded',
  body: Reason,
  async handle({ tx, body, record, emit, move }) {
    await move.make({ is_grounding: false })
    const reason = body.reason ?? `${record.number} does not ground it`
    const emissions = record.isGrounding ? await returnAircraft(tx, { ...causeOf(record), reason }) : []
    emissions.forEach(emit)
    return Squawk.get(tx, record.id)
  },
})

export const startSquawk = operation({
  ...described,
  id: 'startSquawk',
  path: '/api/v1/maintenance/squawks/:id/start',
  summary: 'Start work on a squawk',
  description: 'Records that work on the squawk has started. A grounding stays as it is.',
  roles: maintenanceRoles,
  move: squawkStates.start,
  audits: 'squawk.started',
  async handle({ tx, record, move }) {
    await move.make()
    return Squawk.get(tx, record.id)
  },
})

export const duplicateSquawk = operation({
  ...described,
  id: 'duplicateSquawk',
  path: '/api/v1/maintenance/squawks/:id/duplicate',
  summary: 'Mark a squawk as a duplicate',
  description:
    'Closes it in favor of another open squawk of the same aircraft, which grounds it if this one did.',
  roles: maintenanceRoles,
  move: squawkStates.duplicate,
  audits: 'squawk.duplicated',
  body: Type.Object({ duplicateOfId: id('sqk', 'The squawk that stays.') }),
  async handle({ tx, body, record, emit, move }) {
    const other = await requireReference(tx, Squawk, {
      field: 'duplicateOfId',
      id: body.duplicateOfId,
      lock: true,
    })
    checkOriginal(record, other)
    const emissions = record.isGrounding && !other.isGrounding ? await groundAircraft(tx, causeOf(other)) : []
    await move.make({ duplicate_of_id: other.id, is_grounding: false })
    emissions.forEach(emit)
    return Squawk.get(tx, record.id)
  },
})

function checkOriginal(record: SquawkForm, other: SquawkForm): void {
  const refuse = (message: string) =>
    ruleBroken(`${other.number} ${message}`, { details: [{ field: 'duplicateOfId', message }] })
  if (other.id === record.id) throw refuse('is this squawk itself')
  if (other.aircraftId !== record.aircraftId) throw refuse('is about another aircraft')
  if (!squawkStates.ground.allows(other)) throw refuse('is not open: report it as a recurrence instead')
}

const causeOf = ({ id: squawkId, aircraftId, number, title }: Static<typeof Squawk.schema>) => ({
  squawkId,
  // Only imported remarks have none, and they are resolved.
  aircraftId: aircraftId ?? '',
  reason: `${number}: ${title}`,
})
