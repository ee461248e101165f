import { test } from 'node:test'
import { killPayments } from '../stress/payment-kill.ts'

test('after each of three kills in the middle of 100 payments every account is the sum of its postings, every currency sums to zero, and each payment that is sent again is made once', {
  timeout: 300_000,
}, async (t) => {
  await killPayments(t, { rounds: 3, report: (line) => t.diagnostic(line) })
})
