import { sql } from '../database/database.ts'
import type { LeftBehind } from '../identity/left-behind.ts'

const leftOf = (name: string, title: string, isEndpoint: boolean): LeftBehind => ({
  kind: 'left_behind',
  name,
  title,
  list: (tx, userId) =>
    tx.rows(sql<'leftEndpoints'>`
      select e.id, coalesce(e.name, nullif(e.description, ''), e.url) as label, e.url as detail
        from webhook_endpoints e
       where (coalesce(e.maker_id, e.created_by) = ${userId}
           or coalesce(e.maker_id, e.created_by) in (select k.id from api_keys k where k.created_by = ${userId}))
         and (e.kind = 'endpoint') = ${isEndpoint}::boolean
         and e.deleted_at is null
         and e.enabled
       order by 2, 1`),
})

/** Where events and messages go on being sent to after the member who said so has gone. */
export const leftEndpoints = [
  leftOf('webhook_endpoints', 'Webhook endpoints', true),
  leftOf('notification_channels', 'Notification channels', false),
]
