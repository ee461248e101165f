import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdTable } from '../database/testing/hold-table.ts'
import { startTestApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await startTestApp({ LOG_LEVEL: 'fatal' })

test('lists that take too long are refused after seconds, and other workspaces are answered meanwhile', async (t) => {
  const [busy, calm] = [await workspace(t, app), await workspace(t, app)]
  // From the first request on it is known whose sessions these are.
  for (const { owner } of [busy, calm]) assert.equal((await owner.get('/api/v1/ops/aircraft')).status, 200)
  const { held } = await holdTable(app, 'projects', 7)
  const order: string[] = []
  const slow = Array.from({ length: 24 }, async () => {
    const answer = await busy.owner.get('/api/projects')
    order.push('slow')
    return answer
  })
  for (let count = 0; count < 10; count++) {
    assert.equal((await calm.owner.get(`/api/v1/ops/aircraft?page_size=${count + 1}`)).status, 200)
    order.push('calm')
  }
  assert.deepEqual(new Set(order), new Set(['calm']))
  const refused = (await Promise.all(slow)).filter(({ status }) => status !== 200)
  assert.ok(refused.length >= 2)
  for (const { status, body, headers } of refused) {
    assert.ok([503, 429].includes(status), String(status))
    assert.match(body.error, /Ask for less at once|Send fewer at the same time/)
    assert.ok(Number(headers.get('retry-after')) > 0)
  }
  await held
})

test('a list inside a transaction has the same time limit', async (t) => {
  const { owner, project } = await workspace(t, app)
  const { id } = await project()
  const { held } = await holdTable(app, 'services', 7)
  const { status, body } = await owner.get(`/api/projects/${id}/services`)
  assert.deepEqual([status, body.code], [503, 'unavailable'])
  await held
})
