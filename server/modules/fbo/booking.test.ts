import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { bookingStates, bookingStatuses } from './booking.ts'

const path = '/api/v1/fbo/bookings'
const hangar = async (ws: TestWorkspace, fields: object = {}) =>
  (await ws.owner.post('/api/v1/fbo/units', { name: 'Hangar 2', kind: 'hangar', ...fields })).data
const night = { tailNumber: 'n418pc', startsAt: '2026-11-21T20:00:00Z', endsAt: '2026-11-22T14:00:00Z' }
const hours = (from: number, to: number) => ({
  startsAt: new Date(Date.now() + from * 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + to * 3_600_000).toISOString(),
})

test('a second booking of a place is refused with a sentence that names the first; one may begin as another ends', async (t) => {
  const ws = await workspace(t)
  const unit = await hangar(ws)
  const first = (await ws.owner.post(path, { ...night, unitId: unit.id })).data
  assert.deepEqual([first.status, first.tailNumber, first.unitName], ['reserved', 'N418PC', 'Hangar 2'])
  const refused = await ws.owner.post(path, {
    ...night,
    unitId: unit.id,
    tailNumber: 'N2AB',
    startsAt: '2026-11-22T13:59:00Z',
    endsAt: '2026-11-23T00:00:00Z',
  })
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.error],
    [
      409,
      'unit_taken',
      `Hangar 2 is taken by N418PC from 21 Nov 2026 20:00 to 22 Nov 2026 14:00 (UTC; reserved, ${first.id}). Choose another place or time`,
    ],
  )
  for (const times of [
    { startsAt: night.endsAt, endsAt: '2026-11-23T00:00:00Z' },
    { startsAt: '2026-11-21T08:00:00Z', endsAt: night.startsAt },
  ])
    assert.equal(
      (await ws.owner.post(path, { ...night, ...times, unitId: unit.id, tailNumber: 'N2AB' })).status,
      201,
    )
  const other = await hangar(ws, { name: 'Hangar 3' })
  assert.equal((await ws.owner.post(path, { ...night, unitId: other.id })).status, 201)
})

test('of twenty bookings of a place at the same moment one is made', async (t) => {
  const ws = await workspace(t)
  const unit = await hangar(ws)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      ws.owner.post(path, { ...night, unitId: unit.id, tailNumber: `N${n + 10}XX` }),
    ),
  )
  const statuses = answers.map((answer) => answer.status).sort()
  assert.deepEqual(statuses, [201, ...Array.from({ length: 19 }, () => 409)])
  const winner = answers.find((answer) => answer.status === 201)?.data
  for (const { status, body } of answers)
    if (status === 409) assert.match(body.error, new RegExp(winner.tailNumber))
  assert.equal((await ws.owner.get(path)).data.total, 1)
})

test('what was cancelled or did not come frees the place; a change into another booking is refused', async (t) => {
  const ws = await workspace(t)
  const unit = await hangar(ws)
  for (const to of ['cancelled', 'no_show']) {
    const { id } = (await ws.owner.post(path, { ...night, unitId: unit.id })).data
    assert.equal(
      (await ws.owner.post(`${path}/${id}/advance`, { to, reason: 'Weather' })).data.cancelReason,
      'Weather',
    )
  }
  const kept = (await ws.owner.post(path, { ...night, unitId: unit.id })).data
  const next = (
    await ws.owner.post(path, {
      ...night,
      unitId: unit.id,
      startsAt: night.endsAt,
      endsAt: '2026-11-23T00:00:00Z',
    })
  ).data
  const moved = await ws.owner.patch(`${path}/${next.id}`, { startsAt: night.startsAt })
  assert.deepEqual([moved.status, moved.body.code], [409, 'unit_taken'])
  assert.match(moved.body.error, new RegExp(kept.id))
  assert.equal((await ws.owner.patch(`${path}/${kept.id}`, { notes: 'Tow bar' })).status, 200)
})

test('an aircraft that is too large for a place is refused, with the measure that is', async (t) => {
  const ws = await workspace(t)
  const unit = await hangar(ws, { maxWingspanFt: 50, maxHeightFt: 14 })
  const refused = await ws.owner.post(path, {
    ...night,
    unitId: unit.id,
    wingspanFt: 53.3,
    heightFt: 14,
    lengthFt: 90,
  })
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.details],
    [
      422,
      'rule_broken',
      [
        {
          field: 'wingspanFt',
          message: 'a wingspan of 53.3 ft does not fit into Hangar 2, which takes 50 ft',
        },
      ],
    ],
  )
  assert.equal((await ws.owner.post(path, { ...night, unitId: unit.id })).status, 201)
  await ws.owner.patch(`/api/v1/fbo/units/${unit.id}`, { status: 'closed' })
  const closed = await ws.owner.post(path, {
    ...night,
    unitId: unit.id,
    startsAt: '2027-01-01T00:00:00Z',
    endsAt: '2027-01-02T00:00:00Z',
  })
  assert.match(closed.body.error, /Hangar 2 is closed/)
})

for (const from of bookingStatuses)
  test(`a booking that is ${from} goes to ${bookingStates.nextOf(from).join(', ') || 'nothing'}, and nowhere else`, async (t) => {
    const ws = await workspace(t)
    const way = {
      reserved: [],
      confirmed: ['confirmed'],
      checked_in: ['checked_in'],
      checked_out: ['checked_in', 'checked_out'],
      cancelled: ['cancelled'],
      no_show: ['no_show'],
    }[from]
    for (const to of bookingStatuses.slice(1)) {
      const unit = await hangar(ws, { name: `For ${to}` })
      const { id } = (await ws.owner.post(path, { ...night, ...hours(-1, 1), unitId: unit.id })).data
      for (const step of way) await ws.owner.post(`${path}/${id}/advance`, { to: step })
      const res = await ws.owner.post(`${path}/${id}/advance`, { to })
      if (bookingStates.nextOf(from).includes(to))
        assert.deepEqual([res.status, res.data.status], [200, to], `${from} → ${to}`)
      else assert.deepEqual([res.status, res.body.code], [409, 'booking_state'], `${from} → ${to}`)
    }
  })

test('checking in early takes the place from now, and waits for who still stands there; checking out early frees it', async (t) => {
  const ws = await workspace(t)
  const unit = await hangar(ws)
  const advance = (id: string, to: string) => ws.owner.post(`${path}/${id}/advance`, { to })
  const stands = (await ws.owner.post(path, { ...night, ...hours(-2, 1), unitId: unit.id })).data
  const comes = (
    await ws.owner.post(path, { ...night, ...hours(1.5, 9), unitId: unit.id, tailNumber: 'N2AB' })
  ).data
  await advance(stands.id, 'checked_in')
  const refused = await advance(comes.id, 'checked_in')
  assert.deepEqual([refused.status, refused.body.code], [409, 'unit_taken'])
  assert.match(refused.body.error, /N418PC/)
  const left = (await advance(stands.id, 'checked_out')).data
  assert.ok(Date.parse(left.endsAt) < Date.parse(stands.endsAt) && left.checkedOutAt !== null)
  const came = (await advance(comes.id, 'checked_in')).data
  assert.deepEqual([came.status, came.startsAt], ['checked_in', came.checkedInAt])
})

test('times that make no sense and places of others are refused at their field', async (t) => {
  const [ws, other] = [await workspace(t), await workspace(t)]
  const unit = await hangar(ws)
  const backwards = await ws.owner.post(path, { ...night, unitId: unit.id, endsAt: night.startsAt })
  assert.deepEqual([backwards.status, backwards.body.details[0].field], [400, 'endsAt'])
  const foreign = await ws.owner.post(path, { ...night, unitId: (await hangar(other)).id })
  assert.deepEqual([foreign.status, foreign.body.details[0].field], [400, 'unitId'])
})

test('bookings of a stretch of time, and their events', async (t) => {
  const ws = await workspace(t)
  const unit = await hangar(ws)
  const made = (await ws.owner.post(path, { ...night, unitId: unit.id })).data
  const within = async (from: string, to: string) =>
    (await ws.owner.get(`${path}?from=${from}&to=${to}`)).data.total
  assert.equal(await within('2026-11-22T00:00:00Z', '2026-11-23T00:00:00Z'), 1)
  assert.equal(await within('2026-11-22T14:00:00Z', '2026-11-23T00:00:00Z'), 0)
  const confirmed = (await ws.owner.post(`${path}/${made.id}/advance`, { to: 'confirmed' })).data
  const [latest] = (await ws.owner.get('/api/v1/public/events?sort=-sequence')).data.items
  const { notes, wingspanFt, lengthFt, heightFt, customerName, cancelReason, ...sent } = confirmed
  assert.deepEqual([latest.type, latest.data], ['fbo_booking.updated', sent])
})
