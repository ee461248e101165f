import pg from 'pg'

/** A connection as the owner of the database, who may write reference data that no request can. */
export interface OwnerConnection {
  rows<T extends object>(text: string, values?: readonly unknown[]): Promise<T[]>
}

/** Does work as the owner of the database at `url`, on a connection of its own. */
export async function asOwner<T>(url: string, work: (connection: OwnerConnection) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'apron owner' })
  await client.connect()
  try {
    await client.query('set search_path = public')
    return await work({
      rows: async <R extends object>(text: string, values: readonly unknown[] = []) =>
        (await client.query<R>(text, [...values])).rows,
    })
  } finally {
    await client.end()
  }
}

/**
 * Has the planner know the tables of which much has changed. PostgreSQL does so by itself within a minute or two, and
 * until then it plans as if a table that was just filled were small: a page that takes half a second takes a minute.
 */
export async function analyzeChanged(url: string): Promise<void> {
  await asOwner(url, async (connection) => {
    const changed = await connection.rows<{ name: string }>(`
      select quote_ident(s.relname) as name
        from pg_stat_user_tables s join pg_class c on c.oid = s.relid
       where s.schemaname = 'public' and c.relkind = 'r' and pg_has_role(c.relowner, 'usage')
         and s.n_mod_since_analyze > greatest(500, s.n_live_tup / 5)`)
    for (const { name } of changed) await connection.rows(`analyze ${name}`)
  })
}
