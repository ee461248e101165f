import { bindWorkspace } from '../../database/bind-workspace.ts'
import { sql, type Tx } from '../../database/database.ts'
import { recordEvent } from '../../events/record.ts'
import type { RequestInfo } from '../../kernel/context.ts'
import type { Change, Emission } from '../../kernel/emission.ts'
import { userKind } from '../../kernel/user-kind.ts'
import { userContext } from '../session.ts'
import { lockHeads } from './end-sessions.ts'

/**
 * Writes an entry on an account into the audit log of every workspace that its user is a member of. `emit` writes
 * that of the workspace that the request is in. In a transaction of the system, last.
 */
export async function recordInWorkspaces(
  tx: Tx,
  {
    userId,
    email,
    displayName,
    workspace,
  }: { userId: string; email: string; displayName: string; workspace?: { uuid: string } },
  type: string,
  {
    request,
    now,
    changes = [],
    emit,
  }: { request: RequestInfo; now: Date; changes?: Change[]; emit?: (emission: Emission) => void },
): Promise<void> {
  const workspaces = await tx.rows(sql<'workspacesOfUser'>`
    select w.workspace_id as uuid, w.id from members m join workspaces w on w.workspace_id = m.workspace_id
     where m.user_id = ${userId} and m.status = 'active' order by w.workspace_id`)
  await lockHeads(
    tx,
    workspaces.map((workspace) => workspace.uuid),
  )
  const emission = { type, subject: { type: userKind.name, id: userId, label: email }, changes }
  emit?.(emission)
  for (const { uuid, id } of workspaces) {
    if (emit && uuid === workspace?.uuid) continue
    await bindWorkspace(tx, uuid)
    await recordEvent(tx, emission, userContext(id, { id: userId, displayName }, request, now))
  }
  if (workspace) await bindWorkspace(tx, workspace.uuid)
}
