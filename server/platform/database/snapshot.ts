import pg from 'pg'
import { DatabaseError } from './database-error.ts'
import { migrate, migrationFiles } from './migrate.ts'
import { readShapes, type Selection, selectionText, type TableShape } from './table-shape.ts'

export interface Migration {
  name: string
  sha256: string
}

/** Every table at one moment. */
export interface Snapshot {
  migrations: Migration[]
  tables: string[]
  /** The rows of a table, a thousand at a time, each a JSON object of the texts that PostgreSQL writes. */
  rows(table: string): AsyncGenerator<string[]>
  /** The tables as the catalog describes them. */
  shapes(): Promise<TableShape[]>
  /** Some rows, each a JSON object with the types of JSON, in the order of the primary key. */
  records(selection: Selection): AsyncGenerator<string[]>
}

/** Of the tables that hold what people recorded; what the migrator notes of itself travels apart. */
const tablesQuery = `
  select relname as name
    from pg_class
   where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migrations'
   order by relname`
const rowsAtOnce = 1_000
/** How long a read replica may take to answer before the database itself is read. */
const connectMs = 5_000

/** What opens an account for a while, above all. A backup may be kept for years, and by others, so it leaves these rows out. */
const leftOut: Readonly<Record<string, string>> = {
  account_tokens: 'false',
  mfa_enrollments: 'false',
  // The servers that ran then.
  nodes: 'false',
  password_reset_requests: 'false',
  sessions: 'false',
  sign_up_requests: 'false',
  mails: 'sealed_link is null',
}

/** Opens one transaction that sees the database as it is now, whatever others write meanwhile. */
export async function withSnapshot<T>(url: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const client = await connect(url)
  try {
    await client.query('begin isolation level repeatable read read only')
    const migrations = await client.query<Migration>(
      'select name, sha256 from schema_migrations order by name',
    )
    const tables = await tablesOf(client)
    return await work({
      migrations: migrations.rows,
      tables,
      rows: (table) => rowsOf(client, table),
      shapes: () => readShapes(client),
      records: (selection) => throughCursor(client, selectionText(selection)),
    })
  } finally {
    await client.end()
  }
}

/** Why this database cannot be read. Null: it can. */
export async function refusalToConnect(url: string): Promise<Error | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'apron backup',
    connectionTimeoutMillis: connectMs,
    query_timeout: connectMs,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select from schema_migrations limit 1')
    return null
  } catch (error) {
    return error as Error
  } finally {
    await client.end().catch(() => {})
  }
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  return (await client.query<{ name: string }>(tablesQuery)).rows.map(({ name }) => name)
}

async function* rowsOf(client: pg.Client, table: string): AsyncGenerator<string[]> {
  // As text, because a type's text is what it can be read back from without loss; JSON knows no bytes and no null in JSON.
  const columns = (await columnsOf(client, table)).map(({ name }) => `${quote(name)}::text as ${quote(name)}`)
  yield* throughCursor(
    client,
    `select row_to_json(r)::text as row from (select ${columns.join(', ')} from ${quote(table)}
      where ${leftOut[table] ?? 'true'}) r`,
  )
}

async function* throughCursor(client: pg.Client, text: string): AsyncGenerator<string[]> {
  await client.query(`declare rows no scroll cursor for ${text}`)
  try {
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`fetch ${rowsAtOnce} from rows`)
      if (rows.length === 0) return
      yield rows.map(({ row }) => row)
    }
  } finally {
    // Also if the reader has read enough. After an error the transaction is over, and the cursor with it.
    await client.query('close rows').catch(() => {})
  }
}

/** Takes the rows of a snapshot, in any order of the tables. */
export type Load = (table: string, rows: string[]) => Promise<void>

/**
 * Makes an empty database into that of a snapshot: its migrations, its rows, and then the migrations since.
 * Nothing of the rows stays where `work` fails.
 * @throws DatabaseError where there is something already, or where the snapshot is of a newer version.
 */
export async function loadSnapshot(
  url: string,
  migrations: readonly Migration[],
  work: (load: Load) => Promise<void>,
): Promise<void> {
  checkMigrations(migrations)
  await requireEmpty(url, migrations)
  await migrate(url, new Set(migrations.map(({ name }) => name)))
  await fill(url, 'every table', (client) => work(loader(client, insertRows)))
}

/**
 * Adds records, as `Snapshot.records` reads them, to an installation that holds no workspace yet. What the installation
 * itself holds stays, and `ownerId` becomes its owner. Nothing stays where `work` fails.
 * @throws DatabaseError where there is a workspace already, or where the records are of another version.
 */
export async function loadRecords(
  url: string,
  migrations: readonly Migration[],
  work: (load: Load) => Promise<{ ownerId: string | null }>,
): Promise<void> {
  checkMigrations(migrations)
  if (migrations.length < migrationFiles().length)
    throw new DatabaseError(
      'The export is of an older version of Apron. Bring the installation that it comes from to this version, and export again',
    )
  await requireEmpty(url, migrations)
  await migrate(url)
  await fill(url, 'nothing', async (client) => {
    const { ownerId } = await work(loader(client, insertRecords))
    await client.query('insert into installation (singleton) values (true) on conflict do nothing')
    await client.query('update installation set owner_user_id = $1', [ownerId])
  })
}

type Insert = (client: pg.Client, table: string, rows: readonly string[]) => Promise<void>

const loader =
  (client: pg.Client, insert: Insert): Load =>
  (table, rows) =>
    insert(client, table, rows).catch((error: Error) => {
      if (error instanceof DatabaseError) throw error
      throw new DatabaseError(`The archive is damaged at the table ${table}: ${error.message}`, {
        cause: error,
      })
    })

/** Writes rows in any order of their tables, in one transaction, and holds what goes out. */
async function fill(
  url: string,
  replaces: 'every table' | 'nothing',
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = await connect(url)
  try {
    await client.query('begin')
    const tables = await tablesOf(client)
    const references = await dropReferences(client)
    if (replaces === 'every table') await client.query(`truncate ${tables.map(quote).join(', ')}`)
    // What happened has happened: nothing is fanned out or counted up again.
    for (const table of tables) await client.query(`alter table ${quote(table)} disable trigger user`)
    await work(client)
    for (const table of tables) await client.query(`alter table ${quote(table)} enable trigger user`)
    // Each is checked against every row: what is not whole is not committed.
    for (const { table, name, definition } of references)
      await client.query(`alter table ${table} add constraint ${quote(name)} ${definition}`)
    await holdOutgoing(client)
    await client.query('commit')
    // A backup of an older version has no place for it before this.
    await migrate(url)
    await holdOutgoing(client)
    // PostgreSQL knows nothing of the new rows yet, and would plan its first reads as of small tables.
    await client.query('analyze')
  } finally {
    await client.end()
  }
}

/** What waits in the copy waits in the original too, which sends it: the copy waits until it is released. */
async function holdOutgoing(client: pg.Client): Promise<void> {
  await client.query(`do $$ begin
      if exists (select from pg_attribute
                  where attrelid = 'installation'::regclass and attname = 'outgoing_held_since') then
        update installation set outgoing_held_since = now();
      end if;
    end $$`)
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'apron backup' })
  // It fails its statement; without a listener it would end the process as well.
  client.on('error', () => {})
  await client.connect()
  await client.query(
    "set search_path = public; set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'iso_8601'",
  )
  return client
}

function checkMigrations(migrations: readonly Migration[]): void {
  const known = new Map(migrationFiles().map(({ name, sha256 }) => [name, sha256]))
  const strange = migrations.find(({ name, sha256 }) => known.get(name) !== sha256)
  if (strange)
    throw new DatabaseError(
      `The backup is of another version of Apron: its migration ${strange.name} is not one of this version. Restore it with the version that made it, or a newer one`,
    )
}

async function requireEmpty(url: string, migrations: readonly Migration[]): Promise<void> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<{ there: boolean }>(
      "select to_regclass('schema_migrations') is not null as there",
    )
    if (!rows[0]?.there) return
    const used = await client.query<{ count: number }>(
      'select (select count(*) from workspaces) + (select count(*) from users) as count',
    )
    if (Number(used.rows[0]?.count) > 0)
      throw new DatabaseError(
        'This installation holds workspaces already, and a restore would overwrite them. Set DATA_DIR to a new folder, or DATABASE_URL to an empty database',
      )
    const done = await client.query<Migration>('select name, sha256 from schema_migrations')
    const names = new Set(migrations.map(({ name }) => name))
    if (done.rows.some(({ name }) => !names.has(name)))
      throw new DatabaseError(
        'This database has been brought to a newer schema than the backup has. Set DATA_DIR to a new folder, or DATABASE_URL to an empty database',
      )
  } finally {
    await client.end()
  }
}

async function dropReferences(client: pg.Client) {
  const { rows } = await client.query<{ table: string; name: string; definition: string }>(`
    select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
     order by conrelid, conname`)
  for (const { table, name } of rows)
    await client.query(`alter table ${table} drop constraint ${quote(name)}`)
  return rows
}

async function requireTable(client: pg.Client, table: string): Promise<void> {
  if (!(await tablesOf(client)).includes(table))
    throw new DatabaseError(`The archive holds a table ${table}, which is unknown here`)
}

async function insertRecords(client: pg.Client, table: string, rows: readonly string[]): Promise<void> {
  await requireTable(client, table)
  const names = (await columnsOf(client, table)).map(({ name }) => quote(name)).join(', ')
  await client.query(
    `insert into ${quote(table)} (${names})
     select ${names} from json_populate_recordset(null::${quote(table)}, $1::json)`,
    [`[${rows.join(',')}]`],
  )
}

async function insertRows(client: pg.Client, table: string, rows: readonly string[]): Promise<void> {
  await requireTable(client, table)
  const columns = await columnsOf(client, table)
  const names = columns.map(({ name }) => quote(name))
  await client.query(
    `insert into ${quote(table)} (${names.join(', ')})
     select ${columns.map(({ name, type }) => `r.${quote(name)}::${type}`).join(', ')}
       from json_to_recordset($1::json) as r(${names.map((name) => `${name} text`).join(', ')})`,
    [`[${rows.join(',')}]`],
  )
}

/** The columns that are written; those that PostgreSQL computes are not. */
async function columnsOf(client: pg.Client, table: string): Promise<{ name: string; type: string }[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `
      select attname as name, format_type(atttypid, atttypmod) as type
        from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [quote(table)],
  )
  return rows
}

function quote(name: string): string {
  return pg.escapeIdentifier(name)
}
