import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check, operator } from './testing/limit.ts'

test('61.195(a) over the API: eight hours of instruction in 24, a minute on each side, across midnight', async (t) => {
  const ws = await operator(t, 'America/Denver')
  const { id: crewId } = await ws.person()
  const student = await ws.person()
  for (const [off, on] of [
    ['2026-02-02T09:00:00Z', '2026-02-02T12:00:00Z'],
    ['2026-02-02T13:00:00Z', '2026-02-02T18:00:00Z'],
  ])
    await ws.made('/api/v1/ops/flights', {
      aircraftId: (await ws.aircraft()).id,
      crew: [
        { crewId, role: 'instructor' },
        { crewId: student.id, role: 'dual' },
      ],
      ...{ fromAirport: 'KBJC', toAirport: 'KBJC', offBlockAt: off, onBlockAt: on },
    })
  const lesson = (off: string) => check(ws, crewId, { off, minutes: 60, role: 'instructor' }, null)
  assert.equal((await lesson('2026-02-03T09:00:00Z')).status, 200)
  const early = await lesson('2026-02-03T08:59:00Z')
  const [detail] = early.body.details
  assert.deepEqual(
    [early.status, detail.citation, detail.used, detail.earliestLegalStartAt],
    [422, '14 CFR 61.195(a)', 481, '2026-02-03T09:00:00Z'],
  )
})
