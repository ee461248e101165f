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
