import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pino from 'pino'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import type { Operation } from '../kernel/operation.ts'
import { isRefusedAlone } from './all-fixtures.ts'
import { startTestApp } from './app.ts'
import { chosen } from './attack-choice.ts'
import { type AttackRequest, idParams, requestMaker, send } from './attack-request.ts'
import { type Answer, client } from './client.ts'
import { workspace } from './workspace.ts'

// What holds of every operation that changes something, derived from the operations themselves.

const app = await startTestApp({}, { work: false })
const writes = app.services.operations.filter(
  (operation) => operation.writes && operation.access !== 'public',
)
/** These end the session that the next request needs, so they are only run dry. */
const leaving = ['logOut', 'switchWorkspace']
const staying = writes.filter((operation) => !leaving.includes(operation.id))
const space = await workspace(undefined, app)
const requests = requestMaker(space)

/** A request that succeeds: on a fresh record, if need be after other operations have moved it on. */
async function succeeding(
  operation: Operation,
  attempt: (request: AttackRequest) => Promise<Answer>,
): Promise<Answer | null> {
  const [on] = idParams(operation)
  const steps = on
    ? staying.filter(
        (step) =>
          step !== operation &&
          step.method === 'POST' &&
          !step.creates &&
          idParams(step).length === 1 &&
          idParams(step)[0]?.prefix === on.prefix,
      )
    : []
  const paths: Operation[][] = [
    [],
    ...steps.map((step) => [step]),
    ...steps.flatMap((step) =>
      steps.filter((otherStep) => otherStep !== step).map((otherStep) => [step, otherStep]),
    ),
  ]
  for (const path of paths) {
    const id = on ? await requests.freshRecord(on.prefix) : ''
    const moved = [...path]
    while (
      moved[0] &&
      (await send(space.owner, await requests.make(moved[0], { id: () => id }))).status < 300
    )
      moved.shift()
    if (moved.length > 0) continue
    const answer = await attempt(await requests.make(operation, on ? { id: () => id } : {}))
    if (answer.status < 300) return answer
    // Only a wrong state is fixed by another state.
    if (answer.status !== 409) return null
  }
  return null
}

const dry = (request: AttackRequest): AttackRequest => ({
  ...request,
  path: `${request.path}${request.path.includes('?') ? '&' : '?'}dry_run=true`,
})

// What requests move by being made, dry or not.
const ignored = new Set([
  'api_key_callers',
  'ip_allowlist_uses',
  'periodic_work',
  'request_refusals',
  // A wrong password is one, also in a dry run: somebody could try thousands that way.
  'account_security_events',
  'schema_migrations',
  'sign_in_guards',
  'reference_airports',
])

/** What moves in rows that are otherwise as they were. */
const moving: Record<string, string> = {
  sessions: 'last_seen_at',
  api_key_secrets: 'last_used_at,last_used_ip',
}

/**
 * Has every table note that one of its rows was written, in the transaction that writes it: what was rolled
 * back has noted nothing. To look at a hundred tables before and after each request takes thirty times as long.
 */
async function watchTables(): Promise<void> {
  const tables = await app.sql<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  )
  await app.sql('create table touched (name text)')
  await app.sql(`
    create function note_touched() returns trigger language plpgsql security definer set search_path = public
    as $$ begin insert into touched values (tg_table_name); return null; end $$`)
  for (const { name } of tables.filter(({ name }) => !ignored.has(name))) {
    const row = (which: string) => `to_jsonb(${which}) - '{${moving[name]}}'::text[]`
    const changed = moving[name] ? `when (${row('old')} is distinct from ${row('new')})` : ''
    await app.sql(
      `create trigger touched after insert or delete on ${name} for each row execute function note_touched()`,
    )
    await app.sql(
      `create trigger touched_again after update on ${name} for each row ${changed} execute function note_touched()`,
    )
  }
}
await watchTables()

const filesNow = () =>
  readdirSync(join(app.dataDir, 'files'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort()

/** What is written while something is done: the tables, and the files before and after. */
async function writtenBy<T>(
  work: () => Promise<T>,
): Promise<{ result: T; tables: string[]; files: string[][] }> {
  await app.sql('delete from touched')
  const before = filesNow()
  const result = await work()
  const tables = await app.sql<{ name: string }>('select distinct name from touched order by name')
  return { result, tables: tables.map(({ name }) => name), files: [before, filesNow()] }
}

test('whatever a write writes is noticed', async () => {
  const { tables } = await writtenBy(() => space.project())
  assert.deepEqual(tables, ['event_heads', 'events', 'projects'])
  const { tables: none } = await writtenBy(() => space.owner.get('/api/projects'))
  assert.deepEqual(none, [])
})

/** What an operation did: as a dry run, then carried out on the same record, then repeated with the same key. */
interface Outcome {
  operation: Operation
  /** All that were tried: in the wrong state of its record a dry run is refused. */
  dryRuns: Awaited<ReturnType<typeof writtenBy<Answer>>>[]
  /** Null: no state of its record lets it succeed. */
  answer: Answer | null
  traces: { type: string; actor_id: string | null }[]
  /** Null: it takes no Idempotency-Key, or it ends the session that would repeat it. */
  repeated: { answer: Answer; didAgain: boolean } | null
}

const sequenceNow = async () => {
  const [head] = await app.sql<{ seq: number }>('select seq from event_heads where workspace_id = $1', [
    space.uuid,
  ])
  return head?.seq ?? 0
}

async function carryOut(operation: Operation): Promise<Outcome> {
  const outcome: Outcome = { operation, dryRuns: [], answer: null, traces: [], repeated: null }
  const headers: Record<string, string> = operation.upload
    ? {}
    : { 'idempotency-key': `again-${operation.id}` }
  const leaves = leaving.includes(operation.id)
  let last: AttackRequest | undefined
  outcome.answer = await succeeding(operation, async (request) => {
    const dryRun = await writtenBy(() => send(space.owner, dry(request)))
    outcome.dryRuns.push(dryRun)
    if (leaves || dryRun.result.status >= 300) return dryRun.result
    last = request
    return send(space.owner, request, headers)
  })
  if (!outcome.answer || leaves || !last) return outcome
  outcome.traces = await app.sql('select type, actor_id from events where request_id = $1', [
    outcome.answer.headers.get('x-request-id'),
  ])
  if (operation.upload) return outcome
  const before = await sequenceNow()
  const answer = await send(space.owner, last, headers)
  outcome.repeated = { answer, didAgain: (await sequenceNow()) !== before }
  return outcome
}

let all: Promise<Outcome[]> | null = null

/** What the chosen operations did. Three tests look at it, because making the records takes most of the time. */
function outcomes(): Promise<Outcome[]> {
  all ??= (async () => {
    const carriedOut: Outcome[] = []
    for (const operation of chosen(writes)) carriedOut.push(await carryOut(operation))
    return carriedOut
  })()
  return all
}

test('a dry run answers as the write does, and changes nothing', async () => {
  for (const { operation, dryRuns, answer } of await outcomes()) {
    for (const { result, tables, files } of dryRuns) {
      const what = `${operation.id} changed something in a dry run that answered ${result.status}`
      assert.deepEqual(tables, [], what)
      assert.deepEqual(files[1], files[0], what)
    }
    const dryRun = dryRuns.at(-1)?.result
    if (!answer || !dryRun) continue
    assert.equal(dryRun.headers.get('dry-run'), 'true', operation.id)
    assert.equal(dryRun.status, answer.status, operation.id)
  }
  assert.deepEqual(
    (await outcomes())
      .filter(({ operation, answer }) => answer === null && !isRefusedAlone(operation.id))
      .map(({ operation }) => operation.id),
    [],
    'they did not succeed',
  )
})

test('a write leaves a trace with its actor and its request, in the same transaction', async () => {
  for (const { operation, answer, traces } of await outcomes()) {
    if (answer === null || leaving.includes(operation.id)) continue
    assert.ok(traces.length > 0, `${operation.id} left no trace`)
    assert.ok(
      traces.every((trace) => trace.actor_id !== null),
      operation.id,
    )
  }
})

test('a repeated Idempotency-Key answers what the first request was answered, and does nothing again', async () => {
  for (const { operation, answer, repeated } of await outcomes()) {
    if (!answer || !repeated) continue
    assert.ok(!repeated.didAgain, `${operation.id} did it again`)
    const again = repeated.answer
    if (operation.secret) {
      assert.deepEqual([again.status, again.body.code], [409, 'idempotent_secret'], operation.id)
      continue
    }
    assert.deepEqual([again.status, again.body], [answer.status, answer.body], operation.id)
    assert.equal(again.headers.get('idempotency-replayed'), 'true', operation.id)
    for (const header of ['location', 'etag'])
      assert.equal(again.headers.get(header), answer.headers.get(header), `${operation.id}: ${header}`)
  }
})

test('no answer that holds a secret is kept', async () => {
  await space.owner.post('/api/projects', { name: 'Kept' }, { 'idempotency-key': 'kept-1' })
  const kept = await app.sql<{ operation_id: string; response: string }>(
    'select operation_id, response from idempotency_keys where response is not null',
  )
  assert.ok(kept.length > 0)
  assert.deepEqual(
    kept
      .filter(({ response }) =>
        /"secret"|accessToken|ap_live_[0-9A-Za-z]{43}|whsec_[0-9A-Za-z+/=]{20}/.test(response),
      )
      .map((row) => row.operation_id),
    [],
  )
  const session = await space.owner.post(
    '/api/v1/auth/switch',
    { workspaceId: space.id },
    { 'idempotency-key': 'switch-1' },
  )
  assert.equal(session.status, 200)
  assert.deepEqual(await app.sql("select response from idempotency_keys where key = 'switch-1'"), [
    { response: null },
  ])
})

test('another node on the same database sees a change at once', async () => {
  const node = await buildApp(
    readConfig({
      DATA_DIR: app.dataDir,
      PORT: '0',
      SECRET_KEY: 'a key for the tests, and for nothing else at all',
      LOG_LEVEL: 'error',
    }),
    app.databaseUrl,
    pino({ level: 'silent' }),
  )
  try {
    const origin = await node.server.listen({ port: 0, host: '127.0.0.1' })
    const own = await workspace(undefined, app)
    const key = await own.key()
    const elsewhere = client(origin, { authorization: `Bearer ${key.secret}` })
    assert.equal((await elsewhere.get('/api/projects')).data.total, 0)
    await own.project()
    assert.equal((await elsewhere.get('/api/projects')).data.total, 1)
    await own.owner.delete(`/api/user/api-keys/${key.keyId}`)
    assert.equal((await elsewhere.get('/api/projects')).status, 401)
  } finally {
    await node.close()
  }
})
