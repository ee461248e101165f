import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MedicalClass, type MedicalOperation, medicalValidity } from './medical-validity.ts'

const cases: [MedicalClass, number | null, string, MedicalOperation, string, string][] = [
  ['first', 45, '2026-03-20', 'airline_transport', '2026-09-30', '(d)(1)(ii)'],
  ['first', 45, '2026-03-20', 'commercial', '2027-03-31', '(d)(1)(iii)'],
  ['first', 45, '2026-03-20', 'private', '2028-03-31', '(d)(1)(v)'],
  ['first', 39, '2026-03-20', 'airline_transport', '2027-03-31', '(d)(1)(i)'],
  ['first', 39, '2026-03-20', 'commercial', '2027-03-31', '(d)(1)(iii)'],
  ['first', 39, '2026-03-20', 'private', '2031-03-31', '(d)(1)(iv)'],
  // On the 40th birthday the person counts as 40, and the age after the exam does not matter.
  ['first', 40, '2026-03-20', 'airline_transport', '2026-09-30', '(d)(1)(ii)'],
  ['second', 62, '2026-01-31', 'commercial', '2027-01-31', '(d)(2)(i)'],
  ['second', 39, '2026-01-31', 'private', '2031-01-31', '(d)(2)(ii)'],
  ['second', 40, '2026-01-31', 'private', '2028-01-31', '(d)(2)(iii)'],
  ['third', 17, '2024-02-29', 'private', '2029-02-28', '(d)(3)(i)'],
  ['third', 70, '2026-02-01', 'private', '2028-02-29', '(d)(3)(ii)'],
  // Six months after August is February, whatever the day.
  ['first', 50, '2026-08-31', 'airline_transport', '2027-02-28', '(d)(1)(ii)'],
  // Commercial privileges do not depend on age.
  ['first', null, '2026-03-20', 'commercial', '2027-03-31', '(d)(1)(iii)'],
]

for (const [medicalClass, ageAtExam, examinedOn, operation, expiresOn, item] of cases)
  test(`a ${medicalClass}-class medical of ${examinedOn} at ${ageAtExam ?? 'an unknown age'} is valid for ${operation} to ${expiresOn}`, () =>
    assert.deepEqual(medicalValidity({ medicalClass, operation, examinedOn, ageAtExam }), {
      answer: 'yes',
      expiresOn,
      citation: `14 CFR 61.23${item}`,
    }))

const refused: [MedicalClass, MedicalOperation, string][] = [
  ['second', 'airline_transport', '14 CFR 61.23(a)(1)'],
  ['third', 'airline_transport', '14 CFR 61.23(a)(1)'],
  ['third', 'commercial', '14 CFR 61.23(a)(2)'],
]
for (const [medicalClass, operation, citation] of refused)
  test(`a ${medicalClass}-class medical does not cover ${operation} privileges`, () => {
    const verdict = medicalValidity({ medicalClass, operation, examinedOn: '2026-03-20', ageAtExam: 30 })
    assert.deepEqual([verdict.answer, verdict.citation], ['no', citation])
  })

for (const [operation, atMost] of [
  ['airline_transport', '2027-03-31'],
  ['private', '2031-03-31'],
] as const)
  test(`without the age at the exam, the validity for ${operation} is unknown`, () =>
    assert.deepEqual(
      medicalValidity({ medicalClass: 'first', operation, examinedOn: '2026-03-20', ageAtExam: null }),
      { answer: 'insufficient_data', missing: 'ageAtExam', atMost, citation: '14 CFR 61.23(d)' },
    ))
