import { bindWorkspace } from '../database/bind-workspace.ts'
import { db, sql, type Tx } from '../database/database.ts'
import { idFromUuid, newUuid } from '../kernel/id.ts'
import { type Services, switchableModules } from '../kernel/installation.ts'
import { reservedSlugs, slugOf } from '../kernel/slug.ts'

/** Creates a workspace with every module on. The transaction is bound to it from then on. */
export async function createWorkspace(
  tx: Tx,
  services: Services,
  name: string,
  timezone: string,
): Promise<string> {
  const uuid = newUuid()
  const base = slugOf(name, 40) || 'workspace'
  const others = await tx.rows(
    sql<'takenSlugs'>`select slug from workspaces where slug = ${base} or slug like ${`${base}-%`}`,
  )
  const taken = new Set([...reservedSlugs, ...others.map((row) => row.slug)])
  await bindWorkspace(tx, uuid)
  const modules = switchableModules(services)
  // Where somebody else takes the same slug at this moment, the insert waits for them, and the next number is tried.
  for (let number = 1, made = 0; made === 0; number++) {
    const slug = number === 1 ? base : `${base}-${number}`
    if (taken.has(slug)) continue
    made = await tx.run(
      db
        .insertInto('workspaces')
        .values({ workspace_id: uuid, id: idFromUuid('org', uuid), name, slug, timezone, modules })
        .onConflict((conflict) => conflict.column('slug').doNothing()),
    )
  }
  await tx.run(db.insertInto('event_heads').values({ workspace_id: uuid }))
  return uuid
}
