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
