import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const app = await startTestApp()
const path = '/api/v1/planning/availability'
const sessions = '/api/v1/planning/sessions'
const flight = (aircraft: { id: string }, from: string, to: string, more: object = {}) => ({
  type: 'flight',
  aircraftId: aircraft.id,
  startsAt: `2027-03-08T${from}:00Z`,
  endsAt: `2027-03-08T${to}:00Z`,
  ...more,
})
const mondays = { timezone: 'UTC', weekly: [{ weekday: 'monday', from: '09:00', to: '12:00' }] }

async function member(ws: TestWorkspace, name: string, roles: string[]) {
  const client = await ws.as(name, { roles })
  const person = await ws.person({ displayName: name, userId: client.userId })
  return Object.assign(client, { crewId: person.id as string })
}

test('a booking outside of the hours of its instructor needs somebody who runs the schedule', async (t) => {
  const ws = await workspace(t, app)
  const aircraft = await ws.aircraft()
  const [pilot, instructor] = [
    await member(ws, 'pilot', ['pilot']),
    await member(ws, 'instructor', ['instructor']),
  ]
  await ws.owner.patch('/api/v1/planning/policy', { membersBook: true })
  await ws.made(path, { subjectId: instructor.crewId, ...mondays })
  const lesson = { instructorId: instructor.crewId }
  const within = (await pilot.post(sessions, flight(aircraft, '09:00', '10:00', lesson))).data
  assert.equal(within.status, 'confirmed')
  const outside = (await pilot.post(sessions, flight(aircraft, '11:30', '12:30', lesson))).data
  assert.equal(outside.status, 'requested')
  const refused = await instructor.post(`${sessions}/${outside.id}/confirm`, {})
  assert.deepEqual([refused.status, refused.body.code], [422, 'rule_broken'])
  assert.match(refused.body.error, /outside of the hours of instructor/)
  const late = { startsAt: '2027-03-08T14:00:00Z', endsAt: '2027-03-08T15:00:00Z' }
  assert.equal((await instructor.post(`${sessions}/${within.id}/move`, late)).status, 422)
  assert.equal((await ws.owner.post(`${sessions}/${outside.id}/confirm`, {})).data.status, 'confirmed')
  const preview = await ws.owner.post(`${sessions}/preview`, flight(aircraft, '20:00', '21:00', lesson))
  assert.deepEqual([preview.data.isPossible, preview.data.findings[0].field], [true, 'instructorId'])
})

test('a room has hours and days without them; without hours it can always be booked', async (t) => {
  const ws = await workspace(t, app)
  const pilot = await member(ws, 'pilot', ['pilot'])
  await ws.owner.patch('/api/v1/planning/policy', { membersBook: true })
  const room = await ws.made('/api/v1/planning/resources', { name: 'Room 1', kind: 'room' })
  const status = async (from: string, to: string) =>
    (
      await pilot.post(sessions, {
        ...flight(room, from, to),
        type: 'ground',
        aircraftId: null,
        resourceId: room.id,
      })
    ).data.status
  const made = await ws.made(path, { subjectId: room.id, ...mondays })
  assert.deepEqual([made.subjectName, made.exceptions], ['Room 1', []])
  assert.deepEqual(
    [await status('09:00', '09:30'), await status('13:00', '13:30')],
    ['confirmed', 'requested'],
  )
  await ws.owner.patch(`${path}/${made.id}`, { exceptions: [{ on: '2027-03-08', hours: [] }] })
  assert.equal(await status('10:00', '10:30'), 'requested')
  assert.equal((await ws.owner.delete(`${path}/${made.id}`)).status, 204)
  assert.equal(await status('20:00', '20:30'), 'confirmed')
})

test('hours that end before they begin, twins and members are refused', async (t) => {
  const ws = await workspace(t, app)
  const [pilot, person] = [await ws.as('pilot', { roles: ['pilot'] }), await ws.person()]
  const wrong = { ...mondays, weekly: [{ weekday: 'monday', from: '12:00', to: '09:00' }] }
  const refused = await ws.owner.post(path, { subjectId: person.id, ...wrong })
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'weekly.0.to'])
  assert.equal((await pilot.post(path, { subjectId: person.id, ...mondays })).body.code, 'role_missing')
  await ws.made(path, { subjectId: person.id, ...mondays })
  const twin = await ws.owner.post(path, { subjectId: person.id, ...mondays })
  assert.deepEqual([twin.status, twin.body.details[0].field], [409, 'subjectId'])
  assert.equal((await pilot.get(path)).data.total, 1)
})

test('the policy names the aircraft and instructors that members book', async (t) => {
  const ws = await workspace(t, app)
  const [open, kept] = [await ws.aircraft(), await ws.aircraft()]
  const [teacher, chief] = [await ws.person(), await ws.person()]
  const pilot = await member(ws, 'pilot', ['pilot'])
  await ws.owner.patch('/api/v1/planning/policy', { aircraftIds: [open.id], instructorIds: [teacher.id] })
  const field = async (body: object) => {
    const { status, body: answer } = await pilot.post(sessions, body)
    return status === 201 ? null : [answer.code, answer.details[0].field]
  }
  const times = ['09:00', '10:00'] as const
  assert.deepEqual(await field(flight(kept, ...times)), ['rule_broken', 'aircraftId'])
  assert.deepEqual(await field(flight(open, ...times, { instructorId: chief.id })), [
    'rule_broken',
    'instructorId',
  ])
  assert.equal(await field(flight(open, ...times, { instructorId: teacher.id })), null)
  assert.equal((await ws.owner.post(sessions, flight(kept, ...times))).status, 201)
  await ws.owner.patch('/api/v1/planning/policy', { aircraftIds: null })
  assert.equal(await field(flight(kept, '11:00', '12:00')), null)
})
