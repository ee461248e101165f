import { test } from 'node:test'
import { killCompletions } from '../tests/order-completion.ts'

const kills = Number(process.env.KILLS ?? 40)

test(`${kills} kills in the middle of the completion of a work order`, { timeout: 24 * 3_600_000 }, (t) =>
  killCompletions(t, kills, (line) => console.log(line)),
)
