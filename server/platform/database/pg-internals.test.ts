import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import pg from 'pg'
import { testApp } from '#platform/testing/app.ts'
import type { Column } from './json-rows.ts'

// batch.ts, json-rows.ts and connection.ts use parts of pg that it does not promise to keep. This says which, so that an
// upgrade that changes one of them fails here, with a sentence, and not in a customer's list.
const checkedVersion = '8.23.1'

const require = createRequire(import.meta.url)
const { version } = require('pg/package.json') as { version: string }
const Result = require('pg/lib/result.js') as new () => Record<string, unknown>
const Connection = require('pg/lib/connection.js') as { prototype: Record<string, unknown> }
const utils = require('pg/lib/utils.js') as { prepareValue(value: unknown): unknown }
const toBatch = 'Batch in server/platform/database/batch.ts relies on it'

async function withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { databaseUrl } = await testApp()
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

test('pg is the version whose internals batch.ts was checked against', () => {
  assert.equal(
    version,
    checkedVersion,
    `pg is now ${version}. Run this file and the tests of server/platform/http and database; if they pass, read how lib/connection.js, lib/result.js and Client.query changed, and set checkedVersion`,
  )
})

test('pg has the functions that Batch calls, each with as many parameters', () => {
  const arity = (owner: Record<string, unknown>, name: string) =>
    (owner[name] as (() => void) | undefined)?.length
  for (const [name, count] of [
    ['parse', 1],
    ['bind', 1],
    ['describe', 1],
    ['execute', 1],
    ['sync', 0],
  ] as const)
    assert.equal(arity(Connection.prototype, name), count, `Connection.${name} of pg has changed: ${toBatch}`)
  const result = new Result()
  for (const name of ['addFields', 'parseRow'])
    assert.equal(arity(result, name), 1, `Result.${name} of pg has changed: ${toBatch}`)
  for (const [value, prepared] of [
    [null, null],
    [undefined, null],
    [7, '7'],
    [true, 'true'],
    ['text', 'text'],
    [['a', 'b"c'], '{"a","b\\"c"}'],
    [{ a: 1 }, '{"a":1}'],
  ] as const)
    assert.equal(
      utils.prepareValue(value),
      prepared,
      `prepareValue of pg writes values differently: ${toBatch}`,
    )
})

test('a connection of pg shows the bytes that it has read, and the process at its other end', () =>
  withClient(async (client) => {
    const { connection, processID } = client as unknown as {
      connection: { stream: { bytesRead: number } }
      processID: number
    }
    const toConnection = 'Connection in server/platform/database/connection.ts relies on it'
    const before = connection.stream.bytesRead
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    assert.ok(connection.stream.bytesRead > before, `no bytes are counted: ${toConnection}`)
    assert.equal(processID, rows[0]?.pid, `no process is named: ${toConnection}`)
  }))

/** What pg calls on a query that brings its own protocol, in order. */
class Spy {
  readonly calls: { name: string; args: unknown[] }[] = []
  callback: ((error: Error | null) => void) | undefined
  readonly #ready = Promise.withResolvers<void>()
  readonly done = this.#ready.promise
  connection: Record<string, unknown> = {}
  readonly #texts: string[]

  constructor(...texts: string[]) {
    this.#texts = texts
    this.callback = () => {}
  }

  submit(connection: Record<'parse' | 'bind' | 'describe' | 'execute' | 'sync', (message?: object) => void>) {
    this.connection = connection
    for (const [index, text] of this.#texts.entries()) {
      const name = `spy ${index}`
      connection.parse({ name, text })
      connection.bind({ statement: name, values: [index], valueMapper: utils.prepareValue })
      connection.describe({ type: 'P', name: '' })
      connection.execute({ portal: '' })
    }
    connection.sync()
    return null
  }

  handleRowDescription = (...args: unknown[]) => this.#note('handleRowDescription', args)
  handleDataRow = (...args: unknown[]) => this.#note('handleDataRow', args)
  handleCommandComplete = (...args: unknown[]) => this.#note('handleCommandComplete', args)
  handleEmptyQuery = (...args: unknown[]) => this.#note('handleEmptyQuery', args)
  handleError = (...args: unknown[]) => {
    this.#note('handleError', args)
    this.#ready.resolve()
  }
  handleReadyForQuery = (...args: unknown[]) => {
    this.#note('handleReadyForQuery', args)
    this.#ready.resolve()
  }

  #note(name: string, args: unknown[]): void {
    this.calls.push({ name, args })
  }
}

async function called(client: pg.Client, ...texts: string[]): Promise<Spy> {
  const spy = new Spy(...texts)
  client.query(spy as unknown as pg.Submittable)
  await spy.done
  return spy
}

test('a query that brings its own protocol is handed the connection, and what comes back in this order and shape', () =>
  withClient(async (client) => {
    const { calls, connection } = await called(
      client,
      "select $1::int as number, true as flag, null as nothing, timestamptz '2026-11-01 08:30Z' as at",
      'select $1::int as number where false',
    )
    assert.equal(
      connection.constructor,
      Connection,
      `submit is handed no Connection of pg any more: ${toBatch}`,
    )
    const { cork, uncork } = connection.stream as Record<string, unknown>
    assert.deepEqual([typeof cork, typeof uncork], ['function', 'function'], `no stream to cork: ${toBatch}`)
    assert.deepEqual(
      calls.map(({ name }) => name),
      [
        'handleRowDescription',
        'handleDataRow',
        'handleCommandComplete',
        'handleRowDescription',
        'handleCommandComplete',
        'handleReadyForQuery',
      ],
      `pg calls the handlers of a query in another order: ${toBatch}`,
    )
    const [described, sent] = calls.map(({ args }) => args[0])
    const { fields } = described as { fields: Column[] }
    assert.deepEqual(
      fields.map(({ name, dataTypeID }) => [name, dataTypeID]),
      [
        ['number', 23],
        ['flag', 16],
        ['nothing', 25],
        ['at', 1184],
      ],
      'pg describes columns differently: jsonWriter in json-rows.ts goes by name and dataTypeID',
    )
    const { fields: row } = sent as { fields: (string | null)[] }
    assert.deepEqual(
      row.map((field) => typeof field),
      ['string', 'string', 'object', 'string'],
      'pg hands over rows other than as the texts that PostgreSQL sends: jsonWriter writes those texts',
    )
    assert.deepEqual(row.slice(0, 3), ['0', 't', null])
    const result = new Result() as { addFields?(fields: Column[]): void; parseRow?(row: unknown[]): object }
    result.addFields?.(fields)
    assert.deepEqual(
      { ...result.parseRow?.(row) },
      { number: 0, flag: true, nothing: null, at: new Date('2026-11-01T08:30:00Z') },
      `Result of pg makes other objects out of a row: ${toBatch}`,
    )
  }))

test('a statement that fails ends the batch: its error is the last call, and the connection goes on', () =>
  withClient(async (client) => {
    const { calls } = await called(client, 'select 1 / $1::int as number', 'select $1::int as never')
    assert.deepEqual(
      calls.map(({ name }) => name),
      ['handleError'],
      `pg reports the failure of a query in another order: ${toBatch}`,
    )
    const [error] = calls[0]?.args ?? []
    assert(
      error instanceof pg.DatabaseError,
      `pg hands over another kind of error: constraintOf relies on it`,
    )
    assert.equal(error.code, '22012')
    assert.deepEqual((await client.query('select 1 as number')).rows, [{ number: 1 }])
    assert.equal(calls.length, 1, `pg calls a query that has failed once more: ${toBatch}`)
  }))

test('a pool takes queries side by side in a pipeline, which transactions rely on', () =>
  withClient(async () => {
    const { databaseUrl } = await testApp()
    const client = new pg.Client({ connectionString: databaseUrl, pipeline: true } as pg.ClientConfig)
    await client.connect()
    try {
      assert.equal(
        (client as unknown as { pipeline?: boolean }).pipeline,
        true,
        'pg has no pipeline any more',
      )
      const [, , { rows }] = await Promise.all([
        client.query('begin'),
        client.query("select set_config('apron.workspace', 'x', true)"),
        client.query("select current_setting('apron.workspace') as bound"),
        client.query('commit'),
      ])
      assert.deepEqual(rows, [{ bound: 'x' }], 'pg sends queries of a pipeline in another order')
    } finally {
      await client.end()
    }
  }))
