import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, flightSubmitter, installation, receiverOf, signUp } from './installation.ts'

const flights = 60

test('kill -9 during a fan-out loses no notification, and queues none twice', {
  timeout: 120_000,
}, async (t) => {
  const notified = new Set<string>()
  const url = await receiverOf(t, (body) => {
    const message = JSON.parse(body) as { events: { data: { id: string } }[] }
    for (const event of message.events) notified.add(event.data.id)
  })
  const { start } = installation(t)
  const first = await start()
  const token = await signUp(first.url)
  const post = (path: string, body?: object) => call(first.url, token, path, body)
  const channel = await post('/api/notifications/channels', {
    type: 'webhook',
    name: 'Board',
    config: { url },
  })
  const rule = await post('/api/notifications/rules', {
    name: 'Submitted',
    event: 'flight.submitted',
    channel_ids: [channel.id],
  })
  const { submit: submitFlight } = await flightSubmitter(post)
  const acknowledged: string[] = []
  const submit = async (number: number) => acknowledged.push(await submitFlight(number))
  // The engine reads while events arrive. It is killed once it has sent some notifications.
  const submitting = Promise.allSettled(Array.from({ length: flights }, (_none, number) => submit(number)))
  while (notified.size === 0) await new Promise((resolve) => setImmediate(resolve))
  first.process.kill('SIGKILL')
  await first.ended
  await submitting

  const second = await start()
  const get = (path: string) => call(second.url, token, path, undefined, 'GET')
  const deadline = Date.now() + 60_000
  while (!acknowledged.every((id) => notified.has(id)) && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(
    acknowledged.filter((id) => !notified.has(id)),
    [],
    'lost',
  )
  const { total: submitted } = await get('/api/v1/admin/audit-log?action=flight.submitted')
  const { total: queued } = await get(`/api/v1/webhooks/deliveries?rule_id=${rule.id}`)
  assert.equal(queued, submitted)
})
