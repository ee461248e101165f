import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle, type Wish } from './settle.ts'

const today = '2026-11-21'
const medical = { kind: 'medical', medicalClass: 'first', issuedOn: '2026-03-20', ageAtExam: 45 } as const

const dated: [name: string, Wish, expiresOn: string | null, source: string][] = [
  ['a first-class medical lapses for the most that it allows', medical, '2026-09-30', 'rule'],
  ['… or for what its holder exercises', { ...medical, operation: 'private' }, '2028-03-31', 'rule'],
  ['a special issuance undercuts the rule', { ...medical, expiresOn: '2026-06-30' }, '2026-06-30', 'given'],
  [
    'a medical of another authority is good as given',
    { kind: 'medical', medicalClass: 'other', expiresOn: '2027-01-05' },
    '2027-01-05',
    'given',
  ],
  [
    'a flight review is good for 24 calendar months',
    { kind: 'flight_review', issuedOn: '2024-08-15' },
    '2026-08-31',
    'rule',
  ],
  [
    'a certificate without an end does not lapse',
    { kind: 'certificate', title: 'Commercial pilot' },
    null,
    'none',
  ],
]
for (const [name, wish, expiresOn, source] of dated)
  test(name, () => {
    const settled = settle(wish, today)
    assert.ok(!('field' in settled), JSON.stringify(settled))
    assert.deepEqual([settled.expiresOn, settled.expirySource], [expiresOn, source])
  })

test('a medical says until when it covers each of the privileges', () => {
  const settled = settle({ ...medical, operation: 'commercial' }, today)
  assert.ok(!('field' in settled))
  assert.deepEqual(
    [settled.airlineTransportUntil, settled.commercialUntil, settled.privateUntil],
    ['2026-09-30', '2027-03-31', '2028-03-31'],
  )
  const short = settle({ ...medical, operation: 'commercial', expiresOn: '2026-08-31' }, today)
  assert.ok(!('field' in short))
  assert.deepEqual(
    [short.airlineTransportUntil, short.commercialUntil, short.privateUntil],
    ['2026-08-31', '2026-08-31', '2026-08-31'],
  )
  const third = settle({ ...medical, medicalClass: 'third' }, today)
  assert.ok(!('field' in third))
  assert.deepEqual(
    [third.airlineTransportUntil, third.commercialUntil, third.privateUntil],
    [null, null, '2028-03-31'],
  )
})

const refused: [name: string, Wish, field: string, says: RegExp][] = [
  [
    'the age at the exam is asked for where it decides',
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
    'a class does not cover more than it does',
    { ...medical, medicalClass: 'third', operation: 'commercial' },
    'operation',
    /61\.23\(a\)\(2\)/,
  ],
  [
    'a medical of another authority wants its date',
    { kind: 'medical', medicalClass: 'other' },
    'expiresOn',
    /is needed/,
  ],
  ['a flight review wants its day', { kind: 'flight_review' }, 'issuedOn', /day of the review/],
  [
    'a flight review is not stretched',
    { kind: 'flight_review', issuedOn: '2024-08-15', expiresOn: '2026-09-01' },
    'expiresOn',
    /61\.56\(c\)/,
  ],
  [
    'nothing is issued tomorrow',
    { kind: 'document', title: 'Passport', issuedOn: '2026-11-22' },
    'issuedOn',
    /here it is 2026-11-21/,
  ],
  [
    'nothing ends before it begins',
    { kind: 'document', title: 'Passport', issuedOn: '2026-11-01', expiresOn: '2026-10-31' },
    'expiresOn',
    /lies before/,
  ],
  [
    'a rating has no medical class',
    { kind: 'rating', title: 'Instrument', medicalClass: 'first' },
    'medicalClass',
    /is said of a medical/,
  ],
  ['a certificate says which', { kind: 'certificate' }, 'title', /which certificate/],
  [
    'without an age the longest that anybody has is the limit',
    { ...medical, ageAtExam: null, expiresOn: '2027-04-01' },
    'expiresOn',
    /2027-03-31 at most/,
  ],
]
for (const [name, wish, field, says] of refused)
  test(name, () => {
    const settled = settle(wish, today)
    assert.ok('field' in settled, JSON.stringify(settled))
    assert.equal(settled.field, field)
    assert.match(settled.message, says)
  })
