import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/id.ts'
import { testApp } from '../testing/app.ts'
import type { Answer } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const namedFields = ({ status, body }: Answer) => [
  status,
  ...(body.details ?? []).map(({ field }: { field: string }) => field),
]
const report = {
  type: 'concern',
  category: 'human_factors',
  title: 'Duty days that run too long',
  description: 'The evening line has been planned over the limit three times this month, and nobody says so.',
}

test('all ids that match nothing are named at once, in lists and in objects within them', async (t) => {
  const space = await workspace(t, app)
  const refused = await space.owner.post('/api/v1/ops/flights', {
    aircraftId: newId('acf'),
    crew: [
      { crewId: (await space.person()).id, role: 'pic' },
      { crewId: newId('crw'), role: 'sic' },
    ],
    fromAirport: 'KFNL',
    toAirport: 'KGXY',
    offBlockAt: '2026-01-05T12:00:00Z',
    onBlockAt: '2026-01-05T13:00:00Z',
  })
  assert.deepEqual(namedFields(refused), [400, 'aircraftId', 'crew.1.crewId'])
  assert.equal(refused.body.error, '2 fields need to change: aircraftId, crew.1.crewId')
  assert.equal(refused.body.details[1].message, 'matches no person in this workspace')
})

test('a key of selected projects names records of those projects alone', async (t) => {
  const { owner, project, flight, key } = await workspace(t, app)
  const [mine, other] = [await project(), await project()]
  const [inside, outside] = [await flight({ projectId: mine.id }), await flight({ projectId: other.id })]
  const { data } = await owner.post('/api/v1/sms/reports', { ...report, projectId: mine.id })
  const limited = await key({ projects: [mine.id] })
  const link = (flightId: string) => limited.patch(`/api/v1/sms/reports/${data.id}`, { flightId })
  assert.deepEqual(namedFields(await link(outside.id)), [400, 'flightId'])
  assert.equal((await link(inside.id)).status, 200)
})

test('a record that the caller may not see is refused as a missing one; what is named already stays', async (t) => {
  const { owner, as } = await workspace(t, app)
  const pilot = await as('Whistling Wanda')
  const chief = await as('chief', { roles: ['chief_pilot'] })
  const { data: secret } = await pilot.post('/api/v1/sms/reports', { ...report, mode: 'confidential' })
  const hazard = { title: 'Long days', consequence: 'Fatigue', category: 'flight_operations' }
  const naming = (reportId: string) => chief.post('/api/v1/safety/hazards', { ...hazard, reportId })
  const [hidden, missing] = [await naming(secret.id), await naming(newId('rpt'))]
  assert.deepEqual(namedFields(hidden), [400, 'reportId'])
  assert.deepEqual([hidden.body.error, hidden.body.code], [missing.body.error, missing.body.code])
  const { data } = await owner.post('/api/v1/safety/hazards', { ...hazard, reportId: secret.id })
  const changed = await chief.patch(`/api/v1/safety/hazards/${data.id}`, {
    title: 'Longer days',
    reportId: secret.id,
  })
  assert.deepEqual([changed.status, changed.data.title], [200, 'Longer days'])
})
