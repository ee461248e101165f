import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventTypeName } from '../kernel/event-type.ts'
import { deliveriesOf, endpoint, workspace } from './testing/endpoint.ts'
import { receiver } from './testing/receiver.ts'

// What these operations do takes something back, or takes a record away from those who read it.
const undoes = /^(delete|withdraw|cancel|reopen|reverse|revoke|reject|retire)[A-Z]/

test('whatever undoes an event is an event: each operation that takes back a record of which events tell', async () => {
  const { operations, eventTypes } = (await workspace()).app.services
  const subjects = new Set(eventTypes.map(({ subject }) => subject))
  const undoing = operations.filter(
    ({ id, writes, on }) => writes && undoes.test(id) && on !== undefined && subjects.has(on.name),
  )
  assert.ok(undoing.length >= 7, undoing.map(({ id }) => id).join())
  assert.deepEqual(
    undoing.filter(({ emits }) => !emits).map(({ id }) => id),
    // No event tells that an endpoint or a channel was created, an import was prepared or a report was published.
    ['deleteEndpoint', 'deleteNotificationChannel', 'cancelImport', 'withdrawReport'],
  )
})

test('each type of event that is declared is in the catalog: nobody reads the events of another', async () => {
  const { eventTypes } = (await workspace()).app.services
  const { enum: declared } = eventTypeName('') as unknown as { enum: string[] }
  assert.deepEqual([...declared].sort(), eventTypes.map(({ type }) => type).sort())
})

test('a flight that is reversed, reopened or deleted, an aircraft and a person that change, and a revoked key are sent', async (t) => {
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
  await deliveriesOf(space, id, 'delivered', 7)
  const events = new Map(
    hook.received.map(({ body }) => JSON.parse(body)).map(({ type, data }) => [type, data]),
  )
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
  assert.equal(events.get('api_key.revoked').id, keyId)
})
