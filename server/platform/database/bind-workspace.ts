import { sql, type Tx } from './database.ts'

/** Binds a system transaction to a workspace, for the events that it writes. */
export async function bindWorkspace(tx: Tx, workspaceUuid: string): Promise<void> {
  await tx.run(sql`select set_config('apron.workspace', ${workspaceUuid}, true)`)
}
