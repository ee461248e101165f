import { recordEvent } from '../events/record.ts'
import type { Change } from '../kernel/emission.ts'
import { eventTypeNamed } from '../kernel/event-type.ts'
import { newId } from '../kernel/id.ts'
import { kindNamed, recordKind } from '../kernel/record-kind.ts'
import type { TestWorkspace } from './workspace.ts'

/** Lets something have happened in the past: an event whose time is not now, in the chain like any other. */
export async function happened(
  { app, uuid, id }: TestWorkspace,
  type: string,
  daysAgo: number,
  { label = null, changes = [] }: { label?: string | null; changes?: Change[] } = {},
): Promise<void> {
  const [noun = type] = type.split('.')
  if (!kindNamed(noun))
    recordKind({ name: noun, prefix: null, title: { one: noun, many: `${noun}s` }, page: 'none' })
  await app.services.database.tenant({ workspaceId: uuid }, (tx) =>
    recordEvent(
      tx,
      {
        type: eventTypeNamed(type) ?? type,
        subject: { type: noun, id: newId('prj'), label },
        changes,
      },
      {
        workspaceId: id,
        actor: { type: 'user', id: newId('usr'), name: 'Somebody' },
        request: { clientId: null, id: 'r', address: '192.0.2.7', userAgent: 'test' },
        now: new Date(Date.now() - daysAgo * 86_400_000),
      },
    ),
  )
}
