import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, installation, receiverOf, signUp } from './installation.ts'

test('kill -9 during pings and deliveries loses no acknowledged event', {
  timeout: 120_000,
}, async (t) => {
  const { start } = installation(t)
  const arrived = new Set<string>()
  // It answers after 400 ms, so that deliveries are always in progress.
  const url = await receiverOf(
    t,
    (_body, { headers }) => arrived.add(String(headers['x-ga-webhook-delivery'])),
    400,
  )
  const first = await start()
  const token = await signUp(first.url)
  const endpoint = await call(first.url, token, '/api/v1/webhooks/endpoints', { url, events: ['*'] })
  const acknowledged: string[] = []
  const ping = async () => {
    const { uuid } = await call(first.url, token, `/api/v1/webhooks/endpoints/${endpoint.id}/ping`)
    if (acknowledged.push(uuid) === 200) first.process.kill('SIGKILL')
  }
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      try {
        for (;;) await ping()
      } catch {
        // The process is dead, as intended.
      }
    }),
  )
  await first.ended
  const missing = () => acknowledged.filter((uuid) => !arrived.has(uuid))
  assert.ok(missing().length > 0, 'the process died too late to prove anything')
  await start()
  for (const deadline = Date.now() + 60_000; missing().length > 0 && Date.now() < deadline; )
    await new Promise((resolve) => setTimeout(resolve, 100))
  assert.deepEqual(missing(), [])
})
