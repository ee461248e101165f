import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, installation, signUp } from './installation.ts'

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
  const complete = ({ at }: Prepared) =>
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

type Post = (path: string, body?: object) => Promise<{ id: string }>
type Get = (path: string) => Promise<Record<string, unknown>>

interface Prepared {
  id: string
  at: string
  aircraftId: string
  squawkId: string
  itemIds: string[]
}

/** An order of which every task is done, with items, a grounding squawk and a hold. */
async function startedOrder(post: Post, number: number): Promise<Prepared> {
  const { id: aircraftId } = await post('/api/v1/ops/aircraft', {
    registration: `N${number}KILL`,
    typeDesignator: 'C172',
  })
  const itemIds: string[] = []
  for (let item = 0; item < 4; item++) {
    const limits = [{ counter: 'calendar', intervalDays: 30 }]
    const body = { aircraftId, title: `Item ${item}`, kind: 'inspection', limits }
    itemIds.push((await post('/api/v1/maintenance/items', body)).id)
  }
  const { id: squawkId } = await post('/api/v1/maintenance/squawks', {
    aircraftId,
    title: 'Brake drags',
    phase: 'ground',
    isGrounding: true,
  })
  const order = (await post('/api/v1/maintenance/work-orders', {
    aircraftId,
    kind: 'unscheduled',
    plannedStartAt: '2030-01-01T08:00:00Z',
    plannedEndAt: '2030-01-01T17:00:00Z',
    tasks: [...itemIds, squawkId].map((sourceId) => ({ sourceId })),
  })) as { id: string; tasks?: { id: string }[] }
  const at = `/api/v1/maintenance/work-orders/${order.id}`
  await post(`${at}/open`)
  await post(`${at}/start`)
  for (const task of order.tasks ?? []) await post(`${at}/tasks/${task.id}/done`, {})
  return { id: order.id, at, aircraftId, squawkId, itemIds }
}

/** Whether each effect of the completion is there. */
async function effectsOf(get: Get, { id, at, aircraftId, squawkId, itemIds }: Prepared): Promise<boolean[]> {
  const [order, squawk, aircraft, board] = await Promise.all([
    get(at),
    get(`/api/v1/maintenance/squawks/${squawkId}`),
    get(`/api/v1/ops/aircraft/${aircraftId}`),
    get('/api/v1/planning/board?from=2030-01-01T00:00:00Z&to=2030-01-02T00:00:00Z'),
  ])
  const items = await Promise.all(itemIds.map((itemId) => get(`/api/v1/maintenance/items/${itemId}`)))
  return [
    order.status === 'completed',
    squawk.status === 'resolved',
    aircraft.status === 'active',
    !(board.bookings as { id: string[] }).id.includes(id),
    ...items.map(({ lastCompletionId }) => lastCompletionId !== null),
  ]
}
