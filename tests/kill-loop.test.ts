import { test } from 'node:test'
import { killLoop } from '../stress/kill-loop.ts'

test('of what was acknowledged before five kills nothing is lost, twice or half done: flights and their meters, work orders and their holds, the ledger, the series of invoices, the log, deliveries', {
  timeout: 600_000,
}, async (t) => {
  await killLoop(t, { kills: 5, report: (line) => t.diagnostic(line) })
})
