import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const hour = 3_600_000
const at = (hours: number) => new Date(Date.UTC(2026, 0, 10, 12) + hours * hour).toISOString()

async function plane(t: Parameters<typeof workspace>[0]) {
  const space = await workspace(t)
  const { id: aircraftId } = await space.aircraft()
  const pilot = await space.person({ displayName: 'Dana Wu' })
  const crew = [{ crewId: pilot.id, role: 'pic' }]
  return {
    ...space,
    path: `/api/v1/ops/aircraft/${aircraftId}`,
    next: async () => (await space.owner.get(`/api/v1/ops/aircraft/${aircraftId}/next-meters`)).data,
    fly: (hours: number, fields: object) =>
      space.flight({ aircraftId, crew, offBlockAt: at(hours - 1), onBlockAt: at(hours), ...fields }),
  }
}

test('the next hobbs is the last known one, of a flight that is not posted too, and says whose flight it was', async (t) => {
  const { owner, made, path, fly, next } = await plane(t)
  assert.deepEqual(await next(), { meters: [], pendingFlights: 0 })
  await made(`${path}/readings`, { kind: 'hobbs', readingHundredths: 10_000, readAt: at(0) })
  const [read] = (await next()).meters
  assert.deepEqual(read, { kind: 'hobbs', hundredths: 10_000, readAt: at(0), isPosted: true, flight: null })
  const draft = await fly(10, { hobbsOutHundredths: 10_000, hobbsInHundredths: 10_100 })
  const submitted = await fly(20, {
    hobbsOutHundredths: 10_100,
    hobbsInHundredths: 10_200,
    status: 'submitted',
  })
  const pending = await next()
  assert.equal(pending.pendingFlights, 2)
  assert.deepEqual(pending.meters, [
    {
      kind: 'hobbs',
      hundredths: 10_200,
      readAt: at(20),
      isPosted: false,
      flight: { id: submitted.id, status: 'submitted', offBlockAt: at(19), crew: 'Dana Wu' },
    },
  ])
  await owner.post(`/api/v1/ops/flights/${submitted.id}/approve`)
  const posted = await next()
  // The draft lies before what is posted, so it no longer says where the dial stands.
  assert.deepEqual(
    [
      posted.pendingFlights,
      posted.meters[0].hundredths,
      posted.meters[0].isPosted,
      posted.meters[0].flight.id,
    ],
    [1, 10_200, true, submitted.id],
  )
  await owner.delete(`/api/v1/ops/flights/${draft.id}`)
  assert.equal((await next()).pendingFlights, 0)
})

test('a planned or rejected flight says nothing about where the dial stands', async (t) => {
  const { fly, next, flight } = await plane(t)
  await fly(10, { tachOutHundredths: 100, tachInHundredths: 200, status: 'rejected' })
  await fly(24 * 36_500, { tachOutHundredths: 200, tachInHundredths: 300 })
  await flight({ tachOutHundredths: 500, tachInHundredths: 600 })
  assert.deepEqual(await next(), { meters: [], pendingFlights: 0 })
})

test('after a reversal, the dial stands where it stood before the flight', async (t) => {
  const { owner, fly, next } = await plane(t)
  await fly(10, { hobbsOutHundredths: 100, hobbsInHundredths: 200, status: 'approved' })
  const wrong = await fly(20, { hobbsOutHundredths: 200, hobbsInHundredths: 310, status: 'approved' })
  await owner.post(`/api/v1/ops/flights/${wrong.id}/reverse`, { reason: 'Wrong aircraft' })
  const { meters } = await next()
  assert.deepEqual([meters[0].hundredths, meters[0].readAt], [200, at(10)])
})
