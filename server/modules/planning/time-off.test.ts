import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/ops/time-off'
const sessions = '/api/v1/planning/sessions'
const day = { startsAt: '2027-03-08T00:00:00Z', endsAt: '2027-03-09T00:00:00Z' }
const flight = { type: 'flight', startsAt: '2027-03-08T10:00:00Z', endsAt: '2027-03-08T11:00:00Z' }

async function pilot(ws: TestWorkspace, name = 'pilot') {
  const client = await ws.as(name, { roles: ['pilot'] })
  const person = await ws.person({ displayName: name, userId: client.userId })
  return Object.assign(client, { crewId: person.id as string })
}

test('who is away is not booked, and is shown on the schedule, where nobody can change it', async (t) => {
  const ws = await workspace(t)
  const [aircraft, member] = [await ws.aircraft(), await pilot(ws)]
  const asked = (await member.post(path, { ...day, kind: 'leave' })).data
  assert.deepEqual([asked.status, asked.crewId], ['requested', member.crewId])
  assert.equal((await member.post(`${path}/${asked.id}/approve`)).body.code, 'role_missing')
  const chief = await ws.as('chief', { roles: ['chief_pilot'] })
  const approved = (await chief.post(`${path}/${asked.id}/approve`)).data
  assert.deepEqual([approved.status, approved.decidedBy?.startsWith('chief')], ['approved', true])
  const participants = [{ crewId: member.crewId, role: 'pilot' }]
  const refused = await ws.owner.post(sessions, { ...flight, aircraftId: aircraft.id, participants })
  assert.deepEqual([refused.status, refused.body.code], [422, 'person_on_time_off'])
  assert.equal(refused.body.details[0].field, 'participants.0.crewId')
  const shown = `${sessions}/${approved.sessionId}`
  assert.deepEqual((await ws.owner.get(shown)).data.type, 'time_off')
  for (const [act, body] of [
    ['cancel', { reason: 'No' }],
    ['move', { startsAt: day.startsAt, endsAt: flight.endsAt }],
    ['check-out', {}],
  ] as const)
    assert.equal((await ws.owner.post(`${shown}/${act}`, body)).body.code, 'rule_broken', act)
  await member.post(`${path}/${asked.id}/cancel`, {})
  assert.equal((await ws.owner.get(shown)).data.status, 'cancelled')
  assert.equal(
    (await ws.owner.post(sessions, { ...flight, aircraftId: aircraft.id, participants })).status,
    201,
  )
})

test('leave waits for the bookings of the person; sickness does not, and puts them at risk', async (t) => {
  const ws = await workspace(t)
  const [aircraft, member] = [await ws.aircraft(), await pilot(ws)]
  const participants = [{ crewId: member.crewId, role: 'pilot' }]
  const booked = await ws.made(sessions, { ...flight, aircraftId: aircraft.id, participants })
  const leave = await ws.made(path, { ...day, crewId: member.crewId, kind: 'leave' })
  const taken = await ws.owner.post(`${path}/${leave.id}/approve`)
  assert.deepEqual([taken.body.code, taken.body.details[0].winner.id], ['resource_taken', booked.id])
  const sick = await ws.made(path, { ...day, crewId: member.crewId, kind: 'sick' })
  await ws.made(`${path}/${sick.id}/approve`)
  const risky = (await ws.owner.get(`${sessions}/${booked.id}`)).data
  assert.deepEqual([risky.isAtRisk, risky.riskReason], [true, 'pilot is away'])
})

test('nobody approves their own time off, and peers read neither it nor its reason', async (t) => {
  const ws = await workspace(t)
  const member = await pilot(ws)
  const chief = await ws.as('chief', { roles: ['chief_pilot'] })
  const person = await ws.person({ displayName: 'chief', userId: chief.userId })
  const own = (await chief.post(path, { ...day, kind: 'sick', reason: 'A broken rib' })).data
  assert.equal(own.crewId, person.id)
  assert.deepEqual((await chief.post(`${path}/${own.id}/approve`)).body.code, 'own_time_off')
  assert.equal((await member.get(`${path}/${own.id}`)).status, 404)
  assert.equal((await member.get(path)).data.total, 0)
  assert.equal((await member.post(`${path}/${own.id}/cancel`, {})).status, 404)
  assert.equal((await chief.get(path)).data.total, 1)
  const others = await member.post(path, { ...day, kind: 'leave', crewId: person.id })
  assert.equal(others.body.code, 'role_missing')
  await ws.made(`${path}/${own.id}/approve`)
  assert.doesNotMatch((await member.get(sessions)).text, /rib|sick/)
  const log = await ws.owner.get('/api/v1/public/events')
  assert.doesNotMatch(log.text, /rib|sick/)
})

test('a standby whose pilot is away since is passed over, and the next in line gets the aircraft', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const taken = await ws.made(sessions, { ...flight, aircraftId: aircraft.id })
  const [away, next] = [await ws.person(), await ws.person()]
  const wait = (crewId: string) =>
    ws.made(sessions, {
      ...flight,
      participants: [{ crewId, role: 'pilot' }],
      standby: { typeDesignator: 'C172' },
    })
  const [first, second] = [await wait(away.id), await wait(next.id)]
  const leave = await ws.made(path, { ...day, crewId: away.id, kind: 'leave' })
  await ws.made(`${path}/${leave.id}/approve`)
  await ws.made(`${sessions}/${taken.id}/cancel`, { reason: 'Weather' })
  assert.equal((await ws.owner.get(`${sessions}/${first.id}`)).data.status, 'standby')
  const promoted = (await ws.owner.get(`${sessions}/${second.id}`)).data
  assert.deepEqual([promoted.status, promoted.aircraftId], ['confirmed', aircraft.id])
})
