import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'

type Row = Record<string, unknown>
const hour = 3_600_000
const today = localDate(new Date(), 'UTC')
const sessions = '/api/v1/planning/sessions'

/** A pilot whose flight review and medical are good, but for what is changed. */
async function pilotWith(space: TestWorkspace, medical: Row = {}, more: Row = {}) {
  const person = await space.person({ displayName: 'Ada Holm', ...more })
  const record = (fields: Row) => space.made('/api/v1/compliance/records', { crewId: person.id, ...fields })
  await record({ kind: 'flight_review', issuedOn: addDays(today, -100) })
  await record({ kind: 'certificate', title: 'Private pilot, ASEL', issuedOn: '2020-01-01' })
  await record({
    kind: 'medical',
    medicalClass: 'third',
    issuedOn: addDays(today, -100),
    ageAtExam: 30,
    ...medical,
  })
  return person
}
const bookingOf = (aircraftId: string, crewId: string, startsInHours: number, more: Row[] = []) => ({
  type: 'flight',
  resourceType: 'aircraft',
  resourceId: aircraftId,
  aircraftId,
  startsAt: new Date(Date.now() + startsInHours * hour).toISOString(),
  endsAt: new Date(Date.now() + (startsInHours + 1) * hour).toISOString(),
  timezone: 'UTC',
  title: 'Local flight',
  participants: [{ crewId, role: 'pilot' }, ...more],
})

test('a booking after the medical lapses is refused with the rule, the citation and the day; one before it stands', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const lapsesOn = addDays(today, 3)
  const pilot = await pilotWith(space, { expiresOn: lapsesOn })
  const before = await space.owner.post(sessions, bookingOf(plane.id, pilot.id, 48))
  assert.equal(before.status, 201, before.text)
  const after = await space.owner.post(sessions, bookingOf(plane.id, pilot.id, 5 * 24))
  assert.deepEqual([after.status, after.body.code], [422, 'not_eligible'])
  const [detail] = after.body.details
  assert.deepEqual(
    [detail.field, detail.crewId, detail.rule, detail.citation, detail.lapsedOn],
    ['participants.0.crewId', pilot.id, '61.23', '14 CFR 61.23(d)(3)(i)', lapsesOn],
  )
  assert.match(detail.message, new RegExp(`Ada Holm does not meet 14 CFR 61.23.*${lapsesOn}`))
})

test('somebody who flies with passengers without recent landings is refused, and somebody without records only warned of', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const guest = { crewId: (await space.person()).id, role: 'passenger' }
  const pilot = await pilotWith(space)
  const alone = await space.owner.post(sessions, bookingOf(plane.id, pilot.id, 24))
  assert.equal(alone.status, 201, alone.text)
  const refused = await space.owner.post(sessions, bookingOf(plane.id, pilot.id, 30, [guest]))
  assert.deepEqual([refused.status, refused.body.details[0].rule], [422, '61.57(a)'])
  assert.equal(refused.body.details[0].cheapestFix, '3 take-offs and 3 landings without passengers')
  const unknown = await space.person()
  const stands = await space.owner.post(sessions, bookingOf(plane.id, unknown.id, 40))
  assert.equal(stands.status, 201, stands.text)
})

test('an aircraft does not leave with somebody whose medical has lapsed since the booking', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const pilot = await pilotWith(space)
  const { data } = await space.owner.post(sessions, bookingOf(plane.id, pilot.id, 0.2))
  const { items } = (await space.owner.get(`/api/v1/compliance/records?person=${pilot.id}&kind=medical`)).data
  const lapsed = { issuedOn: '2020-01-10', ageAtExam: 45, expiresOn: null }
  await space.owner.patch(`/api/v1/compliance/records/${items[0].id}`, lapsed)
  const refused = await space.owner.post(`${sessions}/${data.id}/check-out`)
  assert.deepEqual([refused.status, refused.body.code], [422, 'not_eligible'])
  assert.equal(refused.body.details[0].lapsedOn, '2022-01-31')
})

test('a member reads that somebody else may not fly, and not why', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const member = await space.as('member', { roles: ['student'] })
  const student = await space.person({ userId: member.userId })
  const teacher = await pilotWith(space, { issuedOn: '2020-01-10', ageAtExam: 45 })
  const booking = {
    ...bookingOf(plane.id, student.id, 24),
    participants: [{ crewId: student.id, role: 'student' }],
    instructorId: teacher.id,
  }
  const { data } = await member.post(`${sessions}/preview`, booking)
  const messages = data.findings.map(({ message }: Row) => message)
  assert.ok(messages.includes('Ada Holm is not eligible for this flight: ask those who run the flying'))
  assert.ok(messages.every((message: string) => !/medical|61\.23/.test(message)))
})

test('a flight in a class that the pilot is not rated for is approved by somebody who saw it', async (t) => {
  const space = await workspace(t)
  const twin = await space.aircraft({ class: 'multi_engine_land' })
  const pilot = await pilotWith(space)
  const { id } = await space.flight({
    aircraftId: twin.id,
    crew: [{ crewId: pilot.id, role: 'pic' }],
    offBlockAt: `${addDays(today, -2)}T12:00:00Z`,
    onBlockAt: `${addDays(today, -2)}T13:00:00Z`,
    status: 'submitted',
  })
  const { data } = await space.owner.get(`/api/v1/ops/flights/${id}`)
  assert.deepEqual(
    data.warnings.map(({ code, message }: Row) => [code, message]),
    [
      [
        'not_eligible',
        'Ada Holm did not meet 14 CFR 61.31(d): No rating for multi engine land: Private pilot, ASEL',
      ],
    ],
  )
})
