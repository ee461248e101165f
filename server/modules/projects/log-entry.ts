import { db, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'

export const deploymentStatuses = [
  'queued',
  'positioning',
  'running',
  'completed',
  'aborted',
  'failed',
  'superseded',
] as const
export type DeploymentStatus = (typeof deploymentStatuses)[number]

/** Writes down that a deployment has come to a state, and who brought it there. */
export async function writeLog(
  tx: Tx,
  principal: Principal,
  deploymentId: string,
  to: DeploymentStatus,
  note: string | null,
): Promise<void> {
  await tx.run(
    db.insertInto('deployment_log').values({
      workspace_id: principal.workspace.uuid,
      id: newId('dlg'),
      deployment_id: deploymentId,
      status: to,
      note,
      actor_name: actorOf(principal).name,
    }),
  )
}
