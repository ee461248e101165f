import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#platform/kernel/id.ts'
import { startTestApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const app = await startTestApp()
const path = '/api/v1/planning/sessions'
const at = (time: string) => `2027-03-08T${time}:00.000Z`
const flight = (aircraft: { id: string }, from: string, to: string, more: object = {}) => ({
  type: 'flight',
  aircraftId: aircraft.id,
  startsAt: at(from),
  endsAt: at(to),
  ...more,
})
const window = { startsAt: at('00:00'), endsAt: '2027-03-10T00:00:00.000Z' }
const replan = (ws: TestWorkspace, aircraft: { id: string }) =>
  ws.made(`/api/v1/planning/aircraft/${aircraft.id}/replan`, window)
const apply = (ws: TestWorkspace, { id }: { id: string }, body: object = {}) =>
  ws.owner.post(`/api/v1/planning/replans/${id}/apply`, body)
const session = async (ws: TestWorkspace, { id }: { id: string }) =>
  (await ws.owner.get(`${path}/${id}`)).data
const placesOf = (booking: { alternatives: { aircraftId: string; startsAt: string }[] }) =>
  booking.alternatives.map(({ aircraftId, startsAt }) => [aircraftId, startsAt])

test('the bookings of a grounded aircraft get legal alternatives, and all move in one act', async (t) => {
  const ws = await workspace(t, app)
  const [grounded, spare] = [await ws.aircraft(), await ws.aircraft()]
  await ws.aircraft({ typeDesignator: 'PA28' })
  const instructor = await ws.person()
  const first = await ws.made(path, flight(grounded, '10:00', '11:00', { instructorId: instructor.id }))
  const second = await ws.made(path, flight(grounded, '14:00', '15:00', { title: 'Survey' }))
  const workshop = { ...flight(grounded, '16:00', '17:00'), type: 'maintenance_block' }
  await ws.made(path, workshop)
  await ws.owner.patch(`/api/v1/ops/aircraft/${grounded.id}`, { status: 'aog' })
  const made = await replan(ws, grounded)
  assert.deepEqual(
    [
      made.status,
      made.aircraftRegistration,
      made.bookings.map((one: { sessionId: string }) => one.sessionId),
    ],
    ['open', grounded.registration, [first.id, second.id]],
  )
  assert.deepEqual(made.bookings[0].people, [instructor.displayName])
  assert.deepEqual(placesOf(made.bookings[0]), [
    [spare.id, at('10:00')],
    [spare.id, at('09:30')],
    [spare.id, at('10:30')],
  ])
  // Nothing moves before it is applied.
  assert.equal((await session(ws, first)).aircraftId, grounded.id)
  const applied = (await apply(ws, made)).data
  assert.deepEqual(
    [applied.status, applied.bookings.map((one: { outcome: string }) => one.outcome)],
    ['applied', ['moved', 'moved']],
  )
  const moved = await session(ws, first)
  assert.deepEqual(
    [moved.aircraftId, moved.resourceId, moved.startsAt, moved.sequence, moved.status, moved.isAtRisk],
    [spare.id, spare.id, at('10:00'), 1, 'confirmed', false],
  )
  assert.equal((await ws.owner.post(path, flight(spare, '10:30', '11:30'))).body.code, 'resource_taken')
  const log = (await ws.owner.get('/api/v1/admin/audit-log?page_size=5')).data.items
  const moves = log.filter((entry: { action: string }) => entry.action === 'session.moved')
  assert.equal(moves.length, 2)
  assert.equal((await apply(ws, made)).body.code, 'replan_state')
})

test('the first alternatives of all bookings fit together', async (t) => {
  const ws = await workspace(t, app)
  const [grounded, spare] = [await ws.aircraft(), await ws.aircraft()]
  await ws.made(path, flight(spare, '04:00', '11:00'))
  await ws.made(path, flight(grounded, '10:00', '11:00'))
  await ws.made(path, flight(grounded, '11:00', '12:00'))
  const made = await replan(ws, grounded)
  assert.deepEqual(
    made.bookings.map(
      (booking: { alternatives: { startsAt: string }[] }) => booking.alternatives[0]?.startsAt,
    ),
    [at('11:00'), at('12:00')],
  )
  assert.equal((await apply(ws, made)).status, 200)
})

test('a choice moves, cancels or keeps; if one is taken since, nothing is changed', async (t) => {
  const ws = await workspace(t, app)
  const [grounded, spare] = [await ws.aircraft(), await ws.aircraft()]
  const [first, second, third] = [
    await ws.made(path, flight(grounded, '10:00', '11:00')),
    await ws.made(path, flight(grounded, '12:00', '13:00')),
    await ws.made(path, flight(grounded, '14:00', '15:00')),
  ]
  const made = await replan(ws, grounded)
  const choices = [
    { sessionId: first.id, cancelReason: 'Grounded' },
    { sessionId: second.id, alternative: 0 },
  ]
  const taken = await ws.made(path, flight(spare, '12:00', '13:00'))
  const refused = await apply(ws, made, { choices })
  assert.deepEqual([refused.status, refused.body.code], [409, 'resource_taken'])
  const [detail] = refused.body.details
  assert.deepEqual([detail.field, detail.winner.id], ['choices.1.alternative', taken.id])
  assert.equal((await session(ws, first)).status, 'confirmed')
  await ws.made(`${path}/${taken.id}/cancel`, { reason: 'Weather' })
  const applied = (await apply(ws, made, { choices })).data
  assert.deepEqual(
    applied.bookings.map((one: { outcome: string }) => one.outcome),
    ['cancelled', 'moved', 'kept'],
  )
  const cancelled = await session(ws, first)
  assert.deepEqual([cancelled.status, cancelled.statusReason], ['cancelled', 'Grounded'])
  assert.equal((await session(ws, second)).aircraftId, spare.id)
  assert.equal((await session(ws, third)).aircraftId, grounded.id)
})

test('a booking that has changed since, or a choice that is none, is refused with its place in the list', async (t) => {
  const ws = await workspace(t, app)
  const grounded = await ws.aircraft()
  await ws.aircraft()
  const booked = await ws.made(path, flight(grounded, '10:00', '11:00'))
  const made = await replan(ws, grounded)
  const refusal = async (choice: object) => {
    const { status, body } = await apply(ws, made, { choices: [choice] })
    return [status, body.code, body.details[0].field]
  }
  const invalid = (field: string) => [400, 'invalid_request', `choices.0${field}`]
  assert.deepEqual(await refusal({ sessionId: newId('pse'), alternative: 0 }), invalid('.sessionId'))
  assert.deepEqual(await refusal({ sessionId: booked.id }), invalid(''))
  await ws.made(`${path}/${booked.id}/move`, { startsAt: at('08:00'), endsAt: at('09:00') })
  assert.deepEqual(await refusal({ sessionId: booked.id, alternative: 0 }), [
    409,
    'replan_outdated',
    'choices.0.sessionId',
  ])
})

test('what else holds the aircraft is named, and only those who run the schedule replan', async (t) => {
  const ws = await workspace(t, app)
  const aircraft = await ws.aircraft()
  const pilot = await ws.as('pilot', { roles: ['pilot'] })
  const project = await ws.project()
  const survey = await ws.made(`/api/projects/${project.id}/services`, { name: 'Block A', kind: 'survey' })
  const days = { startsOn: '2027-03-08', endsOn: '2027-03-09' }
  const deployment = await ws.made(`/api/services/${survey.id}/deployments`, {
    aircraftId: aircraft.id,
    ...days,
  })
  const made = await replan(ws, aircraft)
  assert.deepEqual(made.bookings, [])
  const [plan] = made.otherPlans
  assert.deepEqual([plan.kind, plan.id, plan.title], ['deployment', deployment.id, 'Block A'])
  const address = `/api/v1/planning/aircraft/${aircraft.id}/replan`
  assert.equal((await pilot.post(address, window)).body.code, 'role_missing')
  assert.equal((await pilot.get(`/api/v1/planning/replans/${made.id}`)).body.code, 'role_missing')
  const key = await ws.key({
    scopes: ['planning:read', 'planning:write'],
    projects: [project.id],
  })
  assert.equal((await key.post(address, window)).body.code, 'project_not_allowed')
  assert.equal((await key.get(`/api/v1/planning/replans/${made.id}`)).body.code, 'project_not_allowed')
  const backwards = { startsAt: at('10:00'), endsAt: at('09:00') }
  assert.equal((await ws.owner.post(address, backwards)).body.code, 'ends_before_start')
})
