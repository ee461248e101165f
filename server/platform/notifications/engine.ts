import { sql } from '../database/database.ts'
import { type RunningWork, startLoop } from '../jobs/work-loop.ts'
import type { Services } from '../kernel/installation.ts'
import type { NotificationDefault } from '../kernel/notification-default.ts'
import { fanOut, type Installation, sendDue } from './fan-out.ts'

// What another node commits is seen within this; what this one commits wakes us.
const pollMs = 2_000
// A thousand commits a second are a thousand wakes, and not as many looks.
const shortestGapMs = 250
const workspacesPerLook = 500

/** Holds events against rules as they come, and sends what has waited. Any number may run over one database. */
export function startEngine(services: Services): RunningWork {
  return startLoop(services, {
    name: 'notifications',
    topics: ['events'],
    pollMs,
    shortestGapMs,
    look: async (signal) => {
      await runEngine(services, new Date(), () => signal.aborted)
      return false
    },
  })
}

/** One look: every workspace that has news in turn, a batch each, until none has any; then what is due. */
export async function runEngine(
  { config, database, log, wake, extensions, eventTypes }: Services,
  now: Date,
  isOver: () => boolean = () => false,
): Promise<void> {
  const installation: Installation = {
    publicUrl: config.publicUrl,
    defaults: extensions<NotificationDefault>('notification_default'),
    pages: new Map(eventTypes.map(({ type, page, person }) => [type, { page, person }])),
  }
  let behind = await workspacesBehind({ database })
  while (behind.length > 0 && !isOver()) {
    const left: string[] = []
    for (const workspaceId of behind) {
      if (isOver()) return
      // What fails for one workspace is not the others' loss; it is tried again at the next look.
      const { hasMore, queued } = await database
        .system((tx) => fanOut(tx, workspaceId, installation), { workspaceId })
        .catch((error) => {
          log.error({ err: error, workspaceId }, 'notifications: the rules of a workspace failed')
          return { hasMore: false, queued: 0 }
        })
      if (hasMore) left.push(workspaceId)
      if (queued > 0) wake('webhooks')
    }
    behind = left
  }
  if (isOver()) return
  const sent = await database.system((tx) => sendDue(tx, now, installation))
  if (sent > 0) wake('webhooks')
}

async function workspacesBehind({ database }: Pick<Services, 'database'>): Promise<string[]> {
  const rows = await database.system((tx) =>
    tx.rows(sql<'workspacesBehind'>`
      select h.workspace_id from event_heads h left join notification_cursors c using (workspace_id)
       where h.seq > coalesce(c.seq, 0) order by c.seq nulls first limit ${workspacesPerLook}`),
  )
  return rows.map((row) => row.workspace_id)
}
