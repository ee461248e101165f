import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { guardDueTimes } from './clock-guard.ts'

const app = await startTestApp({}, { work: false })

test('after the clock was set back, what it had put off is sent now, and what waits as its ladder says stays', async () => {
  const space = await workspace(undefined, app)
  for (const ladder of ['short', 'long'])
    await space.made('/api/v1/webhooks/endpoints', { url: 'https://example.com/hook', events: ['*'], ladder })
  await space.made('/api/v1/ops/aircraft', { registration: 'N1CLK', typeDesignator: 'C172' })
  const due = () =>
    app.sql<{ ladder: string; status: string; isDue: boolean }>(`
      select distinct e.ladder, d.status, d.due_at <= now() as "isDue"
        from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id order by 1, 2`)
  for (const [status, wait, isShortDue, isLongDue] of [
    ['retrying', '16 minutes', false, false],
    ['retrying', '1 hour', true, false],
    ['retrying', '20 hours', true, false],
    ['retrying', '2 days', true, true],
    ['pending', '30 seconds', false, false],
    ['pending', '1 hour', true, true],
  ] as const) {
    await app.sql('update webhook_deliveries set status = $1, due_at = now() + $2::interval', [status, wait])
    await guardDueTimes.run(app.services)
    assert.deepEqual(
      await due(),
      [
        { ladder: 'long', status, isDue: isLongDue },
        { ladder: 'short', status, isDue: isShortDue },
      ],
      `${status} ${wait}`,
    )
  }
})
