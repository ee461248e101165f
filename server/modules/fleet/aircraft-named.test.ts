import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const lists = {
  '/api/v1/ops/aircraft?registration=': 'id',
  '/api/v1/ops/flights?aircraft=': 'aircraftId',
  '/api/v1/maintenance/items?aircraft=': 'aircraftId',
  '/api/v1/public/maintenance/due?aircraft=': 'id',
  '/api/v1/sms/reports?aircraft=': 'aircraftId',
}

test('every list finds an aircraft by its registration, with other hyphens and by a former one', async (t) => {
  const space = await workspace(t)
  const aircraft = await space.aircraft({ registration: 'G-ABCD' })
  const other = await space.aircraft({ registration: 'N1AP' })
  const far = await workspace(t)
  await far.aircraft({ registration: 'GABCD' })
  for (const { id } of [aircraft, other]) {
    await space.flight({ aircraftId: id })
    await space.made('/api/v1/maintenance/items', {
      aircraftId: id,
      title: 'Oil',
      kind: 'inspection',
      limits: [{ counter: 'tach', intervalHundredths: 5_000, lastDoneHundredths: 200_000 }],
    })
  }
  const report = await space.made('/api/v1/sms/reports', {
    type: 'hazard',
    title: 'Flat tire on landing',
    description: 'The left tire was flat at touchdown, and the airplane left the runway slowly.',
    category: 'ground_operations',
    aircraftRegistration: 'gabcd',
  })
  const { aircraftId } = (await space.owner.get(`/api/v1/sms/reports/${report.id}`)).data
  assert.equal(aircraftId, aircraft.id, 'the report is linked')
  const find = async (written: string) => {
    for (const [path, field] of Object.entries(lists)) {
      const { status, data, text } = await space.owner.get(`${path}${written}`)
      assert.equal(status, 200, text)
      const ids = data.items.map((item: Record<string, string>) => item[field])
      assert.deepEqual(ids, [aircraft.id], `${path}${written}`)
    }
  }
  for (const written of ['G-ABCD', 'gabcd']) await find(written)
  await space.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { registration: 'G-NEWW' })
  for (const written of ['G-ABCD', 'GABCD', 'GNEWW']) await find(written)
  // The present one comes before a former one.
  await space.owner.patch(`/api/v1/ops/aircraft/${other.id}`, { registration: 'GABCD' })
  const { items } = (await space.owner.get('/api/v1/ops/flights?aircraft=G-ABCD')).data
  assert.deepEqual(
    items.map((flight: { aircraftId: string }) => flight.aircraftId),
    [other.id],
  )
})

for (const registration of ['G-ABCD', 'GABCD'])
  test(`a search finds ${registration} with and without hyphens`, async (t) => {
    const { owner, aircraft } = await workspace(t)
    const { id } = await aircraft({ registration })
    await aircraft({ registration: 'N1AP' })
    for (const search of ['gabcd', 'g-abc', 'G-ABCD', 'BCD']) {
      const { items } = (await owner.get(`/api/v1/ops/aircraft?search=${search}`)).data
      assert.deepEqual(
        items.map((item: { id: string }) => item.id),
        [id],
        search,
      )
    }
  })
