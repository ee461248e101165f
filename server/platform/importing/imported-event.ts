import { type EventType, eventType } from '../kernel/event-type.ts'
import type { Roles } from '../kernel/operation.ts'
import { id, Type } from '../kernel/schema.ts'

/** The event of each batch that an import writes: programs read the records again, with `updated_since`. */
export const importedEvent = (
  type: `${string}.imported`,
  { records, scope, readers }: { records: string; scope: string; readers: Roles },
): EventType =>
  eventType(type, {
    stability: 'beta',
    when: `a batch of ${records} is imported from a file, without an event for each`,
    subject: 'import',
    data: Type.Object({ importId: id('imp'), importedRows: Type.Integer() }),
    scope,
    readers,
  })
