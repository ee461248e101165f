import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const birthOn = '1986-03-20'

test('a birth date is read by the person themselves and by those who keep medicals, and by nobody else', async (t) => {
  const space = await workspace(t)
  const [chief, pilot, dispatcher, auditor] = [
    await space.as('chief', { roles: ['chief_pilot'] }),
    await space.as('pilot'),
    await space.as('dispatcher', { roles: ['dispatcher'] }),
    await space.as('auditor', { roles: ['auditor'] }),
  ]
  const person = await space.person({ userId: pilot.userId })
  const path = `/api/v1/ops/crew/${person.id}/birth-date`
  assert.deepEqual((await chief.put(path, { birthOn })).data, { birthOn })
  for (const reader of [chief, pilot, space.owner])
    assert.deepEqual((await reader.get(path)).data, { birthOn })
  for (const other of [dispatcher, auditor, await space.key()])
    assert.equal((await other.get(path)).status, 403)
  for (const other of [pilot, dispatcher]) assert.equal((await other.put(path, { birthOn })).status, 403)
})

test('no list, event, export or audit entry shows a birth date', async (t) => {
  const space = await workspace(t)
  const person = await space.person()
  const path = `/api/v1/ops/crew/${person.id}`
  await space.owner.put(`${path}/birth-date`, { birthOn })
  await space.owner.patch(path, { notes: 'Moved' })
  for (const address of [path, '/api/v1/ops/crew', '/api/v1/public/events', '/api/v1/admin/audit-log'])
    assert.equal((await space.owner.get(address)).text.includes(birthOn), false, address)
  const { items } = (await space.owner.get('/api/v1/admin/audit-log?action=crew_member.birth_date_changed'))
    .data
  assert.deepEqual(items[0].changes, [{ field: 'birthOn', before: null, after: 'recorded' }])
  const stored = await space.app.sql<{ count: number }>(
    'select count(*)::int from events where workspace_id = $1 and payload::text || personal::text || changes::text like $2',
    [space.uuid, `%${birthOn}%`],
  )
  assert.equal(stored[0]?.count, 0)
})

test('a birth date lies in the past, since 1900, and can be removed', async (t) => {
  const space = await workspace(t)
  const { id } = await space.person()
  const path = `/api/v1/ops/crew/${id}/birth-date`
  for (const wrong of ['1899-12-31', '2999-01-01', 'yesterday']) {
    const { status, body } = await space.owner.put(path, { birthOn: wrong })
    assert.deepEqual([status, body.details[0].field], [400, 'birthOn'])
  }
  await space.owner.put(path, { birthOn })
  assert.deepEqual((await space.owner.put(path, { birthOn: null })).data, { birthOn: null })
  assert.deepEqual((await space.owner.get(path)).data, { birthOn: null })
})
