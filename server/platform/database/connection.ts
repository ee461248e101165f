import pg from 'pg'
import { type BatchResult, runBatch, type Statement } from './batch.ts'
import { DatabaseUnavailable } from './unavailable.ts'

// Of pg, what its types do not name: pg-internals.test.ts says what is relied on.
interface Internals {
  connection: { stream: { bytesRead: number; destroy(): void } }
  processID: number | null
}

// The server ends the session: shutdown, crash, start, or a broken protocol.
const endings = ['57P01', '57P02', '57P03', '57P05', '08000', '08003', '08006', '08P01']

/** One connection of a pool. It knows how long a running statement has heard nothing from the database. */
export class Connection {
  readonly client: pg.PoolClient
  /** The statement timeout of the server, plus some seconds. Null: no limit. */
  readonly deadlineMs: number | null
  readonly #internals: Internals
  #atWork = 0
  #heardAt = 0
  #bytesHeard = 0
  #isLost = false

  constructor(client: pg.PoolClient, deadlineMs: number | null) {
    this.client = client
    this.deadlineMs = deadlineMs
    this.#internals = client as unknown as Internals
    // A broken connection fails its statement. Without this listener it would also end the process.
    client.on('error', () => {
      this.#isLost = true
    })
  }

  /** The process of the server at the other end. */
  get processId(): number | null {
    return this.#internals.processID
  }

  get bytesRead(): number {
    return this.#internals.connection.stream.bytesRead
  }

  /** How long a statement has been waiting for the next byte. 0: none is running. */
  get silentMs(): number {
    if (this.#atWork === 0) return 0
    if (this.bytesRead !== this.#bytesHeard) this.#hear(this.bytesRead)
    return Date.now() - this.#heardAt
  }

  /** Ends the connection without telling the server, which may be gone. */
  lose(): void {
    this.#isLost = true
    this.#internals.connection.stream.destroy()
  }

  /** @throws DatabaseUnavailable if the connection breaks; the error of the database otherwise. */
  query<T extends pg.QueryResultRow>(
    query: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<T>> {
    const config = typeof query === 'string' ? { text: query, ...(values ? { values } : {}) } : query
    return this.#track(() => this.#send<T>(config))
  }

  /**
   * With a callback: what the promise of pg returns outlives the short garbage collections, so that every result,
   * however soon nobody needs it, waits for a long one.
   */
  #send<T extends pg.QueryResultRow>(config: pg.QueryConfig): Promise<pg.QueryResult<T>> {
    return new Promise((resolve, reject) => {
      this.client.query<T>(config, (error, result) => {
        if (error) reject(error)
        else resolve(result)
      })
    })
  }

  /** Several statements at once. After an error the connection must go. */
  batch(statements: readonly (Statement & { name: string })[]): Promise<BatchResult[]> {
    return this.#track(() => runBatch(this.client, statements))
  }

  async #track<T>(send: () => Promise<T>): Promise<T> {
    if (this.#atWork++ === 0) this.#hear(this.bytesRead)
    try {
      return await send()
    } catch (error) {
      // Its own trace leads to where the bytes arrived, this one to where the statement was sent.
      if (error instanceof Error) Error.captureStackTrace(error)
      if (this.#isLost || (error instanceof pg.DatabaseError && endings.includes(error.code ?? '')))
        throw new DatabaseUnavailable(error)
      throw error
    } finally {
      this.#atWork -= 1
    }
  }

  #hear(bytesRead: number): void {
    this.#bytesHeard = bytesRead
    this.#heardAt = Date.now()
  }
}
