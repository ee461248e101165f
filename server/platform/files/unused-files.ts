import { stat } from 'node:fs/promises'
import { sql, type Tx } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'

/** Longer than any transaction that writes a file before the row that names it. */
const graceMs = 24 * 60 * 60_000

/**
 * Removes files that no row names: those of a killed process, and those of deleted records. @returns how many.
 */
export async function removeUnusedFiles({
  database,
  files,
}: Pick<Services, 'database' | 'files'>): Promise<number> {
  await database.system(deleteUnusedRows)
  let removed = 0
  for await (const { workspaceUuid, fileId } of files.all()) {
    if (!fileId.startsWith('fil_')) continue
    // The change time, because the time of modification is the sender's, and may be long ago.
    const stats = await stat(files.path(workspaceUuid, fileId)).catch(() => null)
    if (!stats || Date.now() - stats.ctimeMs < graceMs) continue
    const row = await database.system((tx) =>
      tx.first(sql`select 1 from files where workspace_id = ${workspaceUuid} and id = ${fileId}`),
    )
    if (row) continue
    await files.remove(workspaceUuid, fileId)
    removed += 1
  }
  return removed
}

/** A row that names a file is committed together with it, so a file without a row never gets one later. */
async function deleteUnusedRows(tx: Tx): Promise<void> {
  const references = await tx.rows(sql<'fileReferences'>`
    select c.conrelid::regclass::text as "table", a.attname as "column"
      from pg_constraint c
      join lateral unnest(c.conkey, c.confkey) as k (own, of_file) on true
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
      join pg_attribute f on f.attrelid = c.confrelid and f.attnum = k.of_file and f.attname = 'id'
     where c.contype = 'f' and c.confrelid = 'files'::regclass`)
  const isNamed = references.map(
    ({ table, column }) =>
      sql`exists (select
                    from ${sql.table(table)} l
                   where l.workspace_id = f.workspace_id and l.${sql.ref(column)} = f.id)`,
  )
  if (isNamed.length > 0) await tx.run(sql`delete from files f where not (${sql.join(isNamed, sql` or `)})`)
}
