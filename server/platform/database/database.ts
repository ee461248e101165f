import { createHash } from 'node:crypto'
import type { Compilable, RawBuilder } from 'kysely'
import pg from 'pg'
import type { BatchResult, Statement } from './batch.ts'
import { compiler } from './builder.ts'
import { type Channel, openChannel } from './channel.ts'
import type { Connection } from './connection.ts'
import { analyzeChanged } from './owner.ts'
import { Pool, type Taken } from './pool.ts'
import { refusalToConnect, type Snapshot, withSnapshot } from './snapshot.ts'
import type { Narrows, RowOf, StatementName } from './sql.ts'
import { DatabaseUnavailable } from './unavailable.ts'
import { type Violation, violationReader } from './violation.ts'
import { Watch } from './watch.ts'

export { ShareUsedUp } from '../limits/shares.ts'
export type { Statement } from './batch.ts'
export { db, type NoOther } from './builder.ts'
export type { DB } from './schema.ts'
export { type RowOf, sql } from './sql.ts'
export { DatabaseUnavailable } from './unavailable.ts'
export { constraintOf, type Violation } from './violation.ts'

// Counts and sums fit a number. Dates stay text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export type Query<T> = Compilable<T> | RawBuilder<T>

/** The statements of one transaction, bound to one workspace: all that a handler has of the database. */
export interface Tx {
  rows<T>(query: Query<T>): Promise<T[]>
  first<T>(query: Query<T>): Promise<T | undefined>
  /** @throws Error if there is not exactly one row. */
  one<T>(query: Query<T>): Promise<T>
  /** @returns the number of changed rows. */
  run(query: Query<unknown>): Promise<number>
  /** A statement as a text with `$1` in it, prepared once a connection: for what runs very often. */
  prepared(text: string, values: readonly unknown[]): Promise<Record<string, unknown>[]>
  prepared<Name extends StatementName, Known extends Narrows<Name, Known> = object>(
    text: string,
    values: readonly unknown[],
  ): Promise<RowOf<Name, Known>[]>
  /** The same for a text that the platform composes at run time from declarations. */
  composed<T extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<T[]>
  /** Runs after the commit, in order. If the transaction is rolled back, it does not run. */
  afterCommit(action: () => void): void
  /** Runs after a rollback, also that of a dry run. It undoes what lies outside of the database. */
  afterRollback(action: () => Promise<void>): void
}

export interface Database {
  /** Runs as the role that sees one workspace. */
  tenant<T>(
    binding: { workspaceId: string },
    work: (tx: Tx) => Promise<T>,
    options?: { rollback?: boolean },
  ): Promise<T>
  /** Runs as the role that sees every workspace: sign-in and background work, never a handler of a tenant. */
  system<T>(
    work: (tx: Tx) => Promise<T>,
    options?: { rollback?: boolean; workspaceId?: string; owner?: string },
  ): Promise<T>
  /** Reads that belong together, in one transaction and one round trip, as the tenant role, counted for `owner`. */
  batch(owner: string, statements: readonly Statement[]): Promise<BatchResult[]>
  /** The constraint that an error is about. Null: it is another error. */
  violationOf(error: unknown): Promise<Violation | null>
  /** @throws DatabaseUnavailable if the database does not answer within a second. */
  ping(): Promise<void>
  /** After a large write: has the planner know the tables of which much has changed. */
  analyzeChanged(): Promise<void>
  /** Every table at one moment, over a connection of its own: for backups. */
  snapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T>
  /** The same from the read replica, where there is one: for what may lag by moments. A replica that is away is passed over. */
  replicaSnapshot<T>(work: (snapshot: Snapshot) => Promise<T>, passedOver: (error: Error) => void): Promise<T>
  /** Hears what other processes send on this channel. It is not certain that each message arrives. */
  listen(channel: string, heard: (message: string) => void): Channel
  /** Sends to all processes that listen, this one included. */
  send(channel: string, message: string): Promise<void>
  close(): Promise<void>
}

/** The time limit of a statement of a change: eight that never end would leave no connection to the others. */
const changeMs = 60_000
/** The time limit of a list or a look-up: nobody waits longer for a page, and each one holds a connection. */
export const readMs = 5_000
/** A probe asks once a second or less often, and waits about as long. */
const pingMs = 1_000

/** Opens the pools. @throws DatabaseError when the roles are not what row-level security rests on. */
export async function openDatabase(
  url: string,
  options: { appConnections?: number; systemConnections?: number; replicaUrl?: string | null } = {},
): Promise<Database> {
  const watch = new Watch(url)
  const requests = { role: 'apron_app', connections: options.appConnections ?? 8 } as const
  const app = new Pool(url, watch, { ...requests, statementMs: changeMs, pipeline: true })
  const reads = new Pool(url, watch, { ...requests, statementMs: readMs, pipeline: false })
  const system = new Pool(url, watch, {
    role: 'apron_system',
    connections: options.systemConnections ?? 6,
    statementMs: null,
    pipeline: true,
  })
  const close = async () => {
    await Promise.all([app.end(), system.end(), reads.end()])
    await watch.close()
  }
  try {
    await Promise.all([app.checkRole(), system.checkRole()])
  } catch (error) {
    await close()
    throw error
  }
  return {
    tenant: ({ workspaceId }, work, tx) =>
      transaction(app, { owner: workspaceId, workspaceId, rollback: tx?.rollback ?? false }, work),
    system: (work, tx) =>
      transaction(
        system,
        {
          owner: tx?.owner ?? null,
          workspaceId: tx?.workspaceId ?? null,
          rollback: tx?.rollback ?? false,
        },
        work,
      ),
    batch: (owner, statements) =>
      reads.batch(
        owner,
        statements.map((statement) => ({
          ...statement,
          name: statement.name ?? statementName(statement.text),
        })),
      ),
    snapshot: (work) => withSnapshot(url, work),
    replicaSnapshot: async (work, passedOver) => {
      const { replicaUrl } = options
      if (!replicaUrl) return withSnapshot(url, work)
      const error = await refusalToConnect(replicaUrl)
      if (error) passedOver(error)
      return withSnapshot(error ? url : replicaUrl, work)
    },
    violationOf: violationReader((text, values) => app.query(text, values)),
    listen: (channel, heard) => openChannel(url, channel, heard),
    send: async (channel, message) => {
      await system.query('select pg_notify($1, $2)', [channel, message])
    },
    ping: () => watch.ping(pingMs),
    analyzeChanged: () => analyzeChanged(url),
    close,
  }
}

interface TransactionOptions {
  /** The workspace whose share of the pool it uses. Null if it uses no share. */
  owner: string | null
  /** The workspace that the transaction is bound to. */
  workspaceId: string | null
  rollback: boolean
}

async function transaction<T>(
  pool: Pool,
  { owner, workspaceId, rollback }: TransactionOptions,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const after: (() => void)[] = []
  const undo: (() => Promise<void>)[] = []
  const held: { taken?: Promise<Taken> } = {}
  let broken: Error | undefined
  // At the first statement, not before: what reads nothing takes no connection.
  const connection = async () => {
    held.taken ??= begin(pool, owner, workspaceId)
    return (await held.taken).connection
  }
  try {
    const result = await work(makeTx(connection, after, undo))
    if (held.taken) await end((await held.taken).connection, rollback)
    if (rollback) for (const action of undo) await action()
    else for (const action of after) action()
    return result
  } catch (error) {
    await held.taken
      ?.then((taken) => taken.connection.query('rollback'))
      .catch((failure: Error) => {
        broken = failure
      })
    for (const action of undo) await action().catch(() => {})
    throw error
  } finally {
    await held.taken?.then(
      (taken) => taken.release(broken),
      () => {},
    )
  }
}

async function begin(pool: Pool, owner: string | null, workspaceId: string | null): Promise<Taken> {
  const taken = await pool.take(owner)
  // Not awaited: they travel with the first statement, which fails where they have failed.
  const opening = [taken.connection.query('begin')]
  if (workspaceId !== null)
    opening.push(
      taken.connection.query({
        name: 'bind',
        text: "select set_config('apron.workspace', $1, true)",
        values: [workspaceId],
      }),
    )
  for (const promise of opening) promise.catch(() => {})
  return taken
}

async function end(connection: Connection, rollback: boolean): Promise<void> {
  try {
    await connection.query(rollback ? 'rollback' : 'commit')
  } catch (error) {
    if (error instanceof DatabaseUnavailable && !rollback)
      throw new DatabaseUnavailable(error.cause, { mayBeSaved: true })
    throw error
  }
}

function makeTx(
  connection: () => Promise<Connection>,
  after: (() => void)[],
  undo: (() => Promise<void>)[],
): Tx {
  const query = async <T>(built: Query<T>): Promise<pg.QueryResult> => {
    const { sql, parameters } = 'isRawBuilder' in built ? built.compile(compiler) : built.compile()
    return (await connection()).query(sql, parameters as unknown[])
  }
  const prepared = async <T extends pg.QueryResultRow>(text: string, values: readonly unknown[]) =>
    (await (await connection()).query<T>({ name: statementName(text), text, values: [...values] })).rows
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
