import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

type Row = Record<string, unknown>
const simulator = { registration: 'SIM1', category: 'simulator', engineType: 'none' }
const times = { offBlockAt: '2026-03-04T16:00:00Z', onBlockAt: '2026-03-04T17:30:00Z' }

async function logSession(space: TestWorkspace, fields: Row = {}) {
  const aircraftId = fields.aircraftId ?? (await space.aircraft(simulator)).id
  const crew = fields.crew ?? [{ crewId: (await space.person()).id, role: 'pic' }]
  return space.owner.post('/api/v1/ops/flights', { ...times, ...fields, aircraftId, crew })
}

test('a session in a simulator is a record without airports, with its minutes, crew and counts', async (t) => {
  const space = await workspace(t)
  const { status, data } = await logSession(space, { approaches: 3, holds: 1, dayLandings: 4 })
  assert.equal(status, 201)
  assert.deepEqual(
    [data.isSimulator, data.simulatorMinutes, data.blockMinutes, data.airMinutes],
    [true, 90, null, null],
  )
  assert.deepEqual([data.fromAirport, data.toAirport, data.fromName], [null, null, null])
  assert.deepEqual(
    data.crew.map((member: Row) => [member.approaches, member.isTracking, member.dayLandings]),
    [[3, true, 4]],
  )
  const found = await space.owner.get('/api/v1/ops/flights?search=SIM1')
  assert.equal(found.data.total, 1)
})

test('an aircraft needs its airports, also when a session is moved to one', async (t) => {
  const space = await workspace(t)
  const aircraftId = (await space.aircraft()).id
  const refused = await logSession(space, { aircraftId, fromAirport: 'KFNL' })
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'toAirport'])
  const { data: session } = await logSession(space)
  const path = `/api/v1/ops/flights/${session.id}`
  const moved = await space.owner.patch(path, { aircraftId })
  assert.deepEqual(
    moved.body.details.map((detail: Row) => detail.field),
    ['fromAirport', 'toAirport'],
  )
  const flown = await space.owner.patch(path, { aircraftId, fromAirport: 'KFNL', toAirport: 'KGXY' })
  assert.deepEqual([flown.data.isSimulator, flown.data.blockMinutes], [false, 90])
  assert.equal((await space.owner.patch(path, { toAirport: null })).status, 400)
})

test('an approved session ages no airframe, needs no medical, and is public as what it is', async (t) => {
  const space = await workspace(t)
  const pilot = await space.person()
  await space.made('/api/v1/compliance/records', {
    crewId: pilot.id,
    kind: 'medical',
    title: 'Medical',
    issuedOn: '2020-01-10',
    expiresOn: '2022-01-31',
  })
  const crew = [{ crewId: pilot.id, role: 'pic' }]
  const { data: session } = await logSession(space, { crew, dayLandings: 4 })
  await space.made(`/api/v1/ops/flights/${session.id}/submit`)
  const approved = await space.owner.post(`/api/v1/ops/flights/${session.id}/approve`)
  assert.deepEqual([approved.status, approved.data.warnings], [200, []])
  assert.deepEqual((await space.owner.get(`/api/v1/ops/aircraft/${session.aircraftId}/meters`)).data, [])
  const reader = await space.key({ scopes: ['public.flights:read'] })
  const [shown] = (await reader.get('/api/v1/public/flights')).data.items
  assert.deepEqual(
    [shown.isSimulator, shown.simulatorMinutes, shown.blockMinutes, shown.fromAirport],
    [true, 90, null, null],
  )
  const reversal = await space.owner.post(`/api/v1/ops/flights/${session.id}/reverse`, { reason: 'Twice' })
  assert.equal(reversal.status, 201)
})

test('the rows of a simulator come in from a file without airports, and those of an aircraft do not', async (t) => {
  const space = await workspace(t)
  await space.aircraft(simulator)
  await space.aircraft({ registration: 'N172AP' })
  await space.person({ displayName: 'Ada Holm' })
  const file = [
    'Aircraft,Date,Out,In,From,To,PIC,Approaches,Ground Simulator',
    'SIM1,2026-03-04,09:00,10:30,,,Ada Holm,3,',
    'SIM1,2026-03-05,,,,,Ada Holm,2,1.5',
    'N172AP,2026-03-06,09:00,10:00,,,Ada Holm,,',
  ].join('\n')
  const { problems } = await analyzed(space.owner, 'flights', file)
  assert.deepEqual(problems, [
    '4 From: From is missing: every row needs it',
    '4 To: To is missing: every row needs it',
  ])
  const sessions = await analyzed(space.owner, 'flights', file.split('\n').slice(0, 3).join('\n'))
  await ran(space.owner, sessions.id)
  const { items } = (await space.owner.get('/api/v1/ops/flights?sort=offBlockAt')).data
  assert.deepEqual(
    items.map((item: Row) => [item.simulatorMinutes, item.fromAirport, item.approaches, item.status]),
    [
      [90, null, 3, 'approved'],
      [90, null, 2, 'draft'],
    ],
  )
})
