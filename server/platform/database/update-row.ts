import { sql, type Tx } from './database.ts'

/**
 * Updates rows of the workspace that the transaction is bound to, in a table whose name only its caller's types know. Kysely cannot see through such a type
 * parameter, so that this is the one place where columns are not checked: callers type what they pass on.
 */
export function updateRows(
  tx: Tx,
  table: string,
  columns: object,
  where: Readonly<Record<string, unknown>>,
): Promise<number> {
  const sets = Object.entries(columns)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  const conditions = Object.entries(where).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  return tx.run(
    sql`
      update ${sql.table(table)} set ${sql.join(sets)}
       where workspace_id = apron.workspace() and ${sql.join(conditions, sql` and `)}`,
  )
}

/**
 * Gives a record a new version where only rows beside it have changed, such as the crew of a flight. The trigger of
 * versioned tables counts up on every update, whatever it sets.
 */
export async function touch(tx: Tx, { table }: { table: string }, id: string): Promise<void> {
  await tx.run(sql`
    update ${sql.table(table)} set version = version where workspace_id = apron.workspace() and id = ${id}`)
}
