import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

test('approving a flight posts its meters in the same transaction', async (t) => {
  const { owner, flight, aircraft } = await workspace(t)
  const { id: aircraftId } = await aircraft()
  const { id } = await flight({ aircraftId, status: 'submitted', hobbsOutHundredths: 10_000, hobbsInHundredths: 10_120 })
  const res = await owner.post(`/api/v1/ops/flights/${id}/approve`)
  assert.equal(res.status, 200)
  assert.equal(res.data.status, 'approved')
  const meters = await owner.get(`/api/v1/ops/aircraft/${aircraftId}/meters`)
  assert.deepEqual(meters.data.map((meter: { kind: string; currentHundredths: number }) => [meter.kind, meter.currentHundredths]), [['hobbs', 10_120]])
  const events = await owner.get('/api/v1/public/events')
  assert.deepEqual(events.data.items.map((event: { type: string }) => event.type), ['flight.approved', 'flight.submitted'])
})
