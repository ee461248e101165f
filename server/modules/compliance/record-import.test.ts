import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const space = await workspace()
const { owner } = space
const ada = await space.person({ displayName: 'Ada Holm', employeeNumber: 'E1' })
await space.person({ displayName: 'Bo Lind' })
const recordsOf = async (person: string) =>
  (await owner.get(`/api/v1/compliance/records?person=${person}`)).data.items

test('imported records have their entered or calculated dates, and emit events like other records', async () => {
  const { id, problems } = await analyzed(
    owner,
    'compliance-records',
    'Name;Type;Description;Class;Age;Exam date;Expiration date\n' +
      'Holm, Ada;Medical;;2nd;45;15.01.2024;\nE1;Passport;Passport;;;;31.12.2039\nE1;BFR;;;;20.08.2024;\n',
  )
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const records = await recordsOf(ada.id)
  assert.deepEqual(
    records.map((one: Record<string, unknown>) => [one.kind, one.title, one.expiresOn, one.expirySource]),
    [
      ['medical', 'Medical certificate', '2025-01-31', 'rule'],
      ['flight_review', 'Flight review', '2026-08-31', 'rule'],
      ['document', 'Passport', '2039-12-31', 'given'],
    ],
  )
  const events = await owner.get('/api/v1/public/events?type=compliance.updated')
  assert.equal(events.data.total, 3)
  const history = await owner.get(`/api/v1/compliance/records/${records[0].id}/history`)
  assert.equal(history.data.items[0].change, 'imported')
})

test('a row that cannot be imported says why', async () => {
  const { problems } = await analyzed(
    owner,
    'compliance-records',
    'Person,Kind,Title,Medical class,Issued on,Expires on\n' +
      'Nobody,medical,,second,2024-01-15,\nBo Lind,certificate,,,,\nBo Lind,medical,,first,2024-01-15,\n' +
      'Bo Lind,flight review,,,2024-08-15,2026-12-31\nBo Lind,rating,IFR,,,\nBo Lind,rating,ifr,,,\nBo Lind,licens,X,,,\n',
  )
  assert.deepEqual(problems, [
    '2 Person: Nobody here is called “Nobody”: import the people first, or correct the name',
    '3 Title: Title is required: say which certificate it is',
    '4 Age at the exam: Age at the exam is required, because the expiry of a medical depends on the age at the examination (14 CFR 61.23(d)). Or enter the expiry date',
    '5 Expires on: Expires on is too late: a flight review of 2024-08-15 is valid to 2026-08-31 at most (14 CFR 61.56(c)). Enter an earlier date, or leave it blank to calculate it',
    '7 Title: Bo Lind has “ifr” in row 6 already: leave one of them out',
    '8 Kind: “licens” is not known here: write one of certificate, rating, medical, basic_med, document, checkout, endorsement, flight_review, instrument_proficiency_check, training, other',
  ])
})

test('a record that already exists is refused, or renewed if that was chosen', async () => {
  const file = 'Person,Kind,Title,Expires on\nE1,document,passport,2049-12-31\n'
  assert.deepEqual((await analyzed(owner, 'compliance-records', file)).problems, [
    '2 Title: E1 has “passport” already, to 2039-12-31: choose “renewed” above, or leave the row out',
  ])
  const { id, problems } = await analyzed(owner, 'compliance-records', file, { existing: 'renewed' })
  assert.deepEqual(problems, [])
  await ran(owner, id)
  const passport = (await recordsOf(ada.id)).find((one: { kind: string }) => one.kind === 'document')
  assert.deepEqual([passport.expiresOn, passport.version], ['2049-12-31', 2])
  const again = await analyzed(owner, 'compliance-records', file, { existing: 'renewed' })
  assert.deepEqual(again.problems, [
    '2 Title: E1 has “passport” already, with these dates: leave the row out',
  ])
})

test('the issuing authority decides what the class of a medical means, and else the operating rules', async (t) => {
  const other = await workspace(t)
  const people = ['Cy', 'Di', 'El', 'Fay', 'Gus', 'Hal']
  for (const displayName of people) await other.person({ displayName })
  const file =
    'Name,Type,Class,Exam date,Age,Authority,Date of birth,Course\n' +
    'Cy,medical,Class 1,2026-03-20,30,EASA,,\nDi,medical,Class 1,2026-03-20,30,FAA,,\n' +
    'El,medical,2,2026-03-20,,Luftfahrt-Bundesamt,1986-03-21,\nFay,medical,Class 2,2026-03-20,37,UK CAA,,\n' +
    'Gus,medical,1,2026-03-20,30,,,\nHal,BasicMed,,2023-05-10,,,,2025-04-01\n'
  const { problems } = await analyzed(other.owner, 'compliance-records', file)
  assert.deepEqual(problems, [
    '5 Date of birth: Birth date is required, because the expiry of a class 2 medical depends on a birthday (MED.A.045(a)). Add it to the person, or enter the expiry date',
    '6 Authority: A Class 1 medical can be one of the FAA, or of EASA or the UK, and they are not valid equally long: name the authority',
  ])
  await other.owner.patch('/api/v1/admin/workspace', { operatingRules: ['easa_ato'] })
  const fixed = file.replace('37,UK CAA,', '36,UK CAA,')
  const second = await analyzed(other.owner, 'compliance-records', fixed)
  assert.deepEqual(second.problems, [])
  await ran(other.owner, second.id)
  const { items } = (await other.owner.get('/api/v1/compliance/records?page_size=50')).data
  const byName = Object.fromEntries(
    items.map((one: Record<string, string>) => [
      one.personName,
      [one.medicalClass, one.expiresOn, one.citation],
    ]),
  )
  assert.deepEqual(byName, {
    Cy: ['class_1', '2027-03-20', 'MED.A.045(a)(1)'],
    Di: ['first', '2027-03-31', '14 CFR 61.23(d)(1)(i)'],
    El: ['class_2', '2028-03-21', 'MED.A.045(a)(3)(i)'],
    Fay: ['class_2', '2031-03-20', 'MED.A.045(a)(3)(i)'],
    Gus: ['class_1', '2027-03-20', 'MED.A.045(a)(1)'],
    Hal: [null, '2027-04-30', '14 CFR 61.23(c)(3), 68.3, 68.5'],
  })
  const el = items.find((one: { personName: string }) => one.personName === 'El')
  assert.deepEqual((await other.owner.get(`/api/v1/ops/crew/${el.crewId}/birth-date`)).data, {
    birthOn: '1986-03-21',
  })
})
