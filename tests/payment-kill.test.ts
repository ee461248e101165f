import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, installation, signUp } from './installation.ts'

const kills = 3
const paymentsEachTime = 100

interface Posting {
  accountId: string
  amountMinor: number
  currency: string
}

test('kill -9 in the middle of payments leaves every balance the sum of its postings, and every currency at zero', {
  timeout: 120_000,
}, async (t) => {
  const { start } = installation(t)
  let running = await start()
  const token = await signUp(running.url)
  const post = (path: string, body?: object) => call(running.url, token, path, body)
  const read = (path: string) => call(running.url, token, path, undefined, 'GET')
  const { id: crewId } = await post('/api/v1/ops/crew', {
    displayName: 'Sam Student',
    functions: ['student'],
  })
  const account = await post('/api/v1/finance/accounts', {
    holder: { type: 'person', id: crewId },
    currency: 'USD',
  })
  const acknowledged: string[] = []
  for (let kill = 0; kill < kills; kill++) {
    const target = acknowledged.length + paymentsEachTime / 4
    let waiting = paymentsEachTime
    const { process, ended } = running
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        try {
          while (waiting-- > 0) {
            const payment = await post('/api/v1/finance/payments', {
              accountId: account.id,
              method: 'card',
              amountMinor: 100 + waiting,
            })
            if (acknowledged.push(payment.id) === target) process.kill('SIGKILL')
          }
        } catch {
          // The process is dead, as intended.
        }
      }),
    )
    await ended
    running = await start()
    const payments = new Set<string>()
    await eachPage(read, '/api/v1/finance/payments', ({ id }) => payments.add(String(id)))
    assert.ok(payments.size < (kill + 1) * paymentsEachTime, 'the process died too late to prove anything')
    assert.deepEqual(
      acknowledged.filter((id) => !payments.has(id)),
      [],
      'acknowledged, but missing after the restart',
    )
    const sums = new Map<string, number>()
    let postings = 0
    await eachPage(read, '/api/v1/finance/ledger/postings', (row) => {
      const { accountId, amountMinor, currency } = row as unknown as Posting
      postings++
      for (const key of [accountId, currency]) sums.set(key, (sums.get(key) ?? 0) + amountMinor)
    })
    assert.equal(
      postings,
      payments.size * 2,
      'a payment without its postings, or postings without their payment',
    )
    assert.equal(sums.get('USD'), 0)
    await eachPage(read, '/api/v1/finance/accounts', ({ id, balanceMinor }) =>
      assert.equal(balanceMinor, sums.get(String(id)) ?? 0),
    )
  }
})

type Row = Record<string, unknown>
async function eachPage(
  read: (path: string) => Promise<{ items: Row[]; next_cursor?: string | null }>,
  path: string,
  visit: (row: Row) => void,
): Promise<void> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await read(`${path}?page_size=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    page.items.forEach(visit)
    cursor = page.next_cursor ?? null
  }
}
