import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type EuropeanClass,
  type EuropeanMedical,
  type EuropeanOperation,
  europeanMedicalValidity,
} from './european-medical.ts'

const medical = {
  examinedOn: '2026-03-20',
  birthOn: null,
  ageAtExam: null,
  previousExpiresOn: null,
}
const cases: [
  EuropeanClass,
  EuropeanOperation,
  birthOn: string,
  examinedOn: string,
  expiresOn: string,
  paragraph: string,
][] = [
  // To the day, and not to the end of the month.
  ['class_1', 'commercial', '1996-01-01', '2026-03-20', '2027-03-20', '(a)(1)'],
  ['class_1', 'single_pilot_passengers', '1986-03-21', '2026-03-20', '2027-03-20', '(a)(1)'],
  // On the 40th birthday the holder has reached the age of 40.
  ['class_1', 'single_pilot_passengers', '1986-03-20', '2026-03-20', '2026-09-20', '(a)(2)(i)'],
  ['class_1', 'commercial', '1986-03-20', '2026-03-20', '2027-03-20', '(a)(1)'],
  ['class_1', 'commercial', '1966-03-21', '2026-03-20', '2027-03-20', '(a)(1)'],
  ['class_1', 'commercial', '1966-03-20', '2026-03-20', '2026-09-20', '(a)(2)(ii)'],
  ['class_1', 'airline_transport', '1960-03-20', '2026-03-20', '2026-09-20', '(a)(2)(ii)'],
  // Class 2: 60, 24 and 12 months.
  ['class_1', 'private', '1996-01-01', '2026-03-20', '2031-03-20', '(a)(3)(i)'],
  ['class_2', 'private', '1996-01-01', '2026-03-20', '2031-03-20', '(a)(3)(i)'],
  ['class_2', 'private', '1986-03-20', '2026-03-20', '2028-03-20', '(a)(3)(ii)'],
  ['class_2', 'private', '1976-03-21', '2026-03-20', '2027-03-21', '(a)(3)(ii)'],
  ['class_2', 'private', '1976-03-20', '2026-03-20', '2027-03-20', '(a)(3)(iii)'],
  // Issued before 40, it ends with the 42nd birthday.
  ['class_2', 'private', '1986-03-21', '2026-03-20', '2028-03-21', '(a)(3)(i)'],
  ['class_2', 'private', '1989-03-20', '2026-03-20', '2031-03-20', '(a)(3)(i)'],
  ['class_2', 'private', '1989-03-19', '2026-03-20', '2031-03-19', '(a)(3)(i)'],
  // Issued before 50, it ends with the 51st.
  ['class_2', 'private', '1977-03-20', '2026-03-20', '2028-03-20', '(a)(3)(ii)'],
  ['class_2', 'private', '1977-03-19', '2026-03-20', '2028-03-19', '(a)(3)(ii)'],
  // LAPL: 60 and 24 months, also after 50.
  ['lapl', 'light_aircraft', '1986-03-21', '2026-03-20', '2028-03-21', '(a)(4)(i)'],
  ['lapl', 'light_aircraft', '1986-03-20', '2026-03-20', '2028-03-20', '(a)(4)(ii)'],
  ['class_2', 'light_aircraft', '1956-01-01', '2026-03-20', '2028-03-20', '(a)(4)(ii)'],
  // The same day of a shorter month is its last one.
  ['class_1', 'commercial', '1960-01-01', '2026-08-31', '2027-02-28', '(a)(2)(ii)'],
]
for (const [medicalClass, operation, birthOn, examinedOn, expiresOn, paragraph] of cases)
  test(`a ${medicalClass} medical of ${examinedOn} for ${operation}, born on ${birthOn}, is valid to ${expiresOn}`, () =>
    assert.deepEqual(europeanMedicalValidity({ ...medical, medicalClass, operation, birthOn, examinedOn }), {
      answer: 'yes',
      expiresOn,
      citation: `MED.A.045${paragraph}`,
    }))

const revalidated: [examinedOn: string, previousExpiresOn: string, expiresOn: string][] = [
  ['2026-03-20', '2026-03-20', '2027-03-20'],
  ['2026-03-20', '2026-05-04', '2027-05-04'],
  // 46 days before the end is too early, and after the end it is a renewal.
  ['2026-03-20', '2026-05-05', '2027-03-20'],
  ['2026-03-20', '2026-03-19', '2027-03-20'],
]
for (const [examinedOn, previousExpiresOn, expiresOn] of revalidated)
  test(`a class 1 medical that ends on ${previousExpiresOn} and is examined on ${examinedOn} is valid to ${expiresOn}`, () => {
    const verdict = europeanMedicalValidity({
      ...medical,
      medicalClass: 'class_1',
      operation: 'commercial',
      birthOn: '1996-01-01',
      examinedOn,
      previousExpiresOn,
    })
    assert.equal(verdict.answer === 'yes' && verdict.expiresOn, expiresOn)
  })

test('an age is enough where every birth date gives the same end, and otherwise the birth date is missing', () => {
  const answerAt = (ageAtExam: number | null, other: Partial<EuropeanMedical> = {}) => {
    const verdict = europeanMedicalValidity({
      ...medical,
      medicalClass: 'class_1',
      operation: 'private',
      ageAtExam,
      ...other,
    })
    return verdict.answer === 'yes' ? verdict.expiresOn : verdict.answer === 'no' ? 'no' : verdict
  }
  const missing = { answer: 'insufficient_data', missing: 'birthOn', citation: 'MED.A.045(a)' }
  assert.equal(answerAt(36), '2031-03-20')
  // Born on March 20, 1989 they turn 42 on the last day, born later in that year of age they turn it before.
  assert.deepEqual(answerAt(37), { ...missing, atMost: '2031-03-20' })
  assert.deepEqual(answerAt(39), { ...missing, atMost: '2029-03-20' })
  assert.equal(answerAt(40), '2028-03-20')
  assert.deepEqual(answerAt(49), { ...missing, atMost: '2028-03-20' })
  assert.equal(answerAt(50), '2027-03-20')
  assert.equal(answerAt(45, { operation: 'commercial' }), '2027-03-20')
  assert.deepEqual(answerAt(null), { ...missing, atMost: '2031-03-20' })
})

for (const [medicalClass, operation] of [
  ['class_2', 'commercial'],
  ['class_2', 'single_pilot_passengers'],
  ['lapl', 'private'],
] as const)
  test(`a ${medicalClass} medical does not cover ${operation} privileges`, () => {
    const verdict = europeanMedicalValidity({ ...medical, medicalClass, operation, birthOn: '1996-01-01' })
    assert.equal(verdict.answer, 'no')
  })
