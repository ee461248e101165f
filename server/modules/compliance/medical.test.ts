import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { addCalendarMonths, addDays, addMonths, localDate } from '#rules/calendar.ts'

const space = await workspace()
const { owner } = space
const path = '/api/v1/compliance'
const today = localDate(new Date(), 'UTC')

async function hold(body: object) {
  const { status, data, text } = await owner.post(`${path}/records`, body)
  assert.equal(status, 201, text)
  return data
}
async function born(birthOn: string) {
  const { id } = await space.person()
  await owner.put(`/api/v1/ops/crew/${id}/birth-date`, { birthOn })
  return id
}

test('renewing a Class 1 medical in its last 45 days counts from its end, and earlier or later from the exam', async () => {
  for (const [daysBefore, isRevalidation] of [
    [0, true],
    [45, true],
    [46, false],
  ] as const) {
    const crewId = await born('1996-01-01')
    const end = addDays(today, daysBefore)
    const record = await hold({
      crewId,
      kind: 'medical',
      medicalClass: 'class_1',
      issuedOn: addMonths(end, -12),
      expiresOn: end,
    })
    const { data } = await owner.patch(`${path}/records/${record.id}`, { issuedOn: today, expiresOn: null })
    assert.equal(data.expiresOn, addMonths(isRevalidation ? end : today, 12))
    assert.equal(data.previousExpiresOn, isRevalidation ? end : null)
    // A later change of something else keeps what it counts from.
    const noted = await owner.patch(`${path}/records/${record.id}`, { notes: 'Original seen' })
    assert.equal(noted.data.expiresOn, data.expiresOn)
  }
})

test('a person with a birth date needs no age, also at the next exam', async () => {
  const crewId = await born(addMonths(today, -12 * 40))
  const record = await hold({
    crewId,
    kind: 'medical',
    medicalClass: 'first',
    issuedOn: addDays(addMonths(today, -8), 0),
  })
  assert.deepEqual([record.ageAtExam, record.expiresOn], [39, addCalendarMonths(addMonths(today, -8), 12)])
  const { data } = await owner.patch(`${path}/records/${record.id}`, { issuedOn: today })
  assert.deepEqual([data.ageAtExam, data.expiresOn], [40, addCalendarMonths(today, 6)])
})

test('a birth date that is missing is named', async () => {
  const { id: crewId } = await space.person()
  const medical = { crewId, kind: 'medical', medicalClass: 'class_2', issuedOn: today }
  const refused = await owner.post(`${path}/records`, medical)
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'birthOn'])
  await owner.put(`/api/v1/ops/crew/${crewId}/birth-date`, { birthOn: '1996-01-01' })
  assert.equal((await hold(medical)).expiresOn, addMonths(today, 60))
})

test('BasicMed meets the requirement of a medical for private privileges, not for commercial ones', async () => {
  const { id: crewId } = await space.person({ functions: ['cabin'] })
  for (const operation of ['private', 'commercial'])
    await space.made(`${path}/requirements`, {
      title: `Medical, ${operation}`,
      kind: 'medical',
      operation,
      functions: [],
      crewIds: [crewId],
    })
  const record = await hold({ crewId, kind: 'basic_med', issuedOn: today, courseOn: today })
  assert.deepEqual(
    [record.title, record.expiresOn, record.privateUntil, record.commercialUntil],
    ['BasicMed', addCalendarMonths(today, 24), addCalendarMonths(today, 24), null],
  )
  const { holdings } = (await owner.get(`${path}/people?person=${crewId}`)).data.items[0]
  assert.deepEqual(
    holdings.map((holding: { title: string; status: string }) => [holding.title, holding.status]),
    [
      ['Medical, commercial', 'missing'],
      ['Medical, private', 'compliant'],
    ],
  )
})

test('an instrument proficiency check ends, with its rule', async () => {
  const { id: crewId } = await space.person()
  const check = await hold({ crewId, kind: 'instrument_proficiency_check', issuedOn: '2024-01-01' })
  assert.deepEqual(
    [check.expiresOn, check.status, check.citation],
    ['2024-07-31', 'expired', '14 CFR 61.57(c), (d)'],
  )
  const late = await owner.patch(`${path}/records/${check.id}`, { expiresOn: '2024-08-01' })
  assert.deepEqual([late.status, late.body.details[0].field], [400, 'expiresOn'])
})

test('a birth date that makes the holder too young or too old for the examination is a slip, before and after the record', async () => {
  const medical = { kind: 'medical', medicalClass: 'third', issuedOn: addDays(today, -30) }
  for (const [birthOn, words] of [
    [addDays(today, -10), /issuedOn is before the birth date of the person/],
    [addMonths(today, -12 * 9), /makes the person 8 years old by the birth date: correct the day/],
    ['1900-01-01', /makes the person 12\d years old by the birth date/],
  ] as const) {
    const early = await owner.post(`${path}/records`, { ...medical, crewId: await born(birthOn) })
    assert.deepEqual([early.status, early.body.details[0].field], [400, 'issuedOn'], early.text)
    assert.match(early.body.error, words)
    const crewId = await born('1990-01-01')
    const { id } = await hold({ ...medical, crewId })
    await owner.put(`/api/v1/ops/crew/${crewId}/birth-date`, { birthOn })
    const later = await owner.patch(`${path}/records/${id}`, { title: 'Class 3' })
    assert.deepEqual([later.status, later.body.details[0].field], [400, 'issuedOn'], later.text)
    assert.match(later.body.error, words)
  }
})
