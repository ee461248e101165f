import { sql } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import { eventType } from '../kernel/event-type.ts'
import type { Services } from '../kernel/installation.ts'
import { ApiKey } from './api-key.ts'

export const apiKeyExpiring = eventType('api_key.expiring', {
  stability: 'stable',
  when: 'an API key expires within 14 days, within 3 days, and when it has expired',
  subject: 'api_key',
})

const thresholds = [0, 3, 14]

interface Expiring {
  workspace_id: string
  org: string
  key_id: string
  name: string
  expires_at: Date
  days: number
}

/**
 * Tells of the keys that expire: once for each threshold and expiry. A key that was made with two days to live is told
 * of once, not for the thresholds that it never was above. @returns how many were told.
 */
export async function tellExpiringKeys({ database, wake }: Services, now: Date): Promise<number> {
  // Nothing is told of a key that expired long before anybody looked.
  const due = await database.system((tx) =>
    tx.rows(sql<Expiring>`
      select k.workspace_id, w.id as org, k.id as key_id, k.name, k.expires_at, l.days
        from api_keys k join workspaces w using (workspace_id)
        cross join lateral (select min(days) as days from unnest(${thresholds}::int[]) as t (days)
                             where k.expires_at <= ${now}::timestamptz + make_interval(days => t.days)) l
       where k.revoked_at is null and k.expires_at between ${now}::timestamptz - interval '1 day' and ${now}::timestamptz + interval '14 days'
         and not exists (select from api_key_expiry_notices n where n.workspace_id = k.workspace_id and n.key_id = k.id
                          and n.days = l.days and n.expires_at = k.expires_at)
       limit 1000`),
  )
  for (const one of due) await tell({ database }, one, now)
  if (due.length > 0) wake('events')
  return due.length
}

function tell({ database }: Pick<Services, 'database'>, key: Expiring, now: Date): Promise<void> {
  const { workspace_id: workspaceId, org, key_id, name, expires_at, days } = key
  return database.system(
    async (tx) => {
      const isNew =
        await tx.run(sql`insert into api_key_expiry_notices (workspace_id, key_id, days, expires_at)
        values (${workspaceId}, ${key_id}, ${days}, ${expires_at}) on conflict do nothing`)
      // Another node was quicker.
      if (isNew === 0) return
      const date = `${expires_at.toISOString().slice(0, 16).replace('T', ' ')}Z`
      const message =
        days === 0
          ? `The API key expired at ${date}. What uses it is refused.`
          : `The API key expires at ${date}, within ${days} days. Regenerate it in time.`
      await recordEvent(
        tx,
        {
          type: apiKeyExpiring,
          subject: { type: ApiKey.name, id: key_id, label: name },
          data: { ...(await ApiKey.get(tx, key_id)), days, message },
        },
        {
          workspaceId: org,
          actor: { type: 'system', id: null, name: 'API keys' },
          request: null,
          now,
        },
      )
    },
    { workspaceId },
  )
}

export const expiringKeyWork: PeriodicWork = {
  name: 'access.expiring_keys',
  everyMs: 15 * 60_000,
  run: async (services) => {
    await tellExpiringKeys(services, new Date())
  },
}
