import { createRequire } from 'node:module'
import type pg from 'pg'
import type { Column } from './json-rows.ts'

// Parts of pg that it does not promise to keep: pg-internals.test.ts says what is relied on.
const require = createRequire(import.meta.url)
const Result = require('pg/lib/result.js') as new () => RowReader
const { prepareValue } = require('pg/lib/utils.js') as { prepareValue: (value: unknown) => unknown }

interface RowReader {
  addFields(fields: readonly Column[]): void
  parseRow(fields: (string | null)[]): pg.QueryResultRow
}

/** One statement of a batch. */
export interface Statement {
  name?: string
  text: string
  values?: readonly unknown[]
  /** In a batch: the rows are wanted as the texts that PostgreSQL sends, not as objects. */
  raw?: boolean
}

/** The result of one statement: rows as objects, or as texts if it is `raw`. */
export interface BatchResult {
  columns: readonly Column[]
  rows: pg.QueryResultRow[]
  texts: (string | null)[][]
}

interface Connection {
  stream: { cork(): void; uncork(): void }
  parse(message: { name: string; text: string }): void
  bind(message: { statement: string; values: unknown[]; valueMapper: (value: unknown) => unknown }): void
  describe(message: { type: 'P'; name: string }): void
  execute(message: { portal: string }): void
  sync(): void
}

interface Prepared {
  columns: readonly Column[]
  reader: RowReader
}

/** Which statements a connection has prepared, and the columns that each answers. */
const prepared = new WeakMap<object, Map<string, Prepared>>()

/**
 * Several prepared statements between two syncs: one write, one implicit transaction, one response. `begin` and
 * `commit`, each with its own sync, would double the cost: 1,100 lists a second instead of 2,000, measured here.
 */
export class Batch {
  readonly results: BatchResult[] = []
  callback: ((error: Error | null, results?: unknown) => void) | undefined
  readonly #statements: readonly (Statement & { name: string })[]
  #current = 0
  #known: Map<string, Prepared> = new Map()
  #failed: Error | null = null
  readonly done: Promise<BatchResult[]>

  constructor(statements: readonly (Statement & { name: string })[]) {
    this.#statements = statements
    this.done = new Promise((resolve, reject) => {
      this.callback = (error) => (error ? reject(error) : resolve(this.results))
    })
  }

  submit(connection: Connection): null {
    const known = prepared.get(connection) ?? new Map<string, Prepared>()
    prepared.set(connection, known)
    this.#known = known
    connection.stream.cork()
    for (const { name, text, values } of this.#statements) {
      const before = known.get(name)
      if (!before) connection.parse({ name, text })
      this.results.push({ columns: before?.columns ?? [], rows: [], texts: [] })
      connection.bind({ statement: name, values: [...(values ?? [])], valueMapper: prepareValue })
      // The columns of a prepared statement do not change, so each connection asks once.
      if (!before) connection.describe({ type: 'P', name: '' })
      connection.execute({ portal: '' })
    }
    connection.sync()
    connection.stream.uncork()
    return null
  }

  handleRowDescription({ fields }: { fields: Column[] }): void {
    const statement = this.#statements[this.#current]
    const result = this.results[this.#current]
    if (!statement || !result) return
    const reader = new Result()
    reader.addFields(fields)
    this.#known.set(statement.name, { columns: fields, reader })
    result.columns = fields
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    const statement = this.#statements[this.#current]
    const result = this.results[this.#current]
    if (!statement || !result) return
    if (statement.raw) result.texts.push(fields)
    else result.rows.push(this.#known.get(statement.name)?.reader.parseRow(fields) ?? {})
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
