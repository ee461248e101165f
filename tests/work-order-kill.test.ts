import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, installation, signUp } from './installation.ts'
import { effectsOf, startedOrder, type WorkOrder } from './work-order.ts'

/** When each process dies, as a share of the time that a completion takes. */
const kills = [0.2, 0.6, 1.2, 2, 5]

test('kill -9 while an order completes leaves all of its effects, or none', {
  timeout: 180_000,
}, async (t) => {
  const { start } = installation(t)
  let server = await start()
  const token = await signUp(server.url)
  const post = (path: string, body?: object) => call(server.url, token, path, body)
  const get = (path: string) =>
    call(server.url, token, path, undefined, 'GET') as Promise<Record<string, unknown>>
  const prepare = (number: number) => startedOrder(post, number)
  const complete = ({ at }: WorkOrder) =>
    post(`${at}/complete`, { certificateKind: 'IA', certificateNumber: '2718281' })
  // The first is not killed: it says how long one takes.
  const measured = await prepare(0)
  const begun = performance.now()
  await complete(measured)
  const tookMs = performance.now() - begun
  const outcomes: string[] = []
  for (const [index, share] of kills.entries()) {
    const round = index + 1
    const order = await prepare(round)
    const completing = complete(order).then(
      () => true,
      () => false,
    )
    await new Promise((resolve) => setTimeout(resolve, tookMs * share))
    server.process.kill('SIGKILL')
    await server.ended
    const isAcknowledged = await completing
    server = await start()
    const effects = await effectsOf(get, order)
    assert.equal(new Set(effects).size, 1, `round ${round}: ${effects.join(' ')}`)
    if (isAcknowledged) assert.ok(effects[0], `round ${round} was acknowledged and is gone`)
    outcomes.push(effects[0] ? 'all' : 'none')
  }
  t.diagnostic(`completed in ${Math.round(tookMs)} ms; after each kill: ${outcomes.join(', ')}`)
})
