import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()

test('a year that can only be a slip is refused where it is written, and may be asked for', async (t) => {
  const { owner, aircraft, person } = await workspace(t, app)
  const flight = {
    aircraftId: (await aircraft()).id,
    crew: [{ crewId: (await person()).id, role: 'pic' }],
    fromAirport: 'KFNL',
    toAirport: 'KGXY',
  }
  for (const year of ['0206', '1899', '2206', '9999']) {
    const times = { offBlockAt: `${year}-04-24T12:00:00Z`, onBlockAt: `${year}-04-24T13:00:00Z` }
    const { status, body } = await owner.post('/api/v1/ops/flights', { ...flight, ...times })
    assert.equal(status, 400)
    assert.deepEqual(body.details, [
      { field: 'offBlockAt', message: `lies in the year ${year}: check it` },
      { field: 'onBlockAt', message: `lies in the year ${year}: check it` },
    ])
  }
  assert.equal((await owner.get('/api/v1/ops/flights?date_from=0001-01-01&date_to=9999-12-31')).status, 200)
})
