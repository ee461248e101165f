import { sql, type Tx } from '../database/database.ts'

/**
 * Whether the owner of this workspace has confirmed their address. Until then, anybody could have chosen its name to
 * write to strangers, so its words stand in no subject of an email.
 */
export async function isVerifiedWorkspace(tx: Tx, workspaceUuid: string): Promise<boolean> {
  const owner = await tx.first(sql`
    select 1
      from members m
      join users u on u.id = m.user_id
     where m.workspace_id = ${workspaceUuid} and m.status = 'active' and 'account_owner' = any (m.roles)
       and u.email_verified_at is not null`)
  return owner !== undefined
}
