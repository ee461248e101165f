import type { Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import type { Extension } from '../kernel/module.ts'

/** How a module that keeps records of people ties one of them to a user who signs in. */
export interface LinkedPerson extends Extension {
  kind: 'linked_person'
  find(tx: Tx, workspaceUuid: string, userId: string): Promise<string | null>
  /** The user who is linked to this person; null if nobody is. */
  userOf(tx: Tx, workspaceUuid: string, personId: string): Promise<string | null>
  link(tx: Tx, workspaceUuid: string, personId: string, userId: string): Promise<void>
}

export function linkedPerson(services: Services): LinkedPerson | undefined {
  return services.extensions<LinkedPerson>('linked_person')[0]
}
