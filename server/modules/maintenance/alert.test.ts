import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { endpoint, until } from '#platform/webhooks/test-endpoint.ts'
import { receiver, verifyStandard } from '#platform/webhooks/test-receiver.ts'

// Here everything runs as in production: rules, bell and webhooks.
await testApp()

test('an approved flight that crosses a limit reaches webhooks, and those who look after maintenance, without any set-up', async (t) => {
  const space = await workspace(t)
  const mechanic = await space.as('Mechanic', { roles: ['mechanic'] })
  const pilot = await space.as('Pilot', { roles: ['pilot'] })
  const { id: aircraftId, registration } = await space.aircraft()
  const item = await space.owner.post('/api/v1/maintenance/items', {
    aircraftId,
    title: '100-hour inspection',
    kind: 'inspection',
    limits: [{ counter: 'tach', intervalHundredths: 10_000, lastDoneHundredths: 200_000 }],
  })
  assert.equal(item.data.state, 'insufficient_data', item.text)
  const hook = await receiver(t)
  const { secret } = await endpoint(space, hook.url, { events: ['maintenance.alert'] })
  await space.flight({
    aircraftId,
    status: 'approved',
    tachOutHundredths: 209_990,
    tachInHundredths: 210_110,
  })
  const [got] = await hook.has(1)
  assert.ok(got && verifyStandard(got, secret))
  const { type, data } = JSON.parse(got.body)
  assert.equal(type, 'maintenance.alert')
  assert.deepEqual(
    [
      data.id,
      data.aircraftRegistration,
      data.stateBefore,
      data.stateAfter,
      data.state,
      data.remainingHundredths,
    ],
    [item.data.id, registration, 'insufficient_data', 'overdue', 'overdue', -110],
  )
  const { notifications } = await until(
    async () => (await mechanic.get('/api/notifications')).data,
    (page) => page.notifications.length > 0,
  )
  assert.equal(notifications.length, 1)
  assert.equal(notifications[0].title, `Maintenance alert: ${registration}: 100-hour inspection`)
  assert.match(notifications[0].body, /is overdue, 1\.10 h over 2100\.00 h tach/)
  assert.equal((await pilot.get('/api/notifications')).data.notifications.length, 0)
})
