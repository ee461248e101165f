import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from './app.ts'
import { isPartial } from './attack-choice.ts'
import { fuzz } from './fuzz.ts'

test('no request is answered otherwise than described, with 5xx, or without a sentence', {
  skip: isPartial() && 'it asks all operations',
  timeout: 600_000,
}, async (t) => {
  const app = await startTestApp({ LOG_LEVEL: 'fatal' })
  const { requests, statuses, faults } = await fuzz(app, { requests: 5_000, seed: 7 })
  const counts = [...statuses].map(([status, count]) => `${count} × ${status}`)
  t.diagnostic(`${requests} requests: ${counts.join(', ')}`)
  assert.deepEqual(faults, [])
})
