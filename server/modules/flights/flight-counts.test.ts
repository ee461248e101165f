import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

type Row = Record<string, unknown>
type Member = { crewId: string; role: string; [count: string]: unknown }

/** A workspace with two people, and what POST needs for a flight of both. */
async function twoPilots(t: Parameters<typeof workspace>[0], roles = ['pic', 'sic']) {
  const space = await workspace(t)
  const crew: Member[] = []
  for (const role of roles) crew.push({ crewId: (await space.person()).id, role })
  const aircraftId = (await space.aircraft()).id
  const log = (fields: Row = {}) =>
    space.owner.post('/api/v1/ops/flights', {
      aircraftId,
      crew,
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: '2026-01-05T18:00:00Z',
      onBlockAt: '2026-01-05T19:00:00Z',
      ...fields,
    })
  const each = (counts: Row[]) => crew.map((member, position) => ({ ...member, ...counts[position] }))
  return { space, crew, log, each }
}
const landingsOf = (flight: { crew: Row[] }) => flight.crew.map((member) => member.dayLandings)

test('two pilots who made three landings each have three each, and the flight has six', async (t) => {
  const { log, each } = await twoPilots(t)
  const { status, data } = await log({ crew: each([{ dayLandings: 3 }, { dayLandings: 3 }]) })
  assert.equal(status, 201)
  assert.deepEqual([data.dayLandings, landingsOf(data)], [6, [3, 3]])
  assert.deepEqual(
    data.crew.map((member: Row) => member.isSoleManipulator),
    [true, true],
  )
})

test('counts of the crew that do not add up to those of the flight are refused, and each is named', async (t) => {
  const { log, each } = await twoPilots(t)
  const crew = each([{ dayLandings: 3, approaches: 1 }, { dayLandings: 2 }])
  const res = await log({ crew, dayLandings: 6, approaches: 2 })
  assert.deepEqual([res.status, res.body.code], [422, 'counts_do_not_add_up'])
  assert.deepEqual(
    res.body.details.map((detail: Row) => detail.field),
    ['dayLandings', 'approaches'],
  )
  assert.equal(res.body.details[0].message, 'is 6, but the counts of the crew add up to 5')
})

test('landings of two pilots need to say whose they are', async (t) => {
  const { log } = await twoPilots(t)
  const res = await log({ dayLandings: 6 })
  assert.deepEqual(
    [res.status, res.body.code, res.body.details[0].field],
    [422, 'counts_do_not_add_up', 'dayLandings'],
  )
})

test('the counts of a flight belong to the sole manipulator: the one who is marked, or the only one', async (t) => {
  const { log, each } = await twoPilots(t)
  const marked = await log({
    crew: each([{}, { isSoleManipulator: true }]),
    dayLandings: 2,
    nightTakeOffs: 1,
  })
  assert.deepEqual(landingsOf(marked.data), [0, 2])
  const lesson = await twoPilots(t, ['instructor', 'dual'])
  const { data } = await lesson.log({ dayLandings: 5, dayFullStopLandings: 1 })
  assert.deepEqual(
    data.crew.map((member: Row) => [member.role, member.dayLandings, member.isSoleManipulator]),
    [
      ['instructor', 0, false],
      ['dual', 5, true],
    ],
  )
})

test('a full stop of a person is one of their landings', async (t) => {
  const { log, each } = await twoPilots(t)
  const crew = each([{ dayLandings: 1, dayFullStopLandings: 2 }, { dayLandings: 2 }])
  const res = await log({ crew })
  assert.deepEqual([res.status, res.body.details[0].field], [422, 'crew.0.dayFullStopLandings'])
})

test('an approach is flown tracking a course, as an assumption until somebody says so', async (t) => {
  const { log, each } = await twoPilots(t, ['pic', 'observer'])
  const tracking = async (fields: Row) => {
    const { data } = await log(fields)
    return data.crew.map((member: Row) => [member.isTracking, member.isTrackingAssumed])
  }
  assert.deepEqual(await tracking({ approaches: 1 }), [
    [true, true],
    [false, false],
  ])
  assert.deepEqual(await tracking({ approaches: 1, crew: each([{ isTracking: false }]) }), [
    [false, false],
    [false, false],
  ])
})

test('an edit of the counts moves those of the crew, or is refused if several people have them', async (t) => {
  const { space, log, each } = await twoPilots(t)
  const patch = (id: string, body: Row) => space.owner.patch(`/api/v1/ops/flights/${id}`, body)
  const shared = (await log({ crew: each([{ dayLandings: 2 }, { dayLandings: 1 }]) })).data
  assert.equal((await patch(shared.id, { dayLandings: 4 })).body.code, 'counts_do_not_add_up')
  const corrected = await patch(shared.id, { crew: each([{ dayLandings: 2 }, { dayLandings: 2 }]) })
  assert.deepEqual([corrected.status, corrected.data.dayLandings], [200, 4])
  assert.deepEqual(landingsOf((await patch(shared.id, { remarks: 'Gusty' })).data), [2, 2])
  const alone = await space.flight({ dayLandings: 1 })
  assert.deepEqual(landingsOf((await patch(alone.id, { dayLandings: 3 })).data), [3])
})

test('a reversal has none of the counts that it takes back', async (t) => {
  const { space } = await twoPilots(t)
  const { id } = await space.flight({ status: 'approved', dayLandings: 3 })
  const { data } = await space.owner.post(`/api/v1/ops/flights/${id}/reverse`, { reason: 'Wrong pilot' })
  assert.deepEqual([data.dayLandings, landingsOf(data)], [0, [0]])
})

test('a flight says under which rules it was flown, and who provided the aircraft', async (t) => {
  const { space, log } = await twoPilots(t)
  const { data } = await log({
    operation: '91_instruction_for_hire',
    instructionAircraftProvidedBy: 'student',
  })
  assert.deepEqual(
    [data.operation, data.instructionAircraftProvidedBy],
    ['91_instruction_for_hire', 'student'],
  )
  assert.equal((await log({ operation: '121' })).status, 400)
  const reader = await space.key({ scopes: ['public.flights:read'] })
  const [shown] = (await reader.get('/api/v1/public/flights')).data.items
  assert.equal(shown.operation, '91_instruction_for_hire')
  assert.deepEqual(landingsOf(shown), [0, 0])
})
