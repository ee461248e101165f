import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, flightSubmitter, installation, receiverOf, signUp } from './installation.ts'

const flights = 80

test('kill -9 during approvals loses no acknowledged approval, and each approval is delivered', {
  timeout: 120_000,
}, async (t) => {
  const delivered = new Set<string>()
  const url = await receiverOf(
    t,
    (body) => {
      const event = JSON.parse(body) as { type: string; data: { id: string } }
      if (event.type === 'flight.approved') delivered.add(event.data.id)
    },
    20,
  )
  const { start } = installation(t)
  const first = await start()
  const token = await signUp(first.url)
  const post = (path: string, body?: object) => call(first.url, token, path, body)
  await post('/api/v1/webhooks/endpoints', { url, events: ['flight.approved'] })
  const { aircraftId, submit } = await flightSubmitter(post)
  const submitted: string[] = []
  for (let number = 0; number < flights; number++)
    submitted.push(
      await submit(number, { hobbsOutHundredths: number * 100, hobbsInHundredths: number * 100 + 100 }),
    )

  const acknowledged: string[] = []
  const waiting = [...submitted]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      try {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          await post(`/api/v1/ops/flights/${id}/approve`)
          if (acknowledged.push(id) === 30) first.process.kill('SIGKILL')
        }
      } catch {
        // The process is dead, as intended.
      }
    }),
  )
  await first.ended
  const second = await start()
  const { items } = await call(
    second.url,
    token,
    '/api/v1/ops/flights?status=approved&page_size=100',
    undefined,
    'GET',
  )
  const approved = items.map((flight) => flight.id)
  assert.ok(approved.length < flights, 'the process died too late to prove anything')
  assert.deepEqual(
    acknowledged.filter((id) => !approved.includes(id)),
    [],
    'acknowledged, but missing after the restart',
  )
  for (
    const deadline = Date.now() + 60_000;
    approved.some((id) => !delivered.has(id)) && Date.now() < deadline;
  )
    await new Promise((resolve) => setTimeout(resolve, 100))
  assert.deepEqual(
    approved.filter((id) => !delivered.has(id)),
    [],
    'approved, but never delivered',
  )
  assert.deepEqual(
    [...delivered].filter((id) => !approved.includes(id)),
    [],
    'delivered, but not approved',
  )
  const { items: readings } = await call(
    second.url,
    token,
    `/api/v1/ops/aircraft/${aircraftId}/readings?page_size=100`,
    undefined,
    'GET',
  )
  assert.equal(
    readings.length,
    approved.length,
    'a meter moved without its flight, or a flight without its meter',
  )
})
