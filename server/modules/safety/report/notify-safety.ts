import { sql, type Tx } from '#platform/database/database.ts'
import { type Notice, notify } from '#platform/notifications/notify.ts'

/** The active users with one of these roles. */
export async function usersWith(tx: Tx, workspaceUuid: string, roles: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<'usersWithRoles'>`select user_id as id from members
    where workspace_id = ${workspaceUuid} and status = 'active' and roles && ${roles}::text[]`)
  return rows.map(({ id }) => id)
}

/** Notifies the safety managers. If there are none, the owner and admins. */
export async function notifySafety(tx: Tx, notice: Omit<Notice, 'userIds'>): Promise<void> {
  const managers = await usersWith(tx, notice.workspaceUuid, ['safety_manager'])
  const userIds =
    managers.length > 0 ? managers : await usersWith(tx, notice.workspaceUuid, ['account_owner', 'admin'])
  await notify(tx, { ...notice, userIds })
}
