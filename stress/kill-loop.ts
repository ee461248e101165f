import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  call,
  flightSubmitter,
  installation,
  type Process,
  receiverOf,
  signUp,
} from '../tests/installation.ts'
import { effectsOf, startedOrder, type WorkOrder, type WorkOrderApi } from '../tests/work-order.ts'
import { type Api, assertBalanced, billedAccount, billing, eachRow, issuedInvoice, retried } from './books.ts'

// Kills a server under load again and again, and looks after each kill whether something that was acknowledged is
// lost, done twice or half done. `npm run stress -- kill` runs many rounds, tests/kill-loop.test.ts five.

/** All pages of all lists are read after so many kills, and at the end. */
const wholeEvery = 10

/** What the server has acknowledged. */
interface Acknowledged {
  approved: Set<string>
  payments: Set<string>
  invoices: Set<string>
  /** The records that were created with an Idempotency-Key. */
  created: Map<string, string>
}

interface Rounds {
  kills: number
  report?(line: string): void
}

/** @throws AssertionError if an invariant does not hold. */
export async function killLoop(
  t: { after(end: () => Promise<void>): void },
  { kills, report = () => {} }: Rounds,
): Promise<void> {
  const delivered = new Set<string>()
  const receiver = await receiverOf(t, (body) => {
    delivered.add((JSON.parse(body) as { data: { id: string } }).data.id)
  })
  const { start } = installation(t)
  let server = await start()
  const token = await signUp(server.url)
  // Through functions: the address is another one after each start.
  const api: Api = {
    post: (path, body) => {
      const key = randomUUID()
      return retried(() => call(server.url, token, path, body, 'POST', key))
    },
    put: (path, body) => retried(() => call(server.url, token, path, body, 'PUT')),
    get: (path) => retried(async () => (await call(server.url, token, path, undefined, 'GET')) as never),
  }
  await api.post('/api/v1/webhooks/endpoints', { url: receiver, events: ['flight.approved'] })
  const { aircraftId, submit } = await flightSubmitter(api.post)
  await billing(api)
  const accountId = await billedAccount(api)
  const known: Acknowledged = {
    approved: new Set(),
    payments: new Set(),
    invoices: new Set(),
    created: new Map(),
  }
  let number = 0
  const fly = async () => {
    const hours = number++
    const meters = { hobbsOutHundredths: hours * 100, hobbsInHundredths: hours * 100 + 100 }
    const id = await submit(hours, meters)
    await api.post(`/api/v1/ops/flights/${id}/approve`)
    known.approved.add(id)
  }
  const bill = async () => {
    known.invoices.add(await issuedInvoice(api, accountId, 10_000))
    const payment = { accountId, method: 'card', amountMinor: 10_000 }
    known.payments.add((await api.post('/api/v1/finance/payments', payment)).id)
  }
  const create = () => {
    const key = randomUUID()
    return retried(() => createWithKey(server, token, key, known))
  }
  for (let kill = 1; kill <= kills; kill++) {
    const { promise: enough, resolve: isEnough } = Promise.withResolvers<void>()
    const target = 6 + Math.floor(Math.random() * 40)
    let written = 0
    // The first flight after a start takes as long as a dozen people, so without this a busy machine would kill rounds
    // on end in which no flight is approved.
    const kinds = new Set<() => Promise<void>>()
    const refused: string[] = []
    // The aircraft of the flights has the first number.
    const order = await startedOrder(api.post, kill + 1)
    const writing = [fly, fly, bill, create].map(async (write) => {
      try {
        for (;;) {
          await write()
          written += 1
          kinds.add(write)
          if (written >= target && kinds.size === 3) isEnough()
        }
      } catch (error) {
        // The process is dead, as intended. A refusal would hide that nothing is written any more.
        if (error instanceof assert.AssertionError) refused.push(error.message)
        isEnough()
      }
    })
    // By what was written, and not by time, so that a slow machine is killed in the middle of its work too.
    await enough
    const completing = api
      .post(`${order.at}/complete`, { certificateKind: 'IA', certificateNumber: '2718281' })
      .then(
        () => true,
        () => false,
      )
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150))
    server.process.kill('SIGKILL')
    await server.ended
    await Promise.all(writing)
    assert.deepEqual(refused, [], 'a valid request was refused before the kill')
    const restartedAt = performance.now()
    server = await start()
    const backMs = Math.round(performance.now() - restartedAt)
    await verifyOrder(api, order, await completing)
    for (const key of [...known.created.keys()].slice(-4))
      await retried(() => createWithKey(server, token, key, known))
    if (kill % wholeEvery === 0 || kill === kills) {
      await verifyFlights(api, aircraftId, known)
      await verifyBooks(api, known)
    }
    report(
      `kill ${kill}: ${known.approved.size} approvals, ${known.invoices.size} invoices, ${known.payments.size} payments, ${known.created.size} records, back in ${backMs} ms`,
    )
  }
  await verifyDeliveries(known.approved, delivered)
  report(await verifyLog(server, token))
}

async function createWithKey(
  { url }: Process,
  token: string,
  key: string,
  { created }: Acknowledged,
): Promise<void> {
  const answer = await fetch(`${url}/api/v1/ops/crew`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
    body: JSON.stringify({ displayName: `Pilot ${key}` }),
  })
  const body = (await answer.json()) as { data: { id: string } }
  assert.equal(answer.status, 201, JSON.stringify(body))
  const before = created.get(key)
  assert.ok(before === undefined || before === body.data.id, 'a repeated request was carried out again')
  created.set(key, body.data.id)
}

/** A completion leaves all of its effects, the end of the hold among them, or none. */
async function verifyOrder({ get }: WorkOrderApi, order: WorkOrder, isAcknowledged: boolean): Promise<void> {
  const effects = await effectsOf(get, order)
  assert.equal(new Set(effects).size, 1, `a work order is half done: ${effects.join(' ')}`)
  if (isAcknowledged) assert.ok(effects[0], 'a completion was acknowledged and is gone')
}

async function verifyFlights({ get }: WorkOrderApi, aircraftId: string, { approved }: Acknowledged) {
  const now = await idsOf(get, '/api/v1/ops/flights?status=approved')
  assert.deepEqual(
    [...approved].filter((id) => !now.has(id)),
    [],
    'approvals were acknowledged and are lost',
  )
  // One that was carried out and not acknowledged counts from now on.
  for (const id of now) approved.add(id)
  const readings = await idsOf(get, `/api/v1/ops/aircraft/${aircraftId}/readings?kind=hobbs`)
  assert.equal(readings.size, now.size, 'a meter moved without its flight, or a flight without its meter')
}

interface Invoice {
  id: string
  status: string
  number: number | null
}

async function verifyBooks({ get }: WorkOrderApi, known: Acknowledged): Promise<void> {
  const issued: Invoice[] = []
  await eachRow<Invoice>(get, '/api/v1/finance/invoices?', (invoice) => {
    if (invoice.number !== null) issued.push(invoice)
  })
  const issuedIds = new Set(issued.map(({ id }) => id))
  assert.deepEqual(
    [...known.invoices].filter((id) => !issuedIds.has(id)),
    [],
    'invoices are lost',
  )
  const numbers = issued.map(({ number }) => Number(number)).sort((a, b) => a - b)
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => (numbers[0] ?? 0) + index),
    'the series of invoices has a gap, or a number twice',
  )
  const payments = await idsOf(get, '/api/v1/finance/payments?')
  assert.deepEqual(
    [...known.payments].filter((id) => !payments.has(id)),
    [],
    'payments are lost',
  )
  // Each invoice and each payment has two: what has no tax has no third.
  const postings = await assertBalanced({ get })
  assert.equal(postings, 2 * (payments.size + issued.length), 'an entry is half written')
}

async function verifyDeliveries(
  approved: ReadonlySet<string>,
  delivered: ReadonlySet<string>,
): Promise<void> {
  const missing = () => [...approved].filter((id) => !delivered.has(id))
  for (const deadline = Date.now() + 120_000; missing().length > 0 && Date.now() < deadline; )
    await new Promise((resolve) => setTimeout(resolve, 100))
  assert.deepEqual(missing(), [], 'approved, but never delivered')
  assert.deepEqual(
    [...delivered].filter((id) => !approved.has(id)),
    [],
    'delivered, but not approved',
  )
}

/** The hash chain, as an auditor verifies it. @returns what the command says. */
async function verifyLog({ url }: Process, token: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/admin/audit-log/export?format=ndjson`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const folder = mkdtempSync(join(tmpdir(), 'apron-log-'))
  try {
    writeFileSync(join(folder, 'log.ndjson'), Buffer.from(await answer.arrayBuffer()))
    const args = ['server/main.ts', 'verify-audit', join(folder, 'log.ndjson')]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: join(import.meta.dirname, '..'),
    })
    assert.equal(status, 0, `${stdout}${stderr}`)
    return String(stdout).trim()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function idsOf(get: WorkOrderApi['get'], path: string): Promise<Set<string>> {
  const ids = new Set<string>()
  await eachRow<{ id: string }>(get, path.includes('?') ? path : `${path}?`, ({ id }) => ids.add(id))
  return ids
}
