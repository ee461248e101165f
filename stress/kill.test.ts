import { test } from 'node:test'
import { killLoop } from './kill-loop.ts'

const kills = Number(process.env.KILLS ?? 100)

test(`${kills} kills`, { timeout: 24 * 3_600_000 }, async (t) => {
  await killLoop(t, { kills, report: (line) => console.log(line) })
})
