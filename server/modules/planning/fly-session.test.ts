import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#platform/kernel/id.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { reportOverdue } from './overdue.ts'
import { expireStandby } from './standby.ts'

const path = '/api/v1/planning/sessions'
const minutes = (from: number, to: number) => ({
  startsAt: new Date(Date.now() + from * 60_000).toISOString(),
  endsAt: new Date(Date.now() + to * 60_000).toISOString(),
})

/** A lesson of an instructor and a student who sign in, from ten minutes ago on. */
async function lesson(ws: TestWorkspace) {
  const aircraft = await ws.aircraft({ baseAirport: 'KFNL' })
  const people = await Promise.all(
    (['instructor', 'student'] as const).map(async (role) => {
      const client = await ws.as(role, { roles: [role] })
      const person = await ws.person({ displayName: role, userId: client.userId })
      return Object.assign(client, { crewId: person.id as string })
    }),
  )
  const [instructor, student] = people as [(typeof people)[0], (typeof people)[0]]
  const session = await ws.made(path, {
    type: 'flight',
    aircraftId: aircraft.id,
    ...minutes(-10, 110),
    instructorId: instructor.crewId,
    participants: [{ crewId: student.crewId, role: 'student' }],
  })
  return { aircraft, instructor, student, session }
}

test('a check-in makes the draft of a flight, frees the rest of the time, and the approval of the flight completes the booking', async (t) => {
  const ws = await workspace(t)
  const { aircraft, instructor, student, session } = await lesson(ws)
  const stranger = await ws.as('stranger', { roles: ['pilot'] })
  assert.equal((await stranger.post(`${path}/${session.id}/check-out`)).status, 403)
  assert.equal((await student.post(`${path}/${session.id}/check-out`)).data.status, 'checked_out')
  const late = { type: 'flight', aircraftId: aircraft.id, ...minutes(30, 90) }
  assert.equal((await ws.owner.post(path, late)).body.code, 'resource_taken')
  const back = await instructor.post(`${path}/${session.id}/check-in`, {
    offBlockAt: minutes(-8, 0).startsAt,
    hobbsOutHundredths: 10_000,
    hobbsInHundredths: 10_013,
  })
  assert.equal(back.data.status, 'checked_in')
  assert.equal((await ws.owner.post(path, late)).status, 201)
  const flight = (await ws.owner.get(`/api/v1/ops/flights/${back.data.flightId}`)).data
  assert.deepEqual(
    [flight.status, flight.flightType, flight.fromAirport, flight.hobbsInHundredths],
    ['draft', 'training', 'KFNL', 10_013],
  )
  assert.deepEqual(
    flight.crew.map(({ crewId, role }: { crewId: string; role: string }) => [crewId, role]),
    [
      [instructor.crewId, 'instructor'],
      [student.crewId, 'dual'],
    ],
  )
  const early = await ws.owner.post(`${path}/${session.id}/complete`)
  assert.deepEqual([early.status, early.body.code], [422, 'rule_broken'])
  const flights = `/api/v1/ops/flights/${flight.id}`
  assert.equal((await student.post(`${flights}/submit`, { confirmMeters: true })).status, 200)
  assert.equal((await ws.owner.post(`${flights}/approve`)).status, 200)
  assert.equal((await ws.owner.get(`${path}/${session.id}`)).data.status, 'completed')
  const log = (await ws.owner.get(`/api/v1/admin/audit-log?subject=${session.id}`)).data.items
  assert.equal(log[0].action, 'session.completed')
})

test('a flight whose draft was deleted leaves a booking that can be completed', async (t) => {
  const ws = await workspace(t)
  const { session } = await lesson(ws)
  await ws.made(`${path}/${session.id}/check-out`)
  const { flightId } = await ws.made(`${path}/${session.id}/check-in`, {
    offBlockAt: minutes(-8, 0).startsAt,
  })
  assert.equal((await ws.owner.delete(`/api/v1/ops/flights/${flightId}`)).status, 204)
  const after = (await ws.owner.get(`${path}/${session.id}`)).data
  assert.deepEqual([after.status, after.flightId], ['checked_in', null])
  assert.equal((await ws.owner.post(`${path}/${session.id}/complete`)).data.status, 'completed')
})

test('an aircraft that comes back within the minute did not fly', async (t) => {
  const ws = await workspace(t)
  const { session } = await lesson(ws)
  await ws.made(`${path}/${session.id}/check-out`)
  const back = await ws.made(`${path}/${session.id}/check-in`, {})
  assert.deepEqual([back.status, back.flightId], ['checked_in', null])
})

test('an aircraft that is not back in time is reported once', async (t) => {
  const ws = await workspace(t)
  const { session } = await lesson(ws)
  await ws.made(`${path}/${session.id}/check-out`)
  const after = (count: number) => new Date(Date.parse(session.endsAt) + count * 60_000)
  const reported = async (at: Date) => {
    await reportOverdue.at(ws.app.services, at)
    const log = (await ws.owner.get(`/api/v1/admin/audit-log?subject=${session.id}`)).data.items
    return log.filter(({ action }: { action: string }) => action === 'session.overdue').length
  }
  assert.equal(await reported(after(29)), 0)
  assert.equal(await reported(after(30)), 1)
  assert.equal(await reported(after(60)), 1)
  assert.equal((await ws.owner.get(`${path}/${session.id}`)).data.isOverdue, true)
  await ws.made(`${path}/${session.id}/check-in`, {})
  assert.equal((await ws.owner.get(`${path}/${session.id}`)).data.isOverdue, false)
})

test('a standby expires when its time has come, and can no longer be confirmed', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const standby = await ws.made(path, {
    type: 'flight',
    ...minutes(120, 180),
    standby: { typeDesignator: 'C172' },
  })
  const without = await ws.owner.post(`${path}/${standby.id}/confirm`, {})
  assert.deepEqual([without.status, without.body.details[0].field], [400, 'aircraftId'])
  await expireStandby.at(ws.app.services, new Date(Date.parse(standby.startsAt)))
  const late = await ws.owner.post(`${path}/${standby.id}/confirm`, { aircraftId: aircraft.id })
  assert.deepEqual([late.status, late.body.code], [409, 'session_state'])
  const past = await ws.owner.post(path, {
    type: 'flight',
    ...minutes(-60, 60),
    standby: { typeDesignator: 'C172' },
  })
  assert.deepEqual([past.status, past.body.code], [422, 'standby_expired'])
})

test('other programs read bookings without titles, notes and the names of participants', async (t) => {
  const ws = await workspace(t)
  const { aircraft, instructor, session } = await lesson(ws)
  await ws.owner.patch(`${path}/${session.id}`, { notes: 'Weak in crosswind', title: 'Lesson with Kim' })
  await ws.made(path, { type: 'flight', aircraftId: (await ws.aircraft()).id, ...minutes(3_000, 3_060) })
  const program = await ws.key({ scopes: ['public.planning:read'] })
  const base = '/api/v1/public/planning/sessions'
  const totals = await Promise.all(
    [
      '',
      `?aircraft_id=${aircraft.id}`,
      `?instructor_id=${instructor.crewId}`,
      `?instructor_id=${newId('crw')}`,
      `?date_from=${encodeURIComponent(minutes(200, 0).startsAt)}`,
      `?date_to=${encodeURIComponent(minutes(200, 0).startsAt)}`,
    ].map(async (query) => (await program.get(base + query)).data.total),
  )
  assert.deepEqual(totals, [2, 1, 1, 0, 1, 1])
  const detail = await program.get(`${base}/${session.id}`)
  assert.deepEqual(
    [detail.data.resourceType, detail.data.resourceId, detail.data.instructorName],
    ['aircraft', aircraft.id, 'instructor'],
  )
  assert.doesNotMatch(detail.text, /crosswind|Kim|student/)
  assert.equal((await program.post(base, {})).status, 405)
  assert.equal((await program.get(path)).status, 403)
})
