import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { call, installation, signUp } from './installation.ts'

test('kill -9 during pings and deliveries loses no acknowledged event', {
  timeout: 120_000,
}, async (t) => {
  const { start } = installation(t)
  const arrived = new Set<string>()
  const url = await slowReceiver(t, (id) => arrived.add(id))
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

/** Answers after 400 ms, so that deliveries are always in progress. */
async function slowReceiver(t: TestContext, arrive: (id: string) => void) {
  const server = createServer((req, res) => {
    req.resume().on('end', () =>
      setTimeout(() => {
        arrive(String(req.headers['x-ga-webhook-delivery']))
        res.end()
      }, 400),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
