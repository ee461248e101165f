import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { testApp } from '#platform/testing/app.ts'
import { until } from '#platform/testing/until.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { endpoint } from '#platform/webhooks/testing/endpoint.ts'
import { receiver, verifyStandard } from '#platform/webhooks/testing/receiver.ts'

// Here everything runs as in production: rules, bell and webhooks.
await testApp()

test('an approved flight that crosses a limit alerts webhooks and maintenance staff without any setup', async (t) => {
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
  const types = (await space.owner.get('/api/v1/webhooks/event-types')).data
  const listed = (types.items ?? types).find(({ type }: { type: string }) => type === 'maintenance.alert')
  assert.equal(listed.stability, 'beta')
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

test('imported and reversed flights change what is due', async (t) => {
  const space = await workspace(t)
  const { id: aircraftId, registration } = await space.aircraft()
  const pilot = await space.person()
  const { data: item } = await space.owner.post('/api/v1/maintenance/items', {
    aircraftId,
    title: 'Oil change',
    kind: 'servicing',
    limits: [{ counter: 'tach', intervalHundredths: 5_000, lastDoneHundredths: 200_000 }],
  })
  const stands = async () => {
    const { state, remainingHundredths } = (await space.owner.get(`/api/v1/maintenance/items/${item.id}`))
      .data
    return [state, remainingHundredths]
  }
  const file = `Aircraft,Off block,On block,From,To,PIC,Tach out,Tach in\n${registration},2025-12-04 09:00,2025-12-04 10:12,KFNL,KGXY,${pilot.displayName},2048.0,2049.0\n`
  const { id, problems } = await analyzed(space.owner, 'flights', file)
  assert.deepEqual(problems, [])
  await ran(space.owner, id)
  assert.deepEqual(await stands(), ['upcoming', 100])
  const auditLog = (await space.owner.get(`/api/v1/admin/audit-log?subject=${item.id}`)).data.items
  assert.equal(auditLog.filter(({ action }: { action: string }) => action === 'maintenance.alert').length, 1)
  const [alert] = await space.app.sql(
    `
      select payload::json ->> 'workspaceId' as workspace
        from events where subject_id = $1 and type = 'maintenance.alert'`,
    [item.id],
  )
  assert.equal(alert?.workspace, space.id, 'receivers know a workspace by the id that the API shows')
  const { id: flightId } = await space.flight({
    aircraftId,
    status: 'approved',
    tachOutHundredths: 204_900,
    tachInHundredths: 205_050,
  })
  assert.deepEqual(await stands(), ['overdue', -50])
  await space.owner.post(`/api/v1/ops/flights/${flightId}/reverse`, { reason: 'Logged twice' })
  assert.deepEqual(await stands(), ['upcoming', 100])
})
