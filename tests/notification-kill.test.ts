import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { call, installation, signUp } from './installation.ts'

const flights = 60

test('kill -9 during a fan-out loses no notification, and queues none twice', {
  timeout: 120_000,
}, async (t) => {
  const notified = new Set<string>()
  const receiver = createServer((request, response) => {
    let body = ''
    request
      .setEncoding('utf8')
      .on('data', (text: string) => {
        body += text
      })
      .on('end', () => {
        const message = JSON.parse(body) as { events: { data: { id: string } }[] }
        for (const event of message.events) notified.add(event.data.id)
        response.end()
      })
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  t.after(() => {
    receiver.closeAllConnections()
    receiver.close()
  })
  const { start } = installation(t)
  const first = await start()
  const token = await signUp(first.url)
  const post = (path: string, body?: object) => call(first.url, token, path, body)
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
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
  const { id: aircraftId } = await post('/api/v1/ops/aircraft', {
    registration: 'N1KILL',
    typeDesignator: 'C172',
  })
  const { id: crewId } = await post('/api/v1/ops/crew', { displayName: 'Pilot' })
  const acknowledged: string[] = []
  const submit = async (number: number) => {
    const off = Date.UTC(2026, 0, 1) + number * 7_200_000
    const { id } = await post('/api/v1/ops/flights', {
      aircraftId,
      crew: [{ crewId, role: 'pic' }],
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: new Date(off).toISOString(),
      onBlockAt: new Date(off + 3_600_000).toISOString(),
    })
    await post(`/api/v1/ops/flights/${id}/submit`)
    acknowledged.push(id)
  }
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
