import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { call, installation, signUp } from '../tests/installation.ts'
import { type Api, assertBalanced, billedAccount, billing, eachRow, issuedInvoice, retried } from './books.ts'

// Kills a server in the middle of a hundred payments, and looks whether the books still balance, whether what was
// acknowledged is there, and whether each payment that is sent again is made once.

const paymentsOfRound = 100
const clients = 6
const accounts = 4
const amountMinor = 1_000

/** What a client does: it records a payment, and some are allocated by a second request, others reversed. */
interface Job {
  reference: string
  accountId: string
  invoiceId: string
  second: 'nothing' | 'allocate' | 'reverse'
}
interface Acknowledged {
  payments: Map<string, string>
  finished: Set<string>
}
interface Payment {
  id: string
  reference: string
  status: string
  allocatedMinor: number
}
interface Invoice {
  id: string
  totalMinor: number
  paidMinor: number
  openMinor: number
  status: string
}

interface Rounds {
  rounds: number
  report?(line: string): void
}

/** @throws AssertionError if an invariant does not hold. */
export async function killPayments(
  t: { after(end: () => Promise<void>): void },
  { rounds, report = () => {} }: Rounds,
): Promise<void> {
  const { start } = installation(t)
  let server = await start()
  const token = await signUp(server.url)
  // Through functions: the address is another one after each start.
  const api: Api & { once(key: string, path: string, body: object): Promise<{ id: string }> } = {
    post: (path, body) => {
      const key = randomUUID()
      return retried(() => call(server.url, token, path, body, 'POST', key))
    },
    put: (path, body) => retried(() => call(server.url, token, path, body, 'PUT')),
    get: (path) => retried(async () => (await call(server.url, token, path, undefined, 'GET')) as never),
    once: (key, path, body) => retried(() => call(server.url, token, path, body, 'POST', key)),
  }
  await billing(api)
  const accountIds: string[] = []
  for (let index = 0; index < accounts; index++)
    accountIds.push(await billedAccount(api, `Student ${index + 1}`))
  const all: Job[] = []
  const known: Acknowledged = { payments: new Map(), finished: new Set() }
  for (let round = 1; round <= rounds; round++) {
    const jobs = await jobsOf(api, accountIds)
    all.push(...jobs)
    const killAfter = 10 + Math.floor(Math.random() * 80)
    const { promise: enough, resolve: isEnough } = Promise.withResolvers<void>()
    const before = known.finished.size
    const refused: string[] = []
    const paying = inParallel(jobs, async (job) => {
      try {
        await pay(api, job, known)
        if (known.finished.size - before >= killAfter) isEnough()
        return true
      } catch (error) {
        // The process is dead, as intended. A refusal would hide that nothing is written any more.
        if (error instanceof assert.AssertionError) refused.push(error.message)
        isEnough()
        return false
      }
    })
    await enough
    server.process.kill('SIGKILL')
    await server.ended
    await paying
    const acknowledged = known.finished.size - before
    assert.deepEqual(refused, [], 'a valid request was refused before the kill')
    assert.ok(acknowledged < paymentsOfRound, 'the server was killed before the last payment')
    server = await start()
    const postings = await assertBooks(api, all, known)
    // Each client that had no answer sends the same request again, and so does each that had one.
    await inParallel(jobs, async (job) => {
      await pay(api, job, known)
      return true
    })
    report(
      `kill ${round}: ${acknowledged} of ${paymentsOfRound} payments acknowledged, ${postings} postings balance`,
    )
  }
  const postings = await assertBooks(api, all, known, 'complete')
  report(`${rounds} kills: each of ${all.length} payments is made once, ${postings} postings balance`)
}

/** The payments of a round, over invoices that they pay in part. */
async function jobsOf(api: Api, accountIds: readonly string[]): Promise<Job[]> {
  const open = await Promise.all(
    accountIds.map(async (accountId) => ({
      accountId,
      invoiceId: await issuedInvoice(api, accountId, amountMinor * paymentsOfRound),
    })),
  )
  const kinds = ['nothing', 'allocate', 'reverse'] as const
  return Array.from({ length: paymentsOfRound }, (_, index) => ({
    ...(open[index % open.length] as (typeof open)[number]),
    reference: randomUUID(),
    second: kinds[index % kinds.length] ?? 'nothing',
  }))
}

async function inParallel(jobs: readonly Job[], work: (job: Job) => Promise<boolean>): Promise<void> {
  const queue = [...jobs]
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let job = queue.shift(); job; job = queue.shift()) if (!(await work(job))) return
    }),
  )
}

/** The requests of one client. Each has a key, so that it can be sent again. */
async function pay(
  { once }: { once(key: string, path: string, body: object): Promise<{ id: string }> },
  { reference, accountId, invoiceId, second }: Job,
  known: Acknowledged,
): Promise<void> {
  const path = '/api/v1/finance/payments'
  const allocations = [{ invoiceId, amountMinor }]
  const { id } = await once(reference, path, {
    accountId,
    method: 'card',
    amountMinor,
    reference,
    ...(second === 'allocate' ? {} : { allocations }),
  })
  const before = known.payments.get(reference)
  assert.ok(before === undefined || before === id, 'a payment that was sent again was made again')
  known.payments.set(reference, id)
  if (second === 'allocate') await once(`${reference}-2`, `${path}/${id}/allocate`, { allocations })
  if (second === 'reverse') await once(`${reference}-2`, `${path}/${id}/reverse`, { reason: 'Bounced' })
  known.finished.add(reference)
}

/** @returns how many postings there are. */
async function assertBooks(
  api: Api,
  jobs: readonly Job[],
  known: Acknowledged,
  stage?: 'complete',
): Promise<number> {
  const payments = new Map<string, Payment>()
  await eachRow<Payment>(api.get, '/api/v1/finance/payments?', (payment) => {
    assert.ok(!payments.has(payment.reference), 'a payment was made twice')
    payments.set(payment.reference, payment)
  })
  let reversed = 0
  const paid = new Map<string, number>()
  for (const { reference, invoiceId, second } of jobs) {
    const payment = payments.get(reference)
    const wanted = known.payments.get(reference)
    if (wanted !== undefined) assert.equal(payment?.id, wanted, 'a payment was acknowledged and is lost')
    if (stage === 'complete') assert.ok(payment, 'a payment is missing')
    if (!payment) continue
    if (payment.status === 'reversed') reversed++
    if (known.finished.has(reference))
      assert.deepEqual(
        [payment.status, payment.allocatedMinor],
        second === 'reverse' ? ['reversed', 0] : ['received', amountMinor],
        'what was acknowledged of a payment is undone',
      )
    paid.set(invoiceId, (paid.get(invoiceId) ?? 0) + payment.allocatedMinor)
  }
  let invoices = 0
  await eachRow<Invoice>(api.get, '/api/v1/finance/invoices?', (invoice) => {
    if (invoice.status === 'draft') return
    invoices++
    const paidMinor = paid.get(invoice.id) ?? 0
    assert.deepEqual(
      [invoice.paidMinor, invoice.openMinor],
      [paidMinor, invoice.totalMinor - paidMinor],
      'what is paid of an invoice is not the sum of its allocations',
    )
  })
  const postings = await assertBalanced(api)
  // An invoice without tax, a payment and its reversal have two each.
  assert.equal(postings, 2 * (invoices + payments.size + reversed), 'an entry is missing or half written')
  return postings
}
