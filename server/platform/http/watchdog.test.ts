import { test } from 'node:test'
import fastify from 'fastify'
import pino from 'pino'
import { until } from '../testing/until.ts'
import { watchEventLoop } from './watchdog.ts'

test('a process that was blocked for long says so in its log', async (t) => {
  const lines: string[] = []
  const log = pino({}, { write: (line: string) => lines.push(line) })
  const app = fastify()
  t.after(() => app.close())
  watchEventLoop(app, { log }, { everyMs: 10, mostMs: 100 })
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (const end = performance.now() + 400; performance.now() < end; );
  await until(
    async () => lines.map((line) => JSON.parse(line)),
    (logged) => logged.some(({ msg, delayMs }) => msg === 'the process was blocked' && delayMs >= 250),
  )
})
