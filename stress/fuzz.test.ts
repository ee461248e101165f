import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { client } from '#platform/testing/client.ts'
import { fuzz } from '#platform/testing/fuzz.ts'
import { workspaceOf } from '#platform/testing/workspace.ts'
import { loadDemo } from '#server/demo/load.ts'

// The long form of server/platform/testing/fuzz.test.ts, in the school of the demonstration: its records are in every
// state, so that most operations can be carried out.
const requests = Number(process.env.FUZZ_REQUESTS ?? 100_000)
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

test(`${requests} requests of seed ${seed}`, { timeout: 24 * 3_600_000 }, async () => {
  const app = await startTestApp({ LOG_LEVEL: 'fatal' })
  const { login: email, password } = await loadDemo(app.services)
  const login = await client(app.origin).post('/api/v1/auth/login', { email, password })
  const inside = workspaceOf(app, login.data)
  const { statuses, faults, neverCarriedOut } = await fuzz(app, {
    requests,
    seed,
    inside,
    progress: (now) =>
      console.log(`${now.requests} requests, ${now.carriedOut.size} operations carried out`, [
        ...now.faults.values(),
      ]),
  })
  console.log([...statuses].map(([status, count]) => `${count} × ${status}`).join(', '))
  console.log(`${neverCarriedOut.length} operations were never carried out: ${neverCarriedOut.join(', ')}`)
  assert.deepEqual(faults, [])
})
