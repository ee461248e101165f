import { setImmediate } from 'node:timers/promises'
import pg from 'pg'
import type { Connection } from './connection.ts'
import { within } from './deadline.ts'
import { DatabaseUnavailable } from './unavailable.ts'

const lookEveryMs = 1_000
/** So long a statement may hear nothing before the database is asked whether it still answers. */
const quietMs = 2_000
const answerMs = 1_500

/**
 * Notices a database that is silent but not gone: a stopped machine, a cut cable, a failover. A timeout that
 * the server keeps is of no use then, and TCP gives up after a quarter of an hour.
 *
 * While a statement waits without a word, the database is asked over a connection of its own. If it fails to
 * answer twice, and nothing comes over any other connection meanwhile, all connections end, and requests are refused
 * at once until it answers again. If it answers, only those connections end whose other end is gone or has nothing
 * to do.
 */
export class Watch {
  readonly #url: string
  readonly #connections = new Set<Connection>()
  readonly #timer: NodeJS.Timeout
  #client: Promise<pg.Client> | null = null
  #pinging: Promise<void> | null = null
  #isLooking = false
  #isSilent = false

  constructor(url: string) {
    this.#url = url
    this.#timer = setInterval(() => void this.#look(), lookEveryMs).unref()
  }

  add(connection: Connection): void {
    this.#connections.add(connection)
    connection.client.once('end', () => this.#connections.delete(connection))
  }

  /** @throws DatabaseUnavailable while the database does not answer. */
  refuseWhileSilent(): void {
    if (this.#isSilent) throw new DatabaseUnavailable(new Error('The database does not answer'))
  }

  /** @throws DatabaseUnavailable if the database does not answer in time. */
  ping(ms: number): Promise<void> {
    this.#pinging ??= this.#ask('select 1', [], ms)
      .then(() => {})
      .catch((error) => {
        throw new DatabaseUnavailable(error)
      })
      .finally(() => {
        this.#pinging = null
      })
    return this.#pinging
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    const client = this.#client
    this.#client = null
    await client?.then((open) => open.end()).catch(() => {})
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      // What has arrived while this process was busy is read first.
      await setImmediate()
      for (const connection of this.#connections)
        if (connection.deadlineMs !== null && connection.silentMs > connection.deadlineMs) connection.lose()
      const quiet = [...this.#connections].filter(({ silentMs }) => silentMs > quietMs)
      if (quiet.length > 0 || this.#isSilent) await this.#judge(quiet)
    } finally {
      this.#isLooking = false
    }
  }

  async #judge(quiet: Connection[]): Promise<void> {
    const heard = new Map([...this.#connections].map((connection) => [connection, connection.bytesRead]))
    try {
      const { rows } = await this.#askTwice(
        `select pid, state like 'idle%' and state_change < clock_timestamp() - interval '2 seconds' as rests
           from pg_stat_activity where pid = any($1)`,
        [quiet.map(({ processId }) => processId)],
      )
      this.#isSilent = false
      await setImmediate()
      for (const connection of quiet) {
        const other = rows.find(({ pid }) => pid === connection.processId)
        // It has ended, or never got the statement, or its answer was lost.
        if ((!other || other.rests === true) && connection.silentMs > quietMs) connection.lose()
      }
    } catch (error) {
      // A refusal, such as that of too many connections, is an answer. A machine that is very busy answers this
      // question late, but it answers others.
      this.#isSilent =
        !(error instanceof pg.DatabaseError) &&
        [...this.#connections].every((connection) => connection.bytesRead <= (heard.get(connection) ?? 0))
      if (this.#isSilent) for (const connection of this.#connections) connection.lose()
    }
  }

  // The second time over a new connection: only the first one may have been cut.
  #askTwice(text: string, values: unknown[]): Promise<pg.QueryResult> {
    return this.#ask(text, values, answerMs).catch((error) => {
      if (error instanceof pg.DatabaseError) throw error
      return this.#ask(text, values, answerMs)
    })
  }

  async #ask(text: string, values: unknown[], ms: number): Promise<pg.QueryResult> {
    const client = this.#client ?? this.#open()
    this.#client = client
    try {
      return await within(
        ms,
        client.then((open) => open.query(text, values)),
        'The database did not answer in time',
      )
    } catch (error) {
      if (this.#client === client) this.#client = null
      // Without a goodbye, which nobody may hear.
      client.then(
        (open) =>
          (open as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy(),
        () => {},
      )
      throw error
    }
  }

  async #open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'apron watch',
      connectionTimeoutMillis: answerMs,
      pipeline: true,
    } as pg.ClientConfig)
    client.on('error', () => {})
    client.once('end', () => {
      this.#client = null
    })
    await client.connect()
    return client
  }
}
