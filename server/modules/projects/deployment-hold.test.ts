import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const sessions = '/api/v1/planning/sessions'
const days = { startsOn: '2027-03-08', endsOn: '2027-03-12' }
const flight = (aircraft: { id: string }, day: string) => ({
  type: 'flight',
  aircraftId: aircraft.id,
  startsAt: `${day}T10:00:00Z`,
  endsAt: `${day}T11:00:00Z`,
})

async function service(ws: TestWorkspace, name: string): Promise<string> {
  const project = await ws.project()
  const made = await ws.made(`/api/projects/${project.id}/services`, { name, kind: 'survey' })
  return `/api/services/${made.id}/deployments`
}

test('a deployment keeps its aircraft for its days, in either order, until it is over', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const survey = await service(ws, 'Pipeline survey')
  const booked = await ws.made(sessions, flight(aircraft, '2027-03-12'))
  const refused = await ws.owner.post(survey, { aircraftId: aircraft.id, ...days })
  assert.deepEqual([refused.status, refused.body.code], [409, 'resource_taken'])
  assert.equal(refused.body.details[0].winner.id, booked.id)
  await ws.made(`${sessions}/${booked.id}/cancel`, { reason: 'Survey' })
  const deployment = await ws.made(survey, { aircraftId: aircraft.id, ...days })
  const taken = await ws.owner.post(sessions, flight(aircraft, '2027-03-12'))
  assert.deepEqual(
    [taken.body.code, taken.body.details[0].winner.title],
    ['resource_taken', 'Pipeline survey'],
  )
  assert.equal((await ws.owner.post(sessions, flight(aircraft, '2027-03-13'))).status, 201)
  const board = '/api/v1/planning/board?from=2027-03-08T00:00:00Z&to=2027-03-10T00:00:00Z'
  assert.deepEqual((await ws.owner.get(board)).data.bookings.kind, ['deployment'])
  const fire = await service(ws, 'Fire watch')
  const waiting = await ws.made(fire, { aircraftId: aircraft.id, ...days })
  const early = await ws.owner.post(`/api/deployments/${waiting.id}/advance`, { to: 'positioning' })
  assert.deepEqual(
    [early.status, early.body.details[0].winner.title],
    [409, 'Pipeline survey'],
    'a deployment elsewhere is queued, and waits',
  )
  await ws.made(`/api/deployments/${waiting.id}/abort`, {})
  await ws.made(`/api/deployments/${deployment.id}/abort`, {})
  assert.equal((await ws.owner.post(sessions, flight(aircraft, '2027-03-12'))).status, 201)
})

test('a deployment of the same service waits behind the one before, and takes the aircraft over', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const survey = await service(ws, 'Pipeline survey')
  const first = await ws.made(survey, { aircraftId: aircraft.id, ...days })
  await ws.made(`/api/deployments/${first.id}/advance`, { to: 'running' })
  const second = await ws.made(survey, { aircraftId: aircraft.id, ...days })
  await ws.made(`/api/deployments/${second.id}/advance`, { to: 'running' })
  assert.equal((await ws.owner.get(`/api/deployments/${first.id}`)).data.status, 'superseded')
  const taken = await ws.owner.post(sessions, flight(aircraft, '2027-03-09'))
  assert.equal(taken.body.details[0].winner.id, second.id)
  await ws.made(`/api/deployments/${second.id}/advance`, { to: 'completed' })
  assert.equal((await ws.owner.post(sessions, flight(aircraft, '2027-03-09'))).status, 201)
})
