import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flightReviewExpiry } from './flight-review.ts'

const cases = [
  ['2024-08-15', '2026-08-31'],
  ['2024-08-01', '2026-08-31'],
  ['2024-08-31', '2026-08-31'],
  ['2024-02-29', '2026-02-28'],
  ['2026-02-28', '2028-02-29'],
  ['2024-12-31', '2026-12-31'],
] as const

for (const [reviewedOn, expiresOn] of cases)
  test(`a flight review on ${reviewedOn} is valid to ${expiresOn}`, () =>
    assert.equal(flightReviewExpiry(reviewedOn), expiresOn))
