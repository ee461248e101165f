import pg from 'pg'
import { DatabaseError } from './database-error.ts'

/** What the database says of itself and of the user of DATABASE_URL. */
export interface Facts {
  versionNumber: number
  version: string
  /** Null if the startup parameters of a connection do not arrive. */
  direct: string | null
  user: string
  database: string
  owner: string
  mayCreate: boolean
}

const oldestVersion = 160_000

const pooler =
  'DATABASE_URL leads to a connection pooler, such as PgBouncer in any version. A connection of Apron chooses its role when it opens, which a pooler does not pass on. Set DATABASE_URL to the address of PostgreSQL itself'

/** Why Apron cannot use this database, as one sentence for its operator. Null: it can. */
export function refusalOf({
  versionNumber,
  version,
  direct,
  user,
  database,
  owner,
  mayCreate,
}: Facts): string | null {
  if (direct === null) return pooler
  if (versionNumber < oldestVersion) return `PostgreSQL 16 or newer is needed, and this is ${version}`
  if (!mayCreate)
    return `The database user ${user} may not create tables in the database ${database}, which belongs to ${owner}. Run as an administrator: alter database "${database}" owner to "${user}"`
  return null
}

/**
 * Connects as the owner of the database, for migrations.
 * @throws DatabaseError if Apron cannot use this database: an old version, a pooler, a user without the right.
 */
export async function connectOwner(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    options: '-c apron.direct=on',
  })
  try {
    await client.connect()
  } catch (error) {
    // 08P01: PgBouncer refuses a startup parameter that it does not know.
    if ((error as pg.DatabaseError).code === '08P01' && /parameter/.test((error as Error).message))
      throw new DatabaseError(pooler, { cause: error })
    throw error
  }
  const { rows } = await client.query<Facts>(`
    select current_setting('server_version_num')::integer as "versionNumber",
           current_setting('server_version') as version, current_setting('apron.direct', true) as direct,
           current_user as user, datname as database, pg_get_userbyid(datdba) as owner,
           has_schema_privilege(to_regnamespace('public'), 'create') as "mayCreate"
      from pg_database where datname = current_database()`)
  const refusal = rows[0] ? refusalOf(rows[0]) : null
  if (refusal !== null) {
    await client.end()
    throw new DatabaseError(refusal)
  }
  return client
}
