import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instrumentCheckExpiry } from './instrument-check.ts'

for (const [passedOn, expiresOn] of [
  ['2024-01-01', '2024-07-31'],
  ['2024-01-31', '2024-07-31'],
  ['2024-02-01', '2024-08-31'],
  ['2025-08-31', '2026-02-28'],
] as const)
  test(`an instrument proficiency check of ${passedOn} counts to ${expiresOn}`, () =>
    assert.equal(instrumentCheckExpiry(passedOn), expiresOn))
