import { sql } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import { type Services, switchableModules } from '../kernel/installation.ts'

/**
 * Switches on, in every workspace, the modules that this version brings and the workspace has never had.
 * A module that somebody switched off is known to the workspace, so it stays off; so does one that the
 * plan does not include. Several servers may start at once: the first one does it.
 */
export async function enableNewModules(
  services: Pick<Services, 'database' | 'modules' | 'log'>,
): Promise<void> {
  const modules = switchableModules(services)
  const workspaces = await services.database.system((tx) =>
    tx.rows(sql<'workspacesLackingModules'>`
      select workspace_id as uuid
        from workspaces where not ${modules}::text[] <@ known_modules order by workspace_id`),
  )
  for (const { uuid } of workspaces) {
    const enabled = await enableIn(services, uuid, modules)
    if (enabled.length > 0) services.log.info({ workspace: uuid, modules: enabled }, 'new modules are on')
  }
}

async function enableIn(
  { database }: Pick<Services, 'database'>,
  uuid: string,
  modules: readonly string[],
): Promise<string[]> {
  return database.system(
    async (tx) => {
      const workspace = await tx.first(sql<'workspaceLackingModules'>`
        select w.workspace_id as uuid, w.id, w.name, w.modules, w.known_modules as "knownModules", e.features
          from workspaces w left join entitlements e on e.workspace_id = w.workspace_id
         where w.workspace_id = ${uuid} for no key update of w`)
      // Deleted since it was listed.
      if (!workspace) return []
      // Without features a plan includes everything.
      const { knownModules, features } = workspace
      const unknown = modules.filter((name) => !knownModules.includes(name))
      // Another server was faster.
      if (unknown.length === 0) return []
      const enabled = unknown.filter(
        (name) => !workspace.modules.includes(name) && (features === null || features.includes(name)),
      )
      const after = [...workspace.modules, ...enabled]
      await tx.run(sql`
        update workspaces set modules = ${after}, known_modules = ${[...knownModules, ...unknown].sort()}
         where workspace_id = ${uuid}`)
      if (enabled.length > 0)
        await recordEvent(
          tx,
          {
            type: 'workspace.updated',
            subject: { type: 'workspace', id: workspace.id, label: workspace.name },
            changes: [{ field: 'modules', before: workspace.modules, after }],
          },
          systemContext(workspace.id, 'Apron'),
        )
      return enabled
    },
    { workspaceId: uuid },
  )
}
