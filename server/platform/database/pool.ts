import pg from 'pg'
import { NoFreePlace, Shares } from '../limits/shares.ts'
import type { BatchResult, Statement } from './batch.ts'
import { Connection } from './connection.ts'
import { DatabaseError } from './database-error.ts'
import { DatabaseUnavailable } from './unavailable.ts'
import type { Watch } from './watch.ts'

/** So long a request waits for a connection. */
const waitMs = 10_000
const connectMs = 3_000
const connectTries = 3
/** What the server needs to end a statement at its own time limit, and to say so. */
const graceMs = 5_000

export interface PoolOptions {
  role: 'apron_app' | 'apron_system'
  connections: number
  /** The longest time of a statement; null: no limit. */
  statementMs: number | null
  /** Statements are sent without waiting for the answer to the one before. */
  pipeline: boolean
}

/** A connection that is taken, and the way to give it back. */
export interface Taken {
  connection: Connection
  /** After `broken` the connection is not used again. */
  release(broken?: Error): void
}

// A request sees one workspace, and each table has an index that begins with it. While few workspaces hold nearly
// all rows, the planner would read the whole table for a small one as well: measured, 104 ms in place of 13.
const boundToOne = ' -c enable_seqscan=off'

/** Connections under one role, shared between workspaces. */
export class Pool {
  readonly #pool: pg.Pool
  readonly #watch: Watch
  readonly #shares: Shares
  readonly #connections = new WeakMap<pg.PoolClient, Connection>()

  constructor(url: string, watch: Watch, { role, connections, statementMs, pipeline }: PoolOptions) {
    this.#watch = watch
    this.#shares = new Shares(connections)
    // What is prepared comes with the workspace in a setting, not in a parameter: a plan made for the
    // values could be no better than the general one, and would be made again for each request.
    this.#pool = new pg.Pool({
      connectionString: url,
      max: connections,
      pipeline,
      application_name: role,
      options: `-c role=${role} -c search_path=public -c timezone=UTC -c datestyle=ISO -c plan_cache_mode=force_generic_plan${role === 'apron_app' ? boundToOne : ''}${statementMs === null ? '' : ` -c statement_timeout=${statementMs}`}`,
      // A connection that idles is dropped when the network to the database is cut.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: connectMs,
    } as pg.PoolConfig)
    // A connection that dies while it idles is replaced at the next use; without a listener it would end the process.
    this.#pool.on('error', () => {})
    this.#pool.on('connect', (client) => {
      const connection = new Connection(client, statementMs === null ? null : statementMs + graceMs)
      this.#connections.set(client, connection)
      watch.add(connection)
    })
  }

  /**
   * Takes a connection, counted against the share of its owner.
   * @throws DatabaseUnavailable, or ShareUsedUp if the owner has too much at work.
   */
  async take(owner: string | null): Promise<Taken> {
    this.#watch.refuseWhileSilent()
    const giveBack = await this.#shares.take(owner, waitMs).catch((error) => {
      throw error instanceof NoFreePlace ? new DatabaseUnavailable(error) : error
    })
    try {
      // The database may have become silent during the wait.
      this.#watch.refuseWhileSilent()
      const client = await this.#connect()
      const connection = this.#connections.get(client)
      if (!connection) throw new Error('A connection that is not watched')
      return {
        connection,
        release: (broken) => {
          client.release(broken)
          giveBack()
        },
      }
    } catch (error) {
      giveBack()
      throw error
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#pool.connect()
      } catch (error) {
        if (tries === connectTries || !/timeout/.test((error as Error).message))
          throw new DatabaseUnavailable(error)
        // A machine that is very busy starts connections slowly. If the database is there, it is worth the wait.
        await this.#watch.ping(connectMs)
      }
    }
  }

  /** One statement outside of a transaction. */
  async query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    const { connection, release } = await this.take(null)
    let broken: Error | undefined
    try {
      return (await connection.query<T>(text, values)).rows
    } catch (error) {
      broken = error as Error
      throw error
    } finally {
      release(broken)
    }
  }

  /** Reads that belong together, in one round trip. */
  async batch(
    owner: string | null,
    statements: readonly (Statement & { name: string })[],
  ): Promise<BatchResult[]> {
    const { connection, release } = await this.take(owner)
    let broken: Error | undefined
    try {
      return await connection.batch(statements)
    } catch (error) {
      // Nobody knows which of its statements the connection has prepared by now, so it is not used again.
      broken = error as Error
      throw error
    } finally {
      release(broken)
    }
  }

  /** @throws DatabaseError if the role may do more than row-level security rests on. */
  async checkRole(): Promise<void> {
    const [row] = await this.query<{ role: string; can_bypass: boolean; owns: number }>(
      `select current_user as role, (rolsuper or rolbypassrls) as can_bypass,
              (select count(*) from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')) as owns
         from pg_roles r where rolname = current_user`,
    )
    if (!row || row.can_bypass || row.owns > 0) {
      throw new DatabaseError(
        `The database role ${row?.role} may bypass row-level security or owns tables, so workspaces would not be kept apart. ` +
          `Run: alter role ${row?.role} nosuperuser nobypassrls, and give its tables to another role`,
      )
    }
  }

  end(): Promise<void> {
    return this.#pool.end()
  }
}
