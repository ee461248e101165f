import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import pino from 'pino'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { sql } from '../database/database.ts'
import { enqueueMail } from '../mail/mail.ts'
import { startTestApp } from '../testing/app.ts'
import { type LeasedWorkOptions, leasedWork } from './leased-work.ts'

// The outbox of mails is the queue of these tests. The work of the server does not run, so nobody else takes them.
const app = await startTestApp({}, { work: false })
const services = { ...app.services, log: pino({ level: 'silent' }) }
const { database } = services
const never = new AbortController().signal

async function enqueue(recipient: string): Promise<void> {
  await database.system((tx) => enqueueMail(tx, { recipient, subject: 'A test', body: 'Of leases' }))
}

function mailWork(recipient: string, work: LeasedWorkOptions<string>['work'], options: object = {}) {
  return leasedWork<string>(services, {
    name: 'test',
    table: 'mails',
    waiting: sql`t.recipient = ${recipient} and t.status = 'queued'`,
    topics: ['events'],
    pollMs: 50,
    leaseSeconds: 60,
    maxAttempts: 3,
    backoffSeconds: (attempts) => 60 * attempts,
    read: async (tx, { id }) =>
      (await tx.one(sql.unchecked<{ body: string }>`select body from mails where id = ${id}`)).body,
    work,
    fail: (tx, _body, { error, isLast, lease: { id } }) =>
      tx.run(sql`update mails set error = ${error.message}, status = ${isLast ? 'failed' : 'queued'}
        where id = ${id}`),
    ...options,
  })
}

const complete: LeasedWorkOptions<string>['work'] = async (_body, { lease: { id } }) => {
  return (tx) => tx.run(sql`update mails set status = 'sent' where id = ${id}`)
}

type Row = {
  status: string
  error: string | null
  attempts: number
  waits: number
  lease_token: string | null
}

async function rowOf(recipient: string): Promise<Row> {
  const [row] = await app.sql<Row>(
    `select status, error, attempts, lease_token,
            round(extract(epoch from next_attempt_at - now()) / 60)::integer as waits
       from mails where recipient = $1`,
    [recipient],
  )
  assert(row)
  return row
}

const due = (recipient: string) =>
  app.sql(
    `
      update mails set next_attempt_at = now(), lease_until = now() - interval '1 second' where recipient = $1`,
    [recipient],
  )

const claim = (work: ReturnType<typeof mailWork>) => database.system((tx) => work.claim(tx))

test('two nodes that claim at once do each job once', async () => {
  const node = await buildApp(
    readConfig({
      DATA_DIR: app.dataDir,
      PORT: '0',
      SECRET_KEY: 'a key for the tests, and for nothing else at all',
    }),
    app.databaseUrl,
    pino({ level: 'silent' }),
  )
  try {
    for (let n = 0; n < 20; n++) await enqueue('two-nodes@example.com')
    const works = [database, node.services.database, database, node.services.database].map((own) => ({
      own,
      work: leasedWork<null>(
        { ...services, database: own },
        {
          name: 'test',
          table: 'mails',
          waiting: sql`t.recipient = 'two-nodes@example.com' and t.status = 'queued'`,
          topics: [],
          pollMs: 50,
          leaseSeconds: 60,
          maxAttempts: 3,
          backoffSeconds: () => 60,
          read: async () => null,
          work:
            async (_job, { lease: { id } }) =>
            (tx) =>
              tx.run(sql`update mails set status = 'sent', body = body || ' once' where id = ${id}`),
          fail: async () => {},
        },
      ),
    }))
    const done = await Promise.all(
      works.map(async ({ own, work }) => {
        const ids: string[] = []
        for (;;) {
          const claimed = await own.system((tx) => work.claim(tx))
          if (!claimed) return ids
          ids.push(claimed.lease.id)
          await work.carryOut(claimed, never)
        }
      }),
    )
    assert.equal(new Set(done.flat()).size, 20)
    assert.equal(done.flat().length, 20)
  } finally {
    await node.close()
  }
  const bodies = await app.sql<{ body: string }>(
    "select distinct body from mails where recipient = 'two-nodes@example.com'",
  )
  assert.deepEqual(bodies, [{ body: 'Of leases once' }])
})

test('of a node whose lease ran out nothing is written, and its successor completes the job', async () => {
  const recipient = 'lost@example.com'
  await enqueue(recipient)
  const slow = mailWork(recipient, async (_body, { lease: { id } }) => {
    return (tx) => tx.run(sql`update mails set status = 'sent', body = 'of the slow one' where id = ${id}`)
  })
  const quick = mailWork(recipient, complete)
  const first = await claim(slow)
  assert(first)
  assert.equal(await claim(quick), undefined, 'a lease that holds keeps others away')
  await due(recipient)
  const second = await claim(quick)
  assert(second)
  await slow.carryOut(first, never)
  assert.equal((await rowOf(recipient)).status, 'queued')
  await quick.carryOut(second, never)
  await slow.carryOut(first, never)
  const [row] = await app.sql('select status, body from mails where recipient = $1', [recipient])
  assert.deepEqual(row, { status: 'sent', body: 'Of leases' })
})

test('a job that fails waits longer each time, and is given up after its last attempt', async () => {
  const recipient = 'failing@example.com'
  await enqueue(recipient)
  const work = mailWork(recipient, async () => {
    throw new Error('the receiver is on fire')
  })
  for (const [attempts, status, waits] of [
    [1, 'queued', 1],
    [2, 'queued', 2],
    [3, 'failed', 0],
  ] as const) {
    const claimed = await claim(work)
    assert(claimed)
    await work.carryOut(claimed, never)
    assert.deepEqual(await rowOf(recipient), {
      status,
      error: 'the receiver is on fire',
      attempts,
      waits,
      lease_token: null,
    })
    assert.equal(await claim(work), undefined, 'it waits')
    await due(recipient)
  }
  assert.equal(await claim(work), undefined, 'it was given up')
})

test('a job that kills its process each time is given up as well', async () => {
  const recipient = 'killer@example.com'
  await enqueue(recipient)
  let begun = 0
  const work = mailWork(recipient, async () => {
    begun++
    return async () => {}
  })
  for (let death = 0; death < 3; death++) {
    assert(await claim(work))
    await due(recipient)
  }
  const claimed = await claim(work)
  assert(claimed)
  await work.carryOut(claimed, never)
  const { status, error } = await rowOf(recipient)
  assert.deepEqual([begun, status, error], [0, 'failed', 'It was begun 3 times and never came to its end'])
})

test('work that never ends fails at its deadline, gets the abort signal, and holds no transaction meanwhile', async () => {
  const recipient = 'endless@example.com'
  await enqueue(recipient)
  let open: unknown
  const work = mailWork(
    recipient,
    async (_body, { signal }) => {
      ;[open] = await app.sql(
        `
          select count(*)::integer as transactions
            from pg_stat_activity
           where application_name like 'apron%' and datname = current_database() and xact_start is not null`,
      )
      await once(signal, 'abort')
      return new Promise(() => {})
    },
    { deadlineSeconds: 0.2 },
  )
  const claimed = await claim(work)
  assert(claimed)
  await work.carryOut(claimed, never)
  assert.deepEqual(open, { transactions: 0 })
  const { status, error } = await rowOf(recipient)
  assert.deepEqual([status, error], ['queued', 'It took longer than 0.2 seconds'])
})

test('a stop interrupts what has begun, gives it back at once, and counts no attempt', async () => {
  const recipient = 'stopped@example.com'
  await enqueue(recipient)
  const begun = Promise.withResolvers<void>()
  const running = mailWork(
    recipient,
    async (_body, { signal }) => {
      begun.resolve()
      await once(signal, 'abort')
      return async () => {}
    },
    { deadlineSeconds: 30 },
  ).start()
  await begun.promise
  await running.stop()
  const { status, attempts, lease_token } = await rowOf(recipient)
  assert.deepEqual([status, attempts, lease_token], ['queued', 0, null])
  assert(await claim(mailWork(recipient, complete)))
})

test('a stop lets what can be finished soon be finished', async () => {
  const recipient = 'finished@example.com'
  await enqueue(recipient)
  const begun = Promise.withResolvers<void>()
  const mayEnd = Promise.withResolvers<void>()
  const running = mailWork(
    recipient,
    async (body, context) => {
      begun.resolve()
      await mayEnd.promise
      return complete(body, context)
    },
    { deadlineSeconds: 30, finishSeconds: 20 },
  ).start()
  await begun.promise
  const stopped = running.stop()
  mayEnd.resolve()
  await stopped
  assert.equal((await rowOf(recipient)).status, 'sent')
})

test('what is queued on this node is begun at its wake, and what another node has queued at the next look', async () => {
  const recipient = 'woken@example.com'
  const woken = mailWork(recipient, complete, { pollMs: 3_600_000 }).start()
  await enqueue(recipient)
  services.wake('events')
  while ((await rowOf(recipient)).status !== 'sent') await new Promise((resolve) => setTimeout(resolve, 10))
  await woken.stop()
  const other = 'polled@example.com'
  const polled = mailWork(other, complete).start()
  await enqueue(other)
  while ((await rowOf(other)).status !== 'sent') await new Promise((resolve) => setTimeout(resolve, 10))
  await polled.stop()
})

test('a deadline behind the end of the lease is refused', () => {
  assert.throws(
    () => mailWork('x', complete, { leaseSeconds: 10, deadlineSeconds: 10 }),
    /before its deadline/,
  )
})
