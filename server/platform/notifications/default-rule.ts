import { sql, type Tx } from '../database/database.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import { newId } from '../kernel/id.ts'
import type { Services } from '../kernel/installation.ts'
import type { NotificationDefault } from '../kernel/notification-default.ts'
import { insertChannel } from './channel.ts'

/** Gives the workspaces that lack them the default rules. @returns how many rules were given. */
export async function giveDefaults(services: Pick<Services, 'database' | 'extensions'>): Promise<number> {
  const defaults = services.extensions<NotificationDefault>('notification_default')
  if (defaults.length === 0) return 0
  const keys = defaults.map((one) => one.key)
  const lacking = await services.database.system((tx) =>
    tx.rows(sql<{ workspace_id: string }>`
      select w.workspace_id from workspaces w
       where (select count(*) from notification_defaults d where d.workspace_id = w.workspace_id and d.key = any(${keys})) < ${keys.length}`),
  )
  let given = 0
  for (const { workspace_id: workspaceId } of lacking)
    given += await services.database.system((tx) => giveTo(tx, workspaceId, defaults), { workspaceId })
  return given
}

/** Gives one workspace what it lacks of the defaults. */
export async function giveTo(
  tx: Tx,
  workspaceId: string,
  defaults: readonly NotificationDefault[],
): Promise<number> {
  const fresh = new Set(
    (
      await tx.rows(sql<{ key: string }>`
        insert into notification_defaults (workspace_id, key)
        select ${workspaceId}, key from unnest(${defaults.map((one) => one.key)}::text[]) as d (key)
        on conflict do nothing returning key`)
    ).map((row) => row.key),
  )
  for (const one of defaults) {
    if (!fresh.has(one.key)) continue
    const channelId = await inAppChannel(tx, workspaceId, one.roles)
    // A rule that somebody made under the same name is theirs, and stays as it is.
    await tx.run(sql`
      insert into notification_rules (workspace_id, id, name, event, channel_ids, filters, severity, cooldown_minutes, digest, is_default)
      values (${workspaceId}, ${newId('nrl')}, ${one.name}, ${one.event.type}, ${[channelId]}, ${JSON.stringify(one.filters ?? {})},
              ${one.severity}, ${one.cooldownMinutes ?? 0}, ${one.digest ?? 'none'}, true)
      on conflict do nothing`)
  }
  return fresh.size
}

/** The in-app channel of these roles: made with the first default rule that needs it. */
async function inAppChannel(tx: Tx, workspaceId: string, roles: readonly string[]): Promise<string> {
  const config = { roles: [...roles].sort() }
  const known = await tx.first(sql<{ id: string }>`
    select id from webhook_endpoints
     where workspace_id = ${workspaceId} and kind = 'in_app' and config = ${JSON.stringify(config)}::jsonb and deleted_at is null limit 1`)
  if (known) return known.id
  const endpointId = newId('nch')
  const words = config.roles.map((role) => role.replaceAll('_', ' ')).join(', ')
  await insertChannel(
    tx,
    { workspaceId, endpointId },
    { type: 'in_app', name: `Console: ${words}`.slice(0, 100), enabled: true, config },
  )
  return endpointId
}

// A new workspace has them with its first event (see the engine); this is for those that were there before.
export const defaultsWork: PeriodicWork = {
  name: 'notifications.defaults',
  everyMs: 10 * 60_000,
  run: async (services) => {
    await giveDefaults(services)
  },
}
