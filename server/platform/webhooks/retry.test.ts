import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { until } from '../testing/until.ts'
import { deliveriesOf, endpoint, type WebhookWorkspace, workspace } from './testing/endpoint.ts'
import { receiver } from './testing/receiver.ts'

const base = '/api/v1/webhooks'

/** Records how long after each failure the next attempt is planned, whatever the speed of the machine. In seconds. */
async function recordPlannedRetries({ app }: WebhookWorkspace): Promise<(id: string) => Promise<number[]>> {
  await app.sql(`
    create table planned_retries (number serial, delivery_id text, seconds float8);
    create function record_planned_retry() returns trigger
      language plpgsql security definer set search_path = public as $$
      begin
        insert into planned_retries (delivery_id, seconds) values (new.id, extract(epoch from new.due_at - now()));
        return new;
      end $$;
    create trigger record_planned_retry after update on webhook_deliveries for each row
      when (new.status = 'retrying' and new.attempts > old.attempts) execute function record_planned_retry()`)
  return async (id) => {
    const rows = await app.sql<{ seconds: number }>(
      'select seconds from planned_retries where delivery_id = $1 order by number',
      [id],
    )
    return rows.map(({ seconds }) => seconds)
  }
}

describe('retries', { concurrency: true }, () => {
  test('a failed delivery is retried five times, 1, 2, 4, 8 and 16 s apart, with one id and fresh timestamps, then is a dead letter', async (t) => {
    const [ws, hook] = [await workspace(), await receiver(t, () => 500)]
    const { id } = await endpoint(ws, hook.url)
    const planned = await recordPlannedRetries(ws)
    await ws.emit()
    const got = await hook.has(6, 45_000)
    const gaps = got.slice(1).map(({ at }, n) => (at - (got[n]?.at ?? 0)) / 1000)
    for (const [n, wanted] of [1, 2, 4, 8, 16].entries()) {
      const gap = gaps[n] ?? 0
      // A busy machine may be some seconds late, and is never early.
      assert.ok(gap >= wanted && gap < wanted * 1.2 + 3, `retry ${n + 1} came after ${gap} s`)
    }
    assert.equal(new Set(got.map(({ headers }) => headers['x-ga-webhook-delivery'])).size, 1)
    assert.equal(new Set(got.map(({ headers }) => headers['x-ga-webhook-timestamp'])).size, 6)
    const [delivery] = await deliveriesOf(ws, id, 'dead', 1)
    assert.equal(delivery?.attempts, 6)
    const delays = await planned(delivery?.id ?? '')
    for (const [n, wanted] of [1, 2, 4, 8, 16].entries()) {
      const delay = delays[n] ?? 0
      assert.ok(delay >= wanted && delay <= wanted * 1.2, `retry ${n + 1} was planned after ${delay} s`)
    }
    assert.equal(delays.length, 5)
    const dead = (await ws.owner.get(`${base}/dead-letters`)).data
    assert.deepEqual([dead.total, dead.items[0].id], [1, delivery?.id])
    hook.answer = () => 200
    assert.equal(
      (await ws.owner.post(`${base}/dead-letters/resend`, { deliveryIds: [delivery?.id] })).data.requeued,
      1,
    )
    assert.equal((await deliveriesOf(ws, id, 'delivered', 1))[0]?.attempts, 7)
    assert.equal((await ws.owner.get(`${base}/dead-letters`)).data.total, 0)
  })

  test('after an outage everything comes by itself, what died oldest first, and nothing is lost', async (t) => {
    const [ws, hook] = [await workspace(), await receiver(t)]
    const { id } = await endpoint(ws, hook.url)
    await hook.stop()
    for (let n = 0; n < 5; n++) await ws.emit({ order: n })
    await deliveriesOf(ws, id, 'dead', 5, 60_000)
    const down = (await ws.owner.get(`${base}/endpoints/${id}`)).data
    assert.equal(down.circuit, 'open')
    const ping = await ws.owner.post(`${base}/endpoints/${id}/ping`)
    await until(
      async () => (await ws.owner.get(`${base}/deliveries/${ping.data.id}`)).data.attempts,
      (attempts) => attempts === 1,
    )
    await ws.emit({ order: 5 })
    await hook.start()
    await deliveriesOf(ws, id, 'delivered', 7, 40_000)
    const orders = hook.received
      .map(({ body }) => JSON.parse(body))
      .filter(({ type }) => type !== 'webhook.test')
      .map(({ data }) => data.order)
    // The one that found the receiver up goes first; behind it they come by age.
    assert.deepEqual(
      orders.filter((order) => order !== orders[0]),
      [0, 1, 2, 3, 4, 5].filter((order) => order !== orders[0]),
    )
    await until(
      async () => (await ws.owner.get(`${base}/endpoints/${id}`)).data.circuit,
      (circuit) => circuit === 'closed',
    )
  })

  test('dead letters of an endpoint are sent again since a time', async (t) => {
    const [ws, hook] = [await workspace(), await receiver(t, () => 404)]
    const { id } = await endpoint(ws, hook.url)
    await ws.emit({ n: 1 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const since = new Date().toISOString()
    await ws.emit({ n: 2 })
    await deliveriesOf(ws, id, 'dead', 2, 60_000)
    hook.answer = () => 200
    assert.equal((await ws.owner.post(`${base}/dead-letters/resend`, {})).status, 400)
    assert.equal(
      (await ws.owner.post(`${base}/dead-letters/resend`, { endpointId: id, since })).data.requeued,
      1,
    )
    // Its success also ends the outage, so that the other follows by itself.
    await deliveriesOf(ws, id, 'delivered', 2, 10_000)
  })

  test('410 turns the endpoint off, and the audit log says so', async (t) => {
    const [ws, hook] = [await workspace(), await receiver(t, () => 410)]
    const { id } = await endpoint(ws, hook.url)
    await ws.emit()
    const off = await until(
      async () => (await ws.owner.get(`${base}/endpoints/${id}`)).data,
      ({ enabled }) => !enabled,
    )
    assert.match(off.disabledReason, /410/)
    assert.equal((await deliveriesOf(ws, id, 'dead', 1)).length, 1)
    const rows = await ws.app.services.database.system((tx) =>
      tx.prepared('select from events where subject_id = $1 and type = $2', [
        id,
        'webhook_endpoint.disabled',
      ]),
    )
    assert.equal(rows.length, 1)
  })

  test('Retry-After is honoured', async (t) => {
    const [ws, hook] = [
      await workspace(),
      await receiver(t, (number) => (number === 0 ? { status: 503, headers: { 'retry-after': '3' } } : 200)),
    ]
    await endpoint(ws, hook.url)
    await ws.emit()
    const [first, second] = await hook.has(2)
    const waitedMs = (second?.at ?? 0) - (first?.at ?? 0)
    assert.ok(waitedMs >= 3000, `${waitedMs} ms`)
  })

  test('a redirect is a failure and is not followed', async (t) => {
    const [ws, elsewhere] = [await workspace(), await receiver(t)]
    const hook = await receiver(t, () => ({ status: 307, headers: { location: elsewhere.url } }))
    const { id } = await endpoint(ws, hook.url)
    await ws.emit()
    await hook.has(2)
    const [delivery] = await deliveriesOf(ws, id, 'retrying', 1)
    const { data } = await ws.owner.get(`${base}/deliveries/${delivery?.id}`)
    assert.match(data.lastError, /Redirects are not followed/)
    assert.equal(elsewhere.received.length, 0)
  })

  test('receivers that hang delay neither another endpoint nor another workspace', async (t) => {
    const [ws, other] = [await workspace(), await workspace()]
    const [hanging, quick, theirs] = [await receiver(t, () => 'hang'), await receiver(t), await receiver(t)]
    for (let n = 0; n < 40; n++) await endpoint(ws, hanging.url)
    await ws.emit({}, { count: 10 })
    await hanging.has(40)
    await endpoint(ws, quick.url)
    await endpoint(other, theirs.url)
    await Promise.all([ws.emit(), other.emit()])
    // Sooner than those that hang are given up, after ten seconds.
    await Promise.all([quick.has(1, 8_000), theirs.has(1, 8_000)])
  })
})
