import { createRequire } from 'node:module'
import type pg from 'pg'
import type { Statement } from './database.ts'

const require = createRequire(import.meta.url)
const Result = require('pg/lib/result.js') as new (rowMode?: string) => BatchResult
const { prepareValue } = require('pg/lib/utils.js') as { prepareValue: (value: unknown) => unknown }

interface BatchResult {
  rows: pg.QueryResultRow[]
  addFields(fields: unknown[]): void
  parseRow(fields: unknown[]): pg.QueryResultRow
  addRow(row: pg.QueryResultRow): void
}

interface Connection {
  stream: { cork(): void; uncork(): void }
  parse(message: { name: string; text: string }): void
  bind(message: { statement: string; values: unknown[]; valueMapper: (value: unknown) => unknown }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { portal: string }): void
  sync(): void
}

/** Which statements a connection has prepared, and the columns that each answers. */
const prepared = new WeakMap<object, Map<string, unknown[]>>()

/**
 * Several prepared statements between two syncs: one write, one implicit transaction, one answer.
 * `begin` and `commit` around them, each with a sync of its own, cost as much again as the reading:
 * measured here, 1,100 lists a second against 2,000.
 */
export class Batch {
  readonly results: BatchResult[] = []
  callback: ((error: Error | null, results?: unknown) => void) | undefined
  readonly #statements: readonly (Statement & { name: string })[]
  #current = 0
  #known: Map<string, unknown[]> = new Map()
  #failed: Error | null = null
  readonly done: Promise<BatchResult[]>

  constructor(statements: readonly (Statement & { name: string })[]) {
    this.#statements = statements
    this.done = new Promise((resolve, reject) => {
      this.callback = (error) => (error ? reject(error) : resolve(this.results))
    })
  }

  submit(connection: Connection): null {
    const known = prepared.get(connection) ?? new Map<string, unknown[]>()
    prepared.set(connection, known)
    this.#known = known
    connection.stream.cork()
    for (const { name, text, values } of this.#statements) {
      const columns = known.get(name)
      const result = new Result()
      if (columns) result.addFields(columns)
      else connection.parse({ name, text })
      this.results.push(result)
      connection.bind({ statement: name, values: [...(values ?? [])], valueMapper: prepareValue })
      // What a prepared statement answers does not change, so it is asked for once a connection.
      if (!columns) connection.describe({ type: 'P', name: '' })
      connection.execute({ portal: '' })
    }
    connection.sync()
    connection.stream.uncork()
    return null
  }

  handleRowDescription({ fields }: { fields: unknown[] }): void {
    this.results[this.#current]?.addFields(fields)
    const statement = this.#statements[this.#current]
    if (statement) this.#known.set(statement.name, fields)
  }

  handleDataRow({ fields }: { fields: unknown[] }): void {
    const result = this.results[this.#current]
    result?.addRow(result.parseRow(fields))
  }

  handleCommandComplete(): void {
    this.#current += 1
  }

  handleEmptyQuery(): void {}

  handleError(error: Error): void {
    this.#failed = error
    this.callback?.(error)
  }

  handleReadyForQuery(): void {
    if (!this.#failed) this.callback?.(null)
  }
}

/** Runs the statements as one batch on this connection. @throws pg.DatabaseError of the first that fails; the connection must then go. */
export function runBatch(
  client: pg.PoolClient,
  statements: readonly (Statement & { name: string })[],
): Promise<BatchResult[]> {
  const batch = new Batch(statements)
  client.query(batch as unknown as pg.Submittable)
  return batch.done
}
