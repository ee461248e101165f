import assert from 'node:assert/strict'
import { join } from 'node:path'
import pg from 'pg'
import { runningPostgresUrl } from '#platform/database/embedded.ts'
import { call, installation, signUp } from './installation.ts'
import { effectsOf, startedOrder } from './work-order.ts'

const signature = { certificateKind: 'IA', certificateNumber: '2718281' }

/** Where in its transaction a completion is stopped, and what is left of it when its server dies there. */
const stops = [
  { table: 'maintenance_signatures', when: 'before insert', leaves: 'none' },
  { table: 'maintenance_completions', when: 'before insert', leaves: 'none' },
  { table: 'component_works', when: 'before insert', leaves: 'none' },
  { table: 'work_orders', when: 'before update', leaves: 'none' },
  // In the commit itself: all is written, and the database finishes what the server asked for.
  { table: 'work_orders', when: 'at commit', leaves: 'all' },
] as const

const gate = 4_711

/**
 * Stops the completion of an order at a place in its transaction, calls `kill`, and lets the database go on.
 * The trigger that waits is of the test, over a connection of its own.
 */
async function killAt(
  directory: string,
  { table, when }: (typeof stops)[number],
  { complete, kill }: { complete: () => Promise<unknown>; kill: () => Promise<unknown> },
): Promise<void> {
  const url = runningPostgresUrl(join(directory, 'postgres'))
  assert.ok(url, 'the database runs')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`
      create or replace function wait_at_gate() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(${gate}); return new; end $$`)
    await client.query(
      when === 'at commit'
        ? `create constraint trigger gate after update on ${table} deferrable initially deferred
           for each row execute function wait_at_gate()`
        : `create trigger gate ${when} on ${table} for each row execute function wait_at_gate()`,
    )
    await client.query('select pg_advisory_lock($1)', [gate])
    const completing = complete().catch(() => null)
    const pid = await waiterOf(client)
    await kill()
    await completing
    await client.query('select pg_advisory_unlock($1)', [gate])
    await until(client, `select from pg_stat_activity where pid = ${pid}`, (rows) => rows === 0)
    await client.query(`drop trigger gate on ${table}`)
  } finally {
    await client.end()
  }
}

async function waiterOf(client: pg.Client): Promise<number> {
  const waiters = "from pg_locks where locktype = 'advisory' and not granted"
  await until(client, `select ${waiters}`, (rows) => rows === 1)
  return (await client.query<{ pid: number }>(`select pid ${waiters}`)).rows[0]?.pid ?? 0
}

async function until(client: pg.Client, query: string, holds: (rows: number) => boolean): Promise<void> {
  for (;;) {
    const { rowCount } = await client.query(query)
    if (holds(rowCount ?? 0)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Kills a server in the middle of completions, and looks each time whether all of the effects are there, or none. */
export async function killCompletions(
  t: Parameters<typeof installation>[0],
  kills: number,
  report: (line: string) => void = () => {},
): Promise<void> {
  const { start, directory } = installation(t)
  let server = await start()
  const token = await signUp(server.url)
  const post = (path: string, body?: object) => call(server.url, token, path, body)
  const get = (path: string) =>
    call(server.url, token, path, undefined, 'GET') as unknown as Promise<Record<string, unknown>>
  const counts = { all: 0, none: 0 }
  for (let kill = 0; kill < kills; kill++) {
    const stop = stops[kill % stops.length] ?? stops[0]
    const order = await startedOrder(post, kill)
    await killAt(directory, stop, {
      complete: () => post(`${order.at}/complete`, signature),
      kill: () => {
        server.process.kill('SIGKILL')
        return server.ended
      },
    })
    server = await start()
    const effects = await effectsOf(get, order)
    assert.deepEqual(new Set(effects), new Set([stop.leaves === 'all']), `${stop.when} on ${stop.table}`)
    counts[stop.leaves]++
    report(`kill ${kill + 1}: ${stop.when} on ${stop.table}: ${stop.leaves}`)
  }
  report(`${kills} kills: ${counts.all} times all of the order, ${counts.none} times none, never a part`)
}
