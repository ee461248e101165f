import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RecordInput, validityOf } from './validity.ts'

const today = '2026-11-21'
const medical = { kind: 'medical', medicalClass: 'first', issuedOn: '2026-03-20', ageAtExam: 45 } as const

const dated: [name: string, RecordInput, expiresOn: string | null, source: string][] = [
  ['a first-class medical is dated for airline transport by default', medical, '2026-09-30', 'rule'],
  [
    '… or for the privileges that its holder exercises',
    { ...medical, operation: 'private' },
    '2028-03-31',
    'rule',
  ],
  [
    'a special issuance may end before the rule allows',
    { ...medical, expiresOn: '2026-06-30' },
    '2026-06-30',
    'given',
  ],
  [
    'a medical from another authority keeps the date that was entered',
    { kind: 'medical', medicalClass: 'other', expiresOn: '2027-01-05' },
    '2027-01-05',
    'given',
  ],
  [
    'a flight review is valid for 24 calendar months',
    { kind: 'flight_review', issuedOn: '2024-08-15' },
    '2026-08-31',
    'rule',
  ],
  [
    'an instrument proficiency check counts for 6 calendar months',
    { kind: 'instrument_proficiency_check', issuedOn: '2026-01-01' },
    '2026-07-31',
    'rule',
  ],
  [
    'BasicMed ends with the course or the examination, whichever is first',
    { kind: 'basic_med', issuedOn: '2022-12-10', courseOn: '2025-01-15' },
    '2026-12-10',
    'rule',
  ],
  [
    'a Class 1 medical is valid to the day',
    { kind: 'medical', medicalClass: 'class_1', issuedOn: '2026-03-20', ageAtExam: 30 },
    '2027-03-20',
    'rule',
  ],
  [
    'the birth date of the person gives the age at the exam',
    { ...medical, ageAtExam: null, birthOn: '1986-03-21' },
    '2027-03-31',
    'rule',
  ],
  [
    'a LAPL medical ends with the 42nd birthday at the latest',
    { kind: 'medical', medicalClass: 'lapl', issuedOn: '2026-03-20', birthOn: '1986-04-01' },
    '2028-04-01',
    'rule',
  ],
  [
    'a certificate without an end date does not expire',
    { kind: 'certificate', title: 'Commercial pilot' },
    null,
    'none',
  ],
]
for (const [name, input, expiresOn, source] of dated)
  test(name, () => {
    const validity = validityOf(input, today)
    assert.ok(!('field' in validity), JSON.stringify(validity))
    assert.deepEqual([validity.expiresOn, validity.expirySource], [expiresOn, source])
  })

test('a medical shows until when it covers each privilege', () => {
  const validity = validityOf({ ...medical, operation: 'commercial' }, today)
  assert.ok(!('field' in validity))
  assert.deepEqual(
    [validity.airlineTransportUntil, validity.commercialUntil, validity.privateUntil],
    ['2026-09-30', '2027-03-31', '2028-03-31'],
  )
  const short = validityOf({ ...medical, operation: 'commercial', expiresOn: '2026-08-31' }, today)
  assert.ok(!('field' in short))
  assert.deepEqual(
    [short.airlineTransportUntil, short.commercialUntil, short.privateUntil],
    ['2026-08-31', '2026-08-31', '2026-08-31'],
  )
  const third = validityOf({ ...medical, medicalClass: 'third' }, today)
  assert.ok(!('field' in third))
  assert.deepEqual(
    [third.airlineTransportUntil, third.commercialUntil, third.privateUntil],
    [null, null, '2028-03-31'],
  )
})

test('a Class 1 medical shows until when it covers each privilege, each to the day', () => {
  const validity = validityOf(
    { kind: 'medical', medicalClass: 'class_1', issuedOn: '2026-03-20', birthOn: '1981-05-01' },
    today,
  )
  assert.ok(!('field' in validity))
  assert.deepEqual(
    [
      validity.singlePilotPassengersUntil,
      validity.airlineTransportUntil,
      validity.commercialUntil,
      validity.privateUntil,
      validity.lightAircraftUntil,
      validity.ageAtExam,
    ],
    ['2026-09-20', '2027-03-20', '2027-03-20', '2028-03-20', '2028-03-20', 44],
  )
})

const refused: [name: string, RecordInput, field: string, says: RegExp][] = [
  [
    'the age at the exam is required when the expiry depends on it',
    { ...medical, ageAtExam: null },
    'ageAtExam',
    /61\.23\(d\)/,
  ],
  [
    'a date later than the rule allows is refused',
    { ...medical, expiresOn: '2026-10-01' },
    'expiresOn',
    /2026-09-30 at most \(14 CFR 61\.23\(d\)\(1\)\(ii\)\)/,
  ],
  [
    'a medical class does not cover higher privileges',
    { ...medical, medicalClass: 'third', operation: 'commercial' },
    'operation',
    /61\.23\(a\)\(2\)/,
  ],
  [
    'a medical from another authority needs an expiry date',
    { kind: 'medical', medicalClass: 'other' },
    'expiresOn',
    /is required/,
  ],
  ['a flight review needs its date', { kind: 'flight_review' }, 'issuedOn', /day of the review/],
  [
    'a flight review cannot last longer than the rule allows',
    { kind: 'flight_review', issuedOn: '2024-08-15', expiresOn: '2026-09-01' },
    'expiresOn',
    /61\.56\(c\)/,
  ],
  [
    'a date of issue in the future is refused',
    { kind: 'document', title: 'Passport', issuedOn: '2026-11-22' },
    'issuedOn',
    /today is 2026-11-21/,
  ],
  [
    'an expiry before the date of issue is refused',
    { kind: 'document', title: 'Passport', issuedOn: '2026-11-01', expiresOn: '2026-10-31' },
    'expiresOn',
    /is before/,
  ],
  [
    'a Class 2 medical that a birthday may end needs the birth date',
    { kind: 'medical', medicalClass: 'class_2', issuedOn: '2026-03-20', ageAtExam: 39 },
    'birthOn',
    /MED\.A\.045\(a\)/,
  ],
  [
    'an age that does not match the birth date is refused',
    { ...medical, birthOn: '1986-03-21' },
    'ageAtExam',
    /was 39/,
  ],
  [
    'the FAA has no Class 1, and EASA no first class',
    { ...medical, issuingAuthority: 'EASA' },
    'medicalClass',
    /class_1/,
  ],
  [
    'a FAA medical does not cover the privileges of a LAPL',
    { ...medical, operation: 'light_aircraft' },
    'operation',
    /61\.23\(a\)/,
  ],
  ['BasicMed needs its course', { kind: 'basic_med', issuedOn: '2026-01-01' }, 'courseOn', /course/],
  [
    'BasicMed cannot last longer than its course',
    { kind: 'basic_med', issuedOn: '2026-01-01', courseOn: '2026-01-10', expiresOn: '2028-02-01' },
    'expiresOn',
    /2028-01-31 at most/,
  ],
  [
    'a course in the future is refused',
    { kind: 'basic_med', issuedOn: '2026-01-01', courseOn: '2026-11-22' },
    'courseOn',
    /today is 2026-11-21/,
  ],
  [
    'an instrument proficiency check needs its date',
    { kind: 'instrument_proficiency_check' },
    'issuedOn',
    /check/,
  ],
  [
    'a rating has no medical class',
    { kind: 'rating', title: 'Instrument', medicalClass: 'first' },
    'medicalClass',
    /applies only to a medical/,
  ],
  ['a certificate needs a title', { kind: 'certificate' }, 'title', /which certificate/],
  [
    'without an age, the under-40 validity is the limit',
    { ...medical, ageAtExam: null, expiresOn: '2027-04-01' },
    'expiresOn',
    /2027-03-31 at most/,
  ],
]
for (const [name, input, field, says] of refused)
  test(name, () => {
    const validity = validityOf(input, today)
    assert.ok('field' in validity, JSON.stringify(validity))
    assert.equal(validity.field, field)
    assert.match(validity.message, says)
  })
