import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/planning/sessions'
const at = (time: string) => `2027-03-08T${time}:00.000Z`
const flight = (aircraft: { id: string }, from: string, to: string, more: object = {}) => ({
  type: 'flight',
  aircraftId: aircraft.id,
  startsAt: at(from),
  endsAt: at(to),
  ...more,
})

test('a preview says who has it and what is free instead, and books nothing', async (t) => {
  const ws = await workspace(t)
  const [aircraft, other] = [await ws.aircraft(), await ws.aircraft()]
  await ws.aircraft({ typeDesignator: 'PA28' })
  const booked = await ws.made(path, flight(aircraft, '10:00', '11:00'))
  const free = (await ws.owner.post(`${path}/preview`, flight(other, '10:00', '11:00'))).data
  assert.deepEqual([free.isPossible, free.wouldBe, free.alternatives], [true, 'confirmed', []])
  const preview = (await ws.owner.post(`${path}/preview`, flight(aircraft, '10:00', '11:00'))).data
  assert.deepEqual([preview.isPossible, preview.wouldBe], [false, null])
  assert.equal(preview.taken[0].winner.id, booked.id)
  assert.deepEqual(
    preview.alternatives.map(({ aircraftId, startsAt }: { aircraftId: string; startsAt: string }) => [
      aircraftId,
      startsAt,
    ]),
    [
      [other.id, at('10:00')],
      [aircraft.id, at('09:00')],
      [aircraft.id, at('11:00')],
    ],
  )
  // A booking is not in its own way.
  const move = { ...flight(aircraft, '10:30', '11:30'), sessionId: booked.id }
  assert.equal((await ws.owner.post(`${path}/preview`, move)).data.isPossible, true)
  assert.equal((await ws.owner.get(path)).data.total, 1)
})

test('an alternative needs everything free, its turnaround included, and no rule that refuses it', async (t) => {
  const ws = await workspace(t)
  const [aircraft, away] = [await ws.aircraft({ turnaroundMinutes: 30 }), await ws.person()]
  const participants = [{ crewId: away.id, role: 'pilot' }]
  await ws.made(path, flight(aircraft, '10:00', '11:00'))
  const leave = await ws.made('/api/v1/ops/time-off', {
    crewId: away.id,
    kind: 'sick',
    startsAt: at('04:00'),
    endsAt: at('13:00'),
  })
  await ws.made(`/api/v1/ops/time-off/${leave.id}/approve`)
  const { data } = await ws.owner.post(
    `${path}/preview`,
    flight(aircraft, '10:00', '11:00', { participants }),
  )
  // Sickness holds nobody, so that only the rule knows of it.
  assert.deepEqual(
    data.alternatives.map(({ startsAt }: { startsAt: string }) => startsAt),
    [at('13:00'), at('13:30'), at('14:00')],
  )
  const free = await ws.owner.post(`${path}/preview`, flight(aircraft, '10:00', '11:00'))
  assert.deepEqual(
    free.data.alternatives.map(({ startsAt }: { startsAt: string }) => startsAt),
    [at('08:30'), at('11:30'), at('08:00')],
  )
})

test('a booking that uses up the hours left is warned of, with the first later one that no longer fits', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  await ws.made(`/api/v1/ops/aircraft/${aircraft.id}/readings`, { kind: 'tach', readingHundredths: 100_000 })
  const limits = [{ counter: 'tach', intervalHundredths: 10_000, dueAtHundredths: 100_250 }]
  const item = { aircraftId: aircraft.id, title: '100-hour inspection', kind: 'inspection', limits }
  await ws.made('/api/v1/maintenance/items', item)
  const later = await ws.made(path, flight(aircraft, '14:00', '15:00'))
  const preview = (await ws.owner.post(`${path}/preview`, flight(aircraft, '10:00', '12:00'))).data
  assert.deepEqual([preview.isPossible, preview.findings.length], [true, 1])
  assert.deepEqual(preview.findings[0].firstLaterBooking, { id: later.id, startsAt: at('14:00') })
  const long = (await ws.owner.post(`${path}/preview`, flight(aircraft, '10:00', '13:00'))).data
  assert.match(long.findings[0].message, /2\.50 h left to 100-hour inspection; 3\.00 h are booked/)
})

test('members book by the policy of the workspace, and those who run the schedule are not bound by it', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const policy = '/api/v1/planning/policy'
  const member = await ws.as('pilot', { roles: ['pilot'] })
  const soon = (minutes: number) => ({
    type: 'flight',
    aircraftId: aircraft.id,
    startsAt: new Date(Date.now() + minutes * 60_000).toISOString(),
    endsAt: new Date(Date.now() + (minutes + 60) * 60_000).toISOString(),
  })
  assert.equal((await member.patch(policy, { membersBook: true })).status, 403)
  await ws.owner.patch(policy, { membersBook: true, noticeMinutes: 60, horizonDays: 10, openBookings: 2 })
  assert.equal((await member.get(policy)).data.overdueMinutes, 30)
  assert.equal((await member.post(path, soon(30))).body.code, 'rule_broken')
  assert.equal((await member.post(path, soon(11 * 1_440))).body.code, 'rule_broken')
  assert.equal((await member.post(path, soon(120))).data.status, 'confirmed')
  // The aircraft is not in service now: somebody has to look at it.
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'maintenance' })
  assert.equal((await member.post(path, soon(300))).data.status, 'requested')
  assert.match((await member.post(path, soon(500))).body.error, /2 open bookings/)
  // To move one of them makes no more.
  const [own] = (await member.get(`${path}?status=requested`)).data.items
  const { startsAt, endsAt } = soon(400)
  assert.equal((await member.post(`${path}/${own.id}/move`, { startsAt, endsAt })).status, 200)
  assert.equal((await ws.owner.post(path, soon(20 * 1_440))).data.status, 'confirmed')
})
