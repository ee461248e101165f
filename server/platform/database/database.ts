import { createHash } from 'node:crypto'
import type { Compilable, RawBuilder } from 'kysely'
import pg from 'pg'
import { type BatchResult, runBatch, type Statement } from './batch.ts'
import { compiler } from './builder.ts'
import { DatabaseError } from './database-error.ts'
import { type Snapshot, withSnapshot } from './snapshot.ts'
import type { Narrows, RowOf, StatementName } from './sql.ts'
import { type Violation, violationReader } from './violation.ts'

export type { Statement } from './batch.ts'
export { db, type NoOther } from './builder.ts'
export type { DB } from './schema.ts'
export { type RowOf, sql } from './sql.ts'
export { constraintOf, type Violation } from './violation.ts'

// A count or a sum fits a number long before it does not; dates stay the text that they are.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export type Query<T> = Compilable<T> | RawBuilder<T>

/** What a handler has of the database: the statements of one transaction, bound to one workspace. */
export interface Tx {
  rows<T>(query: Query<T>): Promise<T[]>
  first<T>(query: Query<T>): Promise<T | undefined>
  /** @throws Error when there is not exactly one row. */
  one<T>(query: Query<T>): Promise<T>
  /** How many rows were changed. */
  run(query: Query<unknown>): Promise<number>
  /** A statement as a text with `$1` in it, prepared once a connection: for what runs very often. */
  prepared(text: string, values: readonly unknown[]): Promise<Record<string, unknown>[]>
  prepared<Name extends StatementName, Known extends Narrows<Name, Known> = object>(
    text: string,
    values: readonly unknown[],
  ): Promise<RowOf<Name, Known>[]>
  /** The same for a text that the platform puts together when it runs, out of what was declared. */
  composed<T extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<T[]>
  /** Runs once the transaction has committed, in order; not at all when it has not. */
  afterCommit(action: () => void): void
  /** Runs when the transaction has been rolled back, also by a dry run: takes back what lies outside of the database. */
  afterRollback(action: () => Promise<void>): void
}

/** What a transaction does before its first statement, sent with it in one round trip. */
export type Binding = { workspaceId: string } | null

export interface Database {
  /** Runs as the role that sees one workspace. */
  tenant<T>(
    binding: { workspaceId: string },
    work: (tx: Tx) => Promise<T>,
    options?: { rollback?: boolean },
  ): Promise<T>
  /** Runs as the role that sees every workspace: sign-in and background work, never a handler of a tenant. */
  system<T>(work: (tx: Tx) => Promise<T>, options?: { rollback?: boolean; workspaceId?: string }): Promise<T>
  /** Reads that belong together, in one transaction and one round trip, as the tenant role. */
  batch(statements: readonly Statement[]): Promise<BatchResult[]>
  /** The constraint that an error of a transaction is about; null where it is another error. */
  violationOf(error: unknown): Promise<Violation | null>
  ping(): Promise<void>
  /** Every table at one moment, over a connection of its own: for backups. */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** The time limit of a statement: eight that never end would leave no connection to the others. */
const requestStatementMs = 60_000

/** Opens the pools. @throws DatabaseError when the roles are not what row-level security rests on. */
export async function openDatabase(
  url: string,
  options: { appConnections?: number; systemConnections?: number } = {},
): Promise<Database> {
  const app = makePool(url, 'apron_app', options.appConnections ?? 8, requestStatementMs)
  const system = makePool(url, 'apron_system', options.systemConnections ?? 6, null)
  const reads = makePool(url, 'apron_app', options.appConnections ?? 8, requestStatementMs, false)
  const close = async () => {
    await Promise.all([app.end(), system.end(), reads.end()])
  }
  try {
    await Promise.all([checkRole(app), checkRole(system)])
  } catch (error) {
    await close()
    throw error
  }
  return {
    tenant: (binding, work, tx) => transaction(app, binding, work, tx?.rollback ?? false),
    system: (work, tx) =>
      transaction(
        system,
        tx?.workspaceId ? { workspaceId: tx.workspaceId } : null,
        work,
        tx?.rollback ?? false,
      ),
    batch: (statements) => batch(reads, statements),
    snapshot: (work) => withSnapshot(url, work),
    violationOf: violationReader(async (text, values) => (await app.query(text, values)).rows),
    ping: async () => {
      await app.query('select 1')
    },
    close,
  }
}

// What is prepared comes with the workspace in a setting, not in a parameter: a plan made for the
// values could be no better than the general one, and would be made again for each request.
function makePool(
  url: string,
  role: string,
  max: number,
  statementMs: number | null,
  pipeline = true,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    pipeline,
    application_name: role,
    options: `-c role=${role} -c search_path=public -c timezone=UTC -c datestyle=ISO -c plan_cache_mode=force_generic_plan${statementMs === null ? '' : ` -c statement_timeout=${statementMs}`}`,
    // A database that a cut cable parts from us is noticed, and not waited for.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
  } as pg.PoolConfig)
  // A connection that dies while it idles is replaced at the next use; without a listener it would end us.
  pool.on('error', () => {})
  // One that dies at work fails its statement; without a listener of its own it would end us as well.
  pool.on('connect', (client) => {
    client.on('error', () => {})
  })
  return pool
}

async function checkRole(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ role: string; can_bypass: boolean; owns: number }>(
    `select current_user as role, (rolsuper or rolbypassrls) as can_bypass,
            (select count(*) from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')) as owns
       from pg_roles r where rolname = current_user`,
  )
  const row = rows[0]
  if (!row || row.can_bypass || row.owns > 0) {
    throw new DatabaseError(
      `The database role ${row?.role} may bypass row-level security or owns tables, so workspaces would not be kept apart. ` +
        `Run: alter role ${row?.role} nosuperuser nobypassrls, and give its tables to another role`,
    )
  }
}

async function transaction<T>(
  pool: pg.Pool,
  binding: Binding,
  work: (tx: Tx) => Promise<T>,
  rollback: boolean,
): Promise<T> {
  const after: (() => void)[] = []
  const undo: (() => Promise<void>)[] = []
  const held: { client: Promise<pg.PoolClient> | null } = { client: null }
  let broken: Error | undefined
  // At the first statement, not before: what reads nothing takes no connection.
  const client = () => (held.client ??= begin(pool, binding))
  try {
    const result = await work(makeTx(client, after, undo))
    if (held.client) await (await held.client).query(rollback ? 'rollback' : 'commit')
    if (rollback) for (const action of undo) await action()
    else for (const action of after) action()
    return result
  } catch (error) {
    await held.client
      ?.then((one) => one.query('rollback'))
      .catch((failure: Error) => {
        broken = failure
      })
    for (const action of undo) await action().catch(() => {})
    throw error
  } finally {
    await held.client?.then(
      (one) => one.release(broken),
      () => {},
    )
  }
}

async function begin(pool: pg.Pool, binding: Binding): Promise<pg.PoolClient> {
  const client = await pool.connect()
  // Not awaited: they travel with the first statement, which fails where they have failed.
  const opening = [client.query('begin')]
  if (binding)
    opening.push(
      client.query({
        name: 'bind',
        text: "select set_config('apron.workspace', $1, true)",
        values: [binding.workspaceId],
      }),
    )
  for (const promise of opening) promise.catch(() => {})
  return client
}

function makeTx(
  client: () => Promise<pg.PoolClient>,
  after: (() => void)[],
  undo: (() => Promise<void>)[],
): Tx {
  const query = async <T>(built: Query<T>): Promise<pg.QueryResult> => {
    const { sql, parameters } = 'isRawBuilder' in built ? built.compile(compiler) : built.compile()
    return (await client()).query(sql, parameters as unknown[])
  }
  const prepared = async <T extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    (await (await client()).query<T>({ name: statementName(text), text, values: [...values] })).rows
  return {
    rows: async <T>(built: Query<T>) => (await query(built)).rows as T[],
    first: async <T>(built: Query<T>) => (await query(built)).rows[0] as T | undefined,
    one: async <T>(built: Query<T>) => {
      const { rows } = await query(built)
      if (rows.length !== 1) throw new Error(`Expected one row, got ${rows.length}`)
      return rows[0] as T
    },
    run: async (built) => (await query(built)).rowCount ?? 0,
    prepared,
    composed: prepared,
    afterCommit: (action) => {
      after.push(action)
    },
    afterRollback: (action) => {
      undo.push(action)
    },
  }
}

async function batch(pool: pg.Pool, statements: readonly Statement[]): Promise<BatchResult[]> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    return await runBatch(
      client,
      statements.map((one) => ({ ...one, name: one.name ?? statementName(one.text) })),
    )
  } catch (error) {
    // Which of its statements the connection has prepared by now nobody knows: it is not used again.
    broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}

const names = new Map<string, string>()

/** A prepared statement's name: the hash of its text. The texts come from code, so they are few. */
export function statementName(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 24)
    names.set(text, name)
  }
  return name
}
