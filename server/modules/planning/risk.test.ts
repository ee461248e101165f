import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { judgeRisks, markRisks } from './risk.ts'

const sessions = '/api/v1/planning/sessions'
const today = localDate(new Date(), 'UTC')
const at = (days: number, time: string) => `${addDays(today, days)}T${time}:00.000Z`

/** What the background does in its turns. */
async function background({ app }: TestWorkspace) {
  await markRisks.at(app.services, new Date())
  await judgeRisks.at(app.services, new Date())
}
const booking = (aircraftId: string, days: number, more: object = {}) => ({
  type: 'flight',
  aircraftId,
  startsAt: at(days, '10:00'),
  endsAt: at(days, '11:00'),
  ...more,
})
async function riskOf(ws: TestWorkspace, id: string) {
  const { isAtRisk, riskReason } = (await ws.owner.get(`${sessions}/${id}`)).data
  const board = await ws.owner.get(
    `/api/v1/planning/board?from=${at(0, '00:00')}&to=${at(20, '00:00')}&by=aircraft`,
  )
  const { bookings } = board.data
  // The board and the booking say the same.
  assert.equal(bookings.alert[bookings.id.indexOf(id)], riskReason ?? '')
  assert.equal(isAtRisk, riskReason !== null)
  return riskReason as string | null
}
const eventsOf = async (ws: TestWorkspace, id: string) =>
  (await ws.owner.get(`/api/v1/admin/audit-log?subject=${id}`)).data.items
    .map(({ action }: { action: string }) => action)
    .filter((action: string) => action.includes('risk'))

test('a booking is at risk once its pilot is no longer eligible, and says so without the reason', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const pilot = await ws.person({ displayName: 'Ada Holm' })
  const record = (fields: object) => ws.made('/api/v1/compliance/records', { crewId: pilot.id, ...fields })
  await record({ kind: 'flight_review', issuedOn: addDays(today, -100) })
  await record({ kind: 'certificate', title: 'Private pilot, ASEL', issuedOn: '2020-01-01' })
  const medical = await record({
    ...{ kind: 'medical', medicalClass: 'third', ageAtExam: 30 },
    issuedOn: addDays(today, -100),
  })
  const participants = [{ crewId: pilot.id, role: 'pilot' }]
  const { id } = await ws.made(sessions, booking(aircraft.id, 2, { participants }))
  const other = await ws.made(sessions, booking(aircraft.id, 3))
  await background(ws)
  assert.equal(await riskOf(ws, id), null)
  const lapsed = { issuedOn: '2020-01-10', ageAtExam: 45, expiresOn: null }
  assert.equal((await ws.owner.patch(`/api/v1/compliance/records/${medical.id}`, lapsed)).status, 200)
  await background(ws)
  assert.equal(await riskOf(ws, id), 'Ada Holm is not eligible any more')
  assert.equal(await riskOf(ws, other.id), null)
  await background(ws)
  const valid = { issuedOn: addDays(today, -5), ageAtExam: 45, expiresOn: null }
  await ws.owner.patch(`/api/v1/compliance/records/${medical.id}`, valid)
  await background(ws)
  assert.equal(await riskOf(ws, id), null)
  assert.deepEqual(await eventsOf(ws, id), ['session.risk_over', 'session.at_risk'])
})

test('a minimum that was raised since puts the bookings of those below it at risk', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const pilot = await ws.person({ displayName: 'Ada Holm' })
  for (const fields of [
    { kind: 'flight_review', issuedOn: addDays(today, -100) },
    { kind: 'certificate', title: 'Private pilot, ASEL', issuedOn: '2020-01-01' },
    { kind: 'medical', medicalClass: 'third', ageAtExam: 30, issuedOn: addDays(today, -100) },
  ])
    await ws.made('/api/v1/compliance/records', { crewId: pilot.id, ...fields })
  const participants = [{ crewId: pilot.id, role: 'pilot' }]
  const { id } = await ws.made(sessions, booking(aircraft.id, 2, { participants }))
  await background(ws)
  assert.equal(await riskOf(ws, id), null)
  await ws.made('/api/v1/compliance/minimums', {
    ...{ title: 'Hours', measure: 'total', neededMinutes: 6_000, typeDesignators: [], effect: 'blocks' },
  })
  await background(ws)
  assert.equal(await riskOf(ws, id), 'Ada Holm is not eligible any more')
})

test('a booking is at risk while an item of its aircraft is overdue, or a directive is open', async (t) => {
  const ws = await workspace(t)
  const [aircraft, other] = [await ws.aircraft(), await ws.aircraft()]
  const read = (readingHundredths: number) =>
    ws.made(`/api/v1/ops/aircraft/${aircraft.id}/readings`, { kind: 'tach', readingHundredths })
  await read(209_000)
  await ws.made('/api/v1/maintenance/items', {
    ...{
      aircraftId: aircraft.id,
      title: '100-hour inspection',
      kind: 'inspection',
      anchor: 'from_due_if_late',
    },
    limits: [{ counter: 'tach', intervalHundredths: 10_000, lastDoneHundredths: 200_000 }],
  })
  const { id } = await ws.made(sessions, booking(aircraft.id, 2))
  const directed = await ws.made(sessions, booking(other.id, 2))
  await background(ws)
  assert.deepEqual([await riskOf(ws, id), await riskOf(ws, directed.id)], [null, null])
  await read(210_100)
  const directive = await ws.made('/api/v1/maintenance/directives', {
    ...{ kind: 'ad', authority: 'FAA', number: '2026-01-02', title: 'Seat rails' },
    effectiveOn: addDays(today, -30),
  })
  const applies = await ws.owner.post(`/api/v1/maintenance/directives/${directive.id}/applicability`, {
    aircraftId: other.id,
    status: 'open',
  })
  assert.ok(applies.status < 300, applies.text)
  await background(ws)
  assert.equal(await riskOf(ws, id), `${aircraft.registration}: 100-hour inspection is overdue`)
  assert.equal(await riskOf(ws, directed.id), `${other.registration}: FAA 2026-01-02 is open`)
  // What a person sees at once comes first.
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'aog' })
  assert.equal(await riskOf(ws, id), `${aircraft.registration} is AOG`)
})
