import { test } from 'node:test'
import { killPayments } from './payment-kill.ts'

const rounds = Number(process.env.KILLS ?? 20)

test(`${rounds} kills in the middle of 100 payments each`, { timeout: 24 * 3_600_000 }, async (t) => {
  await killPayments(t, { rounds, report: (line) => console.log(line) })
})
