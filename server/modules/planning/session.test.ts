import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/planning/sessions'
const at = (time: string, day = 8) => `2027-03-${String(day).padStart(2, '0')}T${time}:00.000Z`
const slot = (from: string, to: string, day = 8) => ({ startsAt: at(from, day), endsAt: at(to, day) })
const flight = (aircraft: { id: string }, from: string, to: string, more: object = {}) => ({
  type: 'flight',
  aircraftId: aircraft.id,
  ...slot(from, to),
  ...more,
})

/** A member who is a person of the workspace. */
async function member(ws: TestWorkspace, name: string, roles: string[]) {
  const client = await ws.as(name, { roles })
  const person = await ws.person({ displayName: name, userId: client.userId })
  return Object.assign(client, { crewId: person.id as string })
}

test('of 200 bookings of an aircraft at one time one is made; each other answer names the winner', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const instructor = await ws.person()
  const dispatcher = await ws.as('dispatcher', { roles: ['dispatcher'] })
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      dispatcher.post(path, {
        ...flight(aircraft, '10:00', '11:00', { instructorId: instructor.id }),
        startsAt: at(`10:${String(n % 30).padStart(2, '0')}`),
      }),
    ),
  )
  const won = answers.filter(({ status }) => status === 201)
  assert.equal(won.length, 1)
  const winner = won[0]?.data
  assert.equal(winner.status, 'confirmed')
  for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
    assert.deepEqual([status, body.code], [409, 'resource_taken'], JSON.stringify(body))
    assert.deepEqual(body.details[0].winner, {
      type: 'planning_session',
      id: winner.id,
      title: 'Flight',
      startsAt: winner.startsAt,
      endsAt: winner.endsAt,
    })
  }
  assert.equal((await ws.owner.get(path)).data.total, 1)
  const [deadlocks] = await ws.app.sql<{ deadlocks: number }>(
    'select deadlocks::integer from pg_stat_database where datname = current_database()',
  )
  assert.equal(deadlocks?.deadlocks, 0)
})

test('a booking may begin as another ends, unless the aircraft needs a turnaround', async (t) => {
  const ws = await workspace(t)
  const [plain, slow] = [await ws.aircraft(), await ws.aircraft({ turnaroundMinutes: 15 })]
  for (const aircraft of [plain, slow])
    assert.equal((await ws.owner.post(path, flight(aircraft, '10:00', '11:00'))).status, 201)
  assert.equal((await ws.owner.post(path, flight(plain, '11:00', '12:00'))).status, 201)
  const refused = await ws.owner.post(path, flight(slow, '11:00', '12:00'))
  assert.deepEqual([refused.status, refused.body.code], [409, 'resource_taken'])
  assert.equal(refused.body.details[0].winner.endsAt, at('11:00'))
  // The time before counts as well: this one would not be ready at ten.
  assert.equal((await ws.owner.post(path, flight(slow, '09:00', '09:50'))).status, 409)
  assert.equal((await ws.owner.post(path, flight(slow, '09:00', '09:45'))).status, 201)
  assert.equal((await ws.owner.post(path, flight(slow, '11:15', '12:00'))).status, 201)
})

test('a person and a room are held as an aircraft is; an attendee and a supervising instructor are not', async (t) => {
  const ws = await workspace(t)
  const [one, two, three] = [await ws.aircraft(), await ws.aircraft(), await ws.aircraft()]
  const [instructor, student] = [await ws.person(), await ws.person()]
  const room = await ws.made('/api/v1/planning/resources', { name: 'Room 1', kind: 'room', capacity: 2 })
  const lesson = {
    type: 'ground',
    ...slot('10:00', '11:00'),
    resourceId: room.id,
    instructorId: instructor.id,
  }
  const made = await ws.made(path, lesson)
  assert.deepEqual([made.resourceType, made.resourceName, made.aircraftId], ['resource', 'Room 1', null])
  const same = await ws.owner.post(path, { ...lesson, instructorId: null })
  assert.deepEqual([same.status, same.body.details[0].field], [409, 'resourceId'])
  const dual = await ws.owner.post(path, flight(one, '10:30', '11:30', { instructorId: instructor.id }))
  assert.deepEqual([dual.status, dual.body.details[0].field], [409, 'instructorId'])
  const solo = flight(one, '10:30', '11:30', {
    instructorId: instructor.id,
    isSolo: true,
    participants: [{ crewId: student.id, role: 'student' }],
  })
  assert.equal((await ws.owner.post(path, solo)).status, 201)
  const again = await ws.owner.post(path, { ...solo, aircraftId: two.id })
  assert.deepEqual([again.status, again.body.details[0].field], [409, 'participants.0.crewId'])
  const attends = flight(three, '10:30', '11:30', {
    participants: [{ crewId: student.id, role: 'attendee' }],
  })
  assert.equal((await ws.owner.post(path, attends)).status, 201)
  const crowd = await Promise.all([1, 2, 3].map(() => ws.person()))
  const full = await ws.owner.post(path, {
    ...lesson,
    ...slot('14:00', '15:00'),
    participants: crowd.map(({ id }) => ({ crewId: id, role: 'attendee' })),
  })
  assert.deepEqual([full.status, full.body.code], [422, 'rule_broken'])
})

test('of two requests for one time the second confirmation is refused, also when both come at once', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const pilot = await member(ws, 'pilot', ['pilot'])
  const ask = async () => (await pilot.post(path, flight(aircraft, '10:00', '11:00'))).data
  const [first, second] = [await ask(), await ask()]
  assert.deepEqual([first.status, second.status], ['requested', 'requested'])
  assert.equal((await ws.owner.post(`${path}/${first.id}/confirm`, {})).data.status, 'confirmed')
  const refused = await ws.owner.post(`${path}/${second.id}/confirm`, {})
  assert.deepEqual([refused.status, refused.body.code], [409, 'resource_taken'])
  await ws.owner.post(`${path}/${first.id}/cancel`, { reason: 'Weather' })
  const third = await ask()
  const answers = await Promise.all(
    [second, third].map(({ id }) => ws.owner.post(`${path}/${id}/confirm`, {})),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
})

test('a member asks, and may not confirm, move or cancel the booking of others', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const instructor = await member(ws, 'instructor', ['instructor'])
  const pilot = await member(ws, 'pilot', ['pilot'])
  const other = await member(ws, 'other', ['pilot'])
  const asked = (
    await pilot.post(path, flight(aircraft, '10:00', '11:00', { instructorId: instructor.crewId }))
  ).data
  for (const [act, body] of [
    ['confirm', {}],
    ['decline', {}],
    ['cancel', { reason: 'Mine' }],
    ['move', slot('12:00', '13:00')],
  ] as const)
    assert.equal((await other.post(`${path}/${asked.id}/${act}`, body)).status, 403, act)
  assert.equal((await pilot.post(`${path}/${asked.id}/confirm`, {})).status, 403)
  assert.equal((await instructor.post(`${path}/${asked.id}/confirm`, {})).data.status, 'confirmed')
  assert.equal((await pilot.post(`${path}/${asked.id}/move`, slot('12:00', '13:00'))).status, 403)
  const cancelled = (await pilot.post(`${path}/${asked.id}/cancel`, { reason: 'Ill' })).data
  assert.deepEqual([cancelled.status, cancelled.statusReason], ['cancelled', 'Ill'])
  assert.ok(cancelled.noticeMinutes > 0)
})

test('who names themselves the instructor of their own request, and is none, cannot confirm it', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const pilot = await member(ws, 'pilot', ['pilot'])
  const asked = (await pilot.post(path, flight(aircraft, '10:00', '11:00', { instructorId: pilot.crewId })))
    .data
  assert.equal(asked.status, 'requested')
  for (const act of ['confirm', 'decline'])
    assert.equal((await pilot.post(`${path}/${asked.id}/${act}`, {})).body.code, 'role_missing')
})

test('a booking moves whole or not at all, and counts its changes', async (t) => {
  const ws = await workspace(t)
  const [aircraft, other] = [await ws.aircraft(), await ws.aircraft()]
  const session = await ws.made(path, flight(aircraft, '10:00', '11:00'))
  await ws.made(path, flight(other, '10:00', '11:00'))
  const refused = await ws.owner.post(`${path}/${session.id}/move`, {
    ...slot('10:30', '11:30'),
    aircraftId: other.id,
  })
  assert.equal(refused.body.code, 'resource_taken')
  // It still holds its old time.
  assert.equal((await ws.owner.post(path, flight(aircraft, '10:00', '11:00'))).status, 409)
  const moved = (await ws.owner.post(`${path}/${session.id}/move`, slot('10:30', '12:00'))).data
  assert.deepEqual([moved.startsAt, moved.sequence, moved.status], [at('10:30'), 1, 'confirmed'])
  assert.equal((await ws.owner.post(path, flight(aircraft, '09:30', '10:30'))).status, 201)
  const away = await ws.owner.post(`${path}/${session.id}/move`, {
    ...slot('13:00', '14:00'),
    aircraftId: other.id,
  })
  assert.deepEqual([away.data.aircraftId, away.data.resourceId], [other.id, other.id])
})

test('an aircraft that is not in service is not checked out; back in service, it is', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const { id } = await ws.made(path, flight(aircraft, '10:00', '11:00'))
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'maintenance' })
  const risky = (await ws.owner.get(`${path}/${id}`)).data
  assert.deepEqual([risky.isAtRisk, risky.riskReason], [true, `${aircraft.registration} is in maintenance`])
  const refused = await ws.owner.post(`${path}/${id}/check-out`)
  assert.deepEqual([refused.status, refused.body.code], [422, 'aircraft_not_dispatchable'])
  assert.match(refused.body.error, new RegExp(aircraft.registration))
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'active' })
  assert.equal((await ws.owner.post(`${path}/${id}/check-out`)).data.status, 'checked_out')
})

test('a cancellation gives the aircraft to the first standby who may still have it, in the same transaction', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const [busy, free, late] = [await ws.person(), await ws.person(), await ws.person()]
  const taken = await ws.made(path, flight(aircraft, '10:00', '12:00'))
  const wait = (crewId: string) =>
    ws.made(path, {
      type: 'flight',
      ...slot('10:00', '11:00'),
      participants: [{ crewId, role: 'pilot' }],
      status: 'standby',
      standby: { typeDesignator: 'c172' },
    })
  // A state alone does not say what to wait for.
  const vague = await ws.owner.post(path, { type: 'flight', ...slot('10:00', '11:00'), status: 'standby' })
  assert.deepEqual([vague.status, vague.body.details[0].field], [400, 'standby'])
  const standbys = [await wait(busy.id), await wait(free.id), await wait(late.id)]
  assert.deepEqual(
    standbys.map(({ status, standby }) => [status, standby.typeDesignator, standby.position]),
    [1, 2, 3].map((position) => ['standby', 'C172', position]),
  )
  // The first in line flies something else at that time.
  await ws.made(
    path,
    flight(await ws.aircraft({ typeDesignator: 'PA28' }), '10:30', '11:30', {
      participants: [{ crewId: busy.id, role: 'pilot' }],
    }),
  )
  await ws.made(`${path}/${taken.id}/cancel`, { reason: 'Weather' })
  const after = await Promise.all(standbys.map(async ({ id }) => (await ws.owner.get(`${path}/${id}`)).data))
  assert.deepEqual(
    after.map(({ status }) => status),
    ['standby', 'confirmed', 'standby'],
  )
  assert.deepEqual([after[1].aircraftId, after[1].resourceId], [aircraft.id, aircraft.id])
  const log = (await ws.owner.get('/api/v1/admin/audit-log?page_size=5')).data.items
  const pair = log.filter((entry: { action: string }) =>
    ['standby.promoted', 'session.cancelled'].includes(entry.action),
  )
  assert.equal(pair.length, 2)
  assert.equal(pair[0].requestId, pair[1].requestId)
  // What was promoted holds the aircraft.
  assert.equal((await ws.owner.post(path, flight(aircraft, '10:30', '11:30'))).status, 409)
})

test('times that cannot be are refused', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const backwards = await ws.owner.post(path, flight(aircraft, '11:00', '10:00'))
  assert.deepEqual([backwards.status, backwards.body.code], [400, 'ends_before_start'])
  const long = await ws.owner.post(path, { ...flight(aircraft, '10:00', '11:00'), endsAt: at('10:01', 9) })
  assert.equal(long.status, 422)
  const zone = await ws.owner.post(path, flight(aircraft, '10:00', '11:00', { timezone: 'Mars/Base' }))
  assert.deepEqual([zone.status, zone.body.details[0].field], [400, 'timezone'])
})

test('a key that is limited to projects reads the times of a booking that is not its own, and nothing else', async (t) => {
  const ws = await workspace(t)
  const [aircraft, project] = [await ws.aircraft(), await ws.project()]
  await ws.made(path, flight(aircraft, '10:00', '11:00', { title: 'Secret survey' }))
  const key = await ws.key({ scopes: ['planning:write', 'planning:read'], projects: [project.id] })
  const refused = await key.post(path, flight(aircraft, '10:30', '11:30', { projectId: project.id }))
  assert.equal(refused.status, 409)
  assert.doesNotMatch(refused.text, /Secret|pse_/)
  assert.deepEqual(refused.body.details[0].winner, slot('10:00', '11:00'))
  const mine = await key.post(path, flight(aircraft, '11:00', '12:00', { projectId: project.id }))
  assert.equal(mine.status, 201)
  assert.equal((await key.get(path)).data.total, 1)
})

test('a no-show is recorded from 15 minutes after the start, by those who run the schedule', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const minutes = (from: number, to: number) => ({
    startsAt: new Date(Date.now() + from * 60_000).toISOString(),
    endsAt: new Date(Date.now() + to * 60_000).toISOString(),
  })
  const soon = await ws.made(path, { type: 'flight', aircraftId: aircraft.id, ...minutes(-14, 20) })
  const early = await ws.owner.post(`${path}/${soon.id}/no-show`, {})
  assert.deepEqual([early.status, early.body.code], [422, 'rule_broken'])
  const past = await ws.made(path, { type: 'flight', aircraftId: aircraft.id, ...minutes(-90, -30) })
  assert.equal((await (await ws.as('pilot')).post(`${path}/${past.id}/no-show`, {})).status, 403)
  assert.equal((await ws.owner.post(`${path}/${past.id}/no-show`, {})).data.status, 'no_show')
})
