import type { Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import type { Extension } from '../kernel/module.ts'

export interface LeftRecord {
  id: string
  label: string
  /** What tells it from others of its name: how a secret begins, or an address. */
  detail: string | null
}

/**
 * What a member created and what continues to work without them. A module declares its kinds, and the admin who
 * removes the member sees them before.
 */
export interface LeftBehind extends Extension {
  kind: 'left_behind'
  /** As answers and the audit log call it: `api_keys`. */
  name: string
  title: string
  /** Those that still work, in a transaction of the workspace; also what was made with a key of the user. */
  list(tx: Tx, userId: string): Promise<LeftRecord[]>
}

export function leftBehind(services: Services): LeftBehind[] {
  return services.extensions<LeftBehind>('left_behind')
}

export async function listLeftBehind(tx: Tx, services: Services, userId: string) {
  const kinds = []
  for (const { name, title, list } of leftBehind(services))
    kinds.push({ kind: name, title, records: await list(tx, userId) })
  return kinds
}
