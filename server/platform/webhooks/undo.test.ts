import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliveriesOf, endpoint, workspace } from './testing/endpoint.ts'
import { receiver } from './testing/receiver.ts'

test('a flight that is reversed, reopened or deleted, an aircraft and a person that change, and keys that are revoked, also with their maker, are sent', async (t) => {
  const [space, hook] = [await workspace(), await receiver(t)]
  const approved = await space.flight({ status: 'approved' })
  const rejected = await space.flight({ status: 'rejected' })
  const draft = await space.flight()
  const aircraft = await space.aircraft()
  const person = await space.person()
  const { keyId } = await space.key()
  const { id } = await endpoint(space, hook.url)
  const { data: reversal } = await space.owner.post(`/api/v1/ops/flights/${approved.id}/reverse`, {
    reason: 'Wrong aircraft',
  })
  await space.owner.post(`/api/v1/ops/flights/${rejected.id}/reopen`)
  await space.owner.delete(`/api/v1/ops/flights/${draft.id}`)
  await space.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'retired' })
  await space.owner.patch(`/api/v1/ops/crew/${person.id}`, { status: 'inactive' })
  await space.owner.delete(`/api/user/api-keys/${keyId}`)
  const leaver = await space.as('leaver', { roles: ['admin'] })
  const { data: left } = await leaver.post('/api/user/api-keys', { name: 'Left behind', scopes: ['*'] })
  const { items } = (await space.owner.get('/api/v1/admin/members?page_size=100')).data
  const member = items.find(({ userId }: { userId: string }) => userId === leaver.userId)
  assert.equal((await space.owner.delete(`/api/v1/admin/members/${member.id}`)).status, 204)
  await deliveriesOf(space, id, 'delivered', 8)
  const bodies = hook.received.map(({ body }) => JSON.parse(body))
  const events = new Map(bodies.map(({ type, data }) => [type, data]))
  assert.equal(events.get('flight.approved').reversesFlightId, approved.id)
  assert.deepEqual(
    [events.get('flight.reversed').id, events.get('flight.reversed').reversedByFlightId],
    [approved.id, reversal.id],
  )
  assert.deepEqual(
    [events.get('flight.reopened').id, events.get('flight.reopened').status],
    [rejected.id, 'draft'],
  )
  assert.equal(events.get('flight.deleted').id, draft.id)
  assert.equal(events.get('aircraft.updated').status, 'retired')
  assert.deepEqual(
    [events.get('crew_member.updated').status, events.get('crew_member.updated').email],
    ['inactive', undefined],
  )
  const revoked = bodies.filter(({ type }) => type === 'api_key.revoked').map(({ data }) => data.id)
  assert.deepEqual(revoked.sort(), [keyId, left.id].sort())
})
