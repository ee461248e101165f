import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { erasePassengers } from './erase-passengers.ts'
import { leg, pilot, through, trips } from './testing/trip.ts'

test('trips with passengers are read by those who plan, and by the crew that flies them', async (t) => {
  const ws = await workspace(t)
  const [ada, ben] = [await pilot(ws, 'Ada'), await pilot(ws, 'Ben')]
  const trip = await ws.made(trips, {
    type: 'charter',
    passengers: [{ name: 'Grace Hopper', weightKg: 70.5, documentNumber: 'X123' }],
    legs: [leg({ crew: [{ crewId: ada.crewId, role: 'pic' }] })],
  })
  assert.equal((await ada.get(`${trips}/${trip.id}`)).data.passengers[0].weightKg, 70.5)
  assert.equal((await ben.get(`${trips}/${trip.id}`)).status, 404)
  assert.equal((await ben.get(trips)).data.total, 0)
  const key = await ws.key({ scopes: ['trips:read'] })
  assert.equal((await key.get(trips)).data.items[0].passengers[0].name, 'Grace Hopper')
  assert.equal((await (await ws.key({ scopes: ['flights:read'] })).get(trips)).status, 403)
})

test('a year after a trip nothing is left of its passengers', async (t) => {
  const ws = await workspace(t)
  const trip = await ws.made(trips, {
    type: 'charter',
    passengers: [{ name: 'Grace Hopper' }],
    legs: [leg()],
  })
  const passengersAfter = async (days: number) => {
    const end = Date.parse('2027-03-08T11:00:00Z')
    await erasePassengers.at(ws.app.services, new Date(end + days * 86_400_000 + 1))
    return (await ws.owner.get(`${trips}/${trip.id}`)).data.passengers.length
  }
  assert.deepEqual([await passengersAfter(364), await passengersAfter(365)], [1, 0])
})

test('the history counts passengers, and never names them: it outlasts their erasure', async (t) => {
  const ws = await workspace(t)
  const passengers = [{ name: 'Grace Hopper', documentNumber: 'X123' }]
  const trip = await ws.made(trips, { type: 'charter', passengers, legs: [leg()] })
  await ws.owner.patch(`${trips}/${trip.id}`, { passengers: [...passengers, { name: 'Amelia Lund' }] })
  await through(ws.owner, trip.id, ['cancel', { reason: 'Weather' }])
  const log = await ws.owner.get(`/api/v1/admin/audit-log?subject=${trip.id}`)
  const counts = log.data.items.flatMap(({ changes }: { changes: { field: string }[] }) =>
    changes.filter(({ field }) => field === 'passengers'),
  )
  assert.deepEqual(counts, [
    { field: 'passengers', before: 1, after: 2 },
    { field: 'passengers', before: null, after: 1 },
  ])
  const rows = await ws.app.sql<{ words: string }>(
    "select concat_ws(' ', changes, payload, personal, subject_label) as words from events where workspace_id = $1",
    [ws.uuid],
  )
  assert.doesNotMatch(rows.map(({ words }) => words).join('\n'), /Hopper|Lund|X123/)
})
