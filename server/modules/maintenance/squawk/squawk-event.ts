import type { Emission } from '#platform/kernel/emission.ts'
import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import { Type } from '#platform/kernel/schema.ts'
import { Squawk, type SquawkForm, squawkStates } from './squawk.ts'

/** What events say of a squawk: without its description and people. */
const SquawkData = Type.Pick(Squawk.schema, [
  'id',
  'number',
  'aircraftId',
  'aircraftRegistration',
  'title',
  'phase',
  'ataChapter',
  'foundAt',
  'foundOn',
  'flightId',
  'isGrounding',
  'status',
  'duplicateOfId',
  'recursOfId',
  'createdAt',
  'updatedAt',
  'version',
])

const squawkEvent = (type: `squawk.${string}`, when: string) =>
  eventType(type, { stability: 'beta', when, subject: 'squawk', data: SquawkData, scope: 'maintenance:read' })

export const squawkReported = squawkEvent('squawk.reported', 'something wrong with an aircraft is reported')
export const squawkDeferred = squawkEvent(
  'squawk.deferred',
  'a squawk is deferred, and the aircraft may fly with it',
)
export const squawkResolved = squawkEvent('squawk.resolved', 'a squawk is resolved and signed')

/** An event about a squawk that the operation itself is not about. */
export const squawkEmission = (
  type: EventType | string,
  before: SquawkForm,
  after: SquawkForm,
): Emission => ({
  type,
  subject: { type: Squawk.name, id: after.id, label: after.number },
  data: after,
  changes: squawkStates.changes(before, after),
})
