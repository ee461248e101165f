import { bindWorkspace } from '../../database/bind-workspace.ts'
import { sql } from '../../database/database.ts'
import { recordEvent, systemContext } from '../../events/record.ts'
import type { Services } from '../../kernel/installation.ts'
import { allowlistKind } from './state.ts'

/**
 * `apron allowlist-off SLUG`: the way back in for those whose own address has changed. Everyone who may run
 * commands on the server owns the database anyway.
 */
export async function switchAllowlistOff(
  { database }: Pick<Services, 'database'>,
  slug: string,
): Promise<string> {
  return database.system(async (tx) => {
    const workspace = await tx.first(sql<'allowlistToSwitchOff'>`
      select workspace_id as uuid, id, name,
             apron.allowlist_now(allowlist, allowlist_until) is not null as "isOn"
        from workspaces where slug = ${slug} for no key update`)
    if (!workspace) return `There is no workspace ${slug}: give its short name, as in the console's address`
    if (!workspace.isOn) return `The IP allowlist of ${workspace.name} is off`
    await tx.run(sql`
      update workspaces set allowlist = null, allowlist_until = null where workspace_id = ${workspace.uuid}`)
    await bindWorkspace(tx, workspace.uuid)
    await recordEvent(
      tx,
      {
        type: 'ip_allowlist.switched',
        subject: { type: allowlistKind.name, id: workspace.id, label: workspace.name },
        changes: [{ field: 'enabled', before: true, after: false }],
      },
      systemContext(workspace.id, 'Command line'),
    )
    return `The IP allowlist of ${workspace.name} is off now. Its networks stay in the list`
  })
}
