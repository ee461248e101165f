import { sql } from '../database/database.ts'
import { sweep } from '../jobs/sweep.ts'
import { eventType } from '../kernel/event-type.ts'
import { Type } from '../kernel/schema.ts'
import { ApiKey, ApiKeyData } from './api-key.ts'

export const apiKeyExpiring = eventType('api_key.expiring', {
  stability: 'stable',
  when: 'an API key expires within 14 days, within 3 days, and when it has expired',
  subject: 'api_key',
  data: Type.Object({
    ...ApiKeyData.properties,
    days: Type.Integer({ description: '14, 3, or 0 when it has expired.' }),
    message: Type.String({ description: 'The event as a sentence.' }),
  }),
  scope: 'api_keys:read',
})

const thresholds = [0, 3, 14]

/** The smallest threshold that a key is within. */
const thresholdAt = (now: Date) => sql`(
  select min(days) from unnest(${thresholds}::int[]) as threshold (days)
   where t.expires_at <= ${now}::timestamptz + make_interval(days => days))`

/**
 * Emits once for each threshold and expiry of a key. A key that was made with two days to live is within three
 * days from the start, so it is never reported as within fourteen.
 */
export const noticeExpiringKeys = sweep({
  name: 'access.expiring_keys',
  everyMs: 15 * 60_000,
  actor: 'API keys',
  table: 'api_keys',
  // Nothing is emitted about a key that expired long before anybody looked.
  due: ({ now }) => sql`t.revoked_at is null
      and t.expires_at between ${now}::timestamptz - interval '1 day' and ${now}::timestamptz + interval
        '14 days'
      and not exists (select
                        from api_key_expiry_notices n
                       where n.workspace_id = t.workspace_id
                         and n.key_id = t.id
                         and n.days = ${thresholdAt(now)}
                         and n.expires_at = t.expires_at)`,
  async judge(tx, { id, now }) {
    const { days, expiresAt, name } = await tx.one(sql<'expiryNotice', { expiresAt: Date }>`
      with notice as (
        insert into api_key_expiry_notices (workspace_id, key_id, days, expires_at)
        select t.workspace_id, t.id, ${thresholdAt(now)}, t.expires_at from api_keys t where t.id = ${id}
        returning key_id, days)
      select n.days, t.expires_at as "expiresAt", t.name from notice n join api_keys t on t.id = n.key_id`)
    const date = `${expiresAt.toISOString().slice(0, 16).replace('T', ' ')}Z`
    const message =
      days === 0
        ? `The API key expired at ${date}. What uses it is refused.`
        : `The API key expires at ${date}, within ${days} days. Regenerate it in time.`
    return [
      {
        type: apiKeyExpiring,
        subject: { type: ApiKey.name, id, label: name },
        data: { ...(await ApiKey.get(tx, id)), days, message },
      },
    ]
  },
})
