import { sql } from '../database/database.ts'
import type { LeftBehind } from '../identity/left-behind.ts'

/** The keys that a member made and that still open something: they belong to the workspace, and outlive the member. */
export const leftKeys: LeftBehind = {
  kind: 'left_behind',
  name: 'api_keys',
  title: 'API keys',
  list: (tx, userId) =>
    tx.rows(sql<'leftKeys'>`
      select k.id, k.name as label,
             (select s.prefix || '…'
                from api_key_secrets s where s.workspace_id = k.workspace_id and s.key_id = k.id
               order by s.secret_version desc limit 1) as detail
        from api_keys k
       where k.created_by = ${userId}
         and k.revoked_at is null
         and (k.expires_at is null or k.expires_at > now())
       order by k.name, k.id`),
}
