import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basicMedExpiry } from './basic-med.ts'

const cases: [examinedOn: string, courseOn: string, expiresOn: string][] = [
  // The course ends with its month, the examination with its day.
  ['2024-03-20', '2024-03-25', '2026-03-31'],
  ['2022-05-10', '2025-01-01', '2026-05-10'],
  ['2022-05-10', '2024-05-01', '2026-05-10'],
  ['2022-05-31', '2024-05-01', '2026-05-31'],
  ['2022-06-01', '2024-05-31', '2026-05-31'],
  ['2024-02-29', '2026-12-01', '2028-02-29'],
]
for (const [examinedOn, courseOn, expiresOn] of cases)
  test(`BasicMed with an examination of ${examinedOn} and a course of ${courseOn} is valid to ${expiresOn}`, () =>
    assert.equal(basicMedExpiry({ examinedOn, courseOn }), expiresOn))
