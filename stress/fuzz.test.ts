import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { client } from '#platform/testing/client.ts'
import { fuzz } from '#platform/testing/fuzz.ts'
import { workspaceOf } from '#platform/testing/workspace.ts'
import { loadDemo } from '#server/demo/load.ts'

// The long form of server/platform/testing/fuzz.test.ts, in the school of the demonstration: its records are in every
// state, so that most operations can be carried out. Lists grow with each request, so each part has a school of its own.
const requests = Number(process.env.FUZZ_REQUESTS ?? 100_000)
const firstSeed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))
const requestsOfPart = 25_000
const parts = Math.ceil(requests / requestsOfPart)

const total = { requests: 0, statuses: new Map<number, number>() }
const neverCarriedOut: string[][] = []

for (let part = 0; part < parts; part++) {
  const seed = firstSeed + part
  const share = Math.min(requestsOfPart, requests - part * requestsOfPart)
  test(`${share} requests of seed ${seed}`, { timeout: 24 * 3_600_000 }, async () => {
    const app = await startTestApp({ LOG_LEVEL: 'error' })
    const { login: email, password } = await loadDemo(app.services)
    const login = await client(app.origin).post('/api/v1/auth/login', { email, password })
    const inside = workspaceOf(app, login.data)
    const outcome = await fuzz(app, {
      requests: share,
      seed,
      inside,
      progress: (now) =>
        console.log(`${now.requests} requests, ${now.carriedOut.size} operations carried out`, [
          ...now.faults.values(),
        ]),
    })
    for (const [status, count] of outcome.statuses)
      total.statuses.set(status, (total.statuses.get(status) ?? 0) + count)
    total.requests += outcome.requests
    neverCarriedOut.push(outcome.neverCarriedOut)
    await app.close()
    assert.deepEqual(outcome.faults, [])
  })
}

test('every operation was carried out', () => {
  const [first = [], ...others] = neverCarriedOut
  const never = first.filter((id) => others.every((ids) => ids.includes(id)))
  console.log(`${total.requests} requests of ${parts} seeds from ${firstSeed}`)
  console.log([...total.statuses].map(([status, count]) => `${count} × ${status}`).join(', '))
  assert.ok(neverCarriedOut.length > 0)
  assert.deepEqual(never, [])
})
