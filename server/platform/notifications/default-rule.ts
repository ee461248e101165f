import { sql, type Tx } from '../database/database.ts'
import { sweep } from '../jobs/sweep.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import type { NotificationDefault } from '../kernel/notification-default.ts'
import { insertChannel } from './channel.ts'

/** Gives one workspace what it lacks of the defaults. */
export async function giveTo(
  tx: Tx,
  workspaceId: string,
  defaults: readonly NotificationDefault[],
): Promise<number> {
  const fresh = new Set(
    (
      await tx.rows(sql<'freshDefaults'>`
        insert into notification_defaults (workspace_id, key)
        select ${workspaceId}, key from unnest(${defaults.map((one) => one.key)}::text[]) as d (key)
        on conflict do nothing returning key`)
    ).map((row) => row.key),
  )
  for (const one of defaults) {
    if (!fresh.has(one.key)) continue
    const channelId = await inAppChannel(tx, workspaceId, one)
    // A rule that somebody made under the same name is theirs, and stays as it is.
    await tx.run(sql`
      insert into notification_rules (workspace_id, id, name, event, channel_ids, filters, severity,
          cooldown_minutes, digest, is_default)
      values (${workspaceId}, ${newId('nrl')}, ${one.name}, ${one.event.type}, ${[channelId]},
          ${JSON.stringify(one.filters ?? {})}, ${one.severity}, ${one.cooldownMinutes ?? 0},
          ${one.digest ?? 'none'}, true)
      on conflict do nothing`)
  }
  return fresh.size
}

/** The in-app channel of these roles: made with the first default rule that needs it. */
async function inAppChannel(
  tx: Tx,
  workspaceId: string,
  { roles, isForPerson }: NotificationDefault,
): Promise<string> {
  const config = isForPerson ? { person_concerned: true } : { roles: [...roles].sort() }
  const known = await tx.first(sql<'inAppChannel'>`
    select id
      from webhook_endpoints
     where workspace_id = ${workspaceId}
       and kind = 'in_app'
       and config = ${JSON.stringify(config)}::jsonb
       and deleted_at is null
     limit 1`)
  if (known) return known.id
  const endpointId = newId('nch')
  const words = isForPerson
    ? 'the person concerned'
    : roles
        .toSorted()
        .map((role) => role.replaceAll('_', ' '))
        .join(', ')
  await insertChannel(
    tx,
    { workspaceId, endpointId },
    { type: 'in_app', name: `Console: ${words}`.slice(0, 100), enabled: true, config },
  )
  return endpointId
}

/**
 * Gives the workspaces that lack them the default rules. A new workspace has them with its first event (see the
 * engine); this is for those that were there before a rule became one of the defaults.
 */
export const giveDefaults = sweep({
  name: 'notifications.defaults',
  everyMs: 10 * 60_000,
  table: 'workspaces',
  due: ({ services }) => {
    const keys = defaultsOf(services).map(({ key }) => key)
    return sql`(select count(*) from notification_defaults d
                 where d.workspace_id = t.workspace_id and d.key = any(${keys})) < ${keys.length}`
  },
  async judge(tx, { workspaceUuid, services }) {
    await giveTo(tx, workspaceUuid, defaultsOf(services))
    return []
  },
})

const defaultsOf = ({ extensions }: Services) => extensions<NotificationDefault>('notification_default')
