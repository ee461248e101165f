import { type Database, sql, type Tx } from '../database/database.ts'
import { operation } from '../kernel/operation.ts'
import { conflict } from '../kernel/problem.ts'

// A restored installation holds its webhooks and emails: the original sends what waited, too.

export const releaseOutgoing = operation({
  id: 'releaseOutgoing',
  method: 'POST',
  path: '/api/system/outgoing/release',
  summary: 'Release held webhooks and emails',
  description:
    'After a backup was restored, webhooks and emails are held, because the original installation may send the same ones. This sends what waits. Use it when this installation replaces the original.',
  access: 'session',
  roles: 'installation_owner',
  system: true,
  audits: 'outgoing.released',
  async handle({ tx, principal, emit }) {
    if (!(await release(tx))) throw conflict('Nothing is held: webhooks and emails are sent')
    emit({
      type: 'outgoing.released',
      subject: { type: 'installation', id: principal.workspace.id, label: 'Installation' },
    })
  },
})

/** @returns false if nothing was held. */
async function release(tx: Tx): Promise<boolean> {
  const count = await tx.run(
    sql`update installation set outgoing_held_since = null where outgoing_held_since is not null`,
  )
  return count > 0
}

/** `apron release`. @returns the sentence for the person who runs it. */
export async function releaseFromCommand(database: Database): Promise<string> {
  return (await database.system(release))
    ? 'webhooks and emails are sent again'
    : 'nothing is held: webhooks and emails are sent'
}
