import assert from 'node:assert/strict'
import { access } from 'node:fs/promises'
import { test } from 'node:test'
import { importWork } from '../importing/worker.ts'
import { startTestApp } from '../testing/app.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { purgeLogs } from './purge.ts'

// Nothing happens here but what the tests call.
const app = await startTestApp({}, { work: false })
const path = '/api/settings/log-retention'

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
const purges = async ({ owner }: TestWorkspace) =>
  (await owner.get('/api/v1/admin/audit-log?action=log_retention.purged')).data.items

/** A delivery of each age, in this state. */
async function deliveries(space: TestWorkspace, status: string, ages: number[]) {
  const endpoint = await space.owner.post('/api/v1/webhooks/endpoints', {
    url: 'https://receiver.example.com/hook',
    events: ['flight.approved'],
  })
  for (const days of ages) {
    await space.owner.post(`/api/v1/webhooks/endpoints/${endpoint.data.id}/ping`)
    await app.sql(
      `
        update webhook_deliveries
           set status = $2, created_at = $3, delivered_at = case $2 when 'delivered' then $3::timestamptz end,
             died_at = case $2 when 'dead' then $3::timestamptz end, attempts = 1
         where workspace_id = $1 and status = 'pending' and endpoint_id = $4`,
      [space.uuid, status, ago(days), endpoint.data.id],
    )
  }
  await app.sql(
    `
      insert into webhook_attempts (workspace_id, delivery_id, number, at, duration_ms, outcome, request_url,
          request_headers, response_headers, response_body)
      select workspace_id, id, 1, created_at, 5, 'delivered', 'https://x', '{}', '{}', ''
        from webhook_deliveries where endpoint_id = $1`,
    [endpoint.data.id],
  )
  return endpoint.data.id as string
}

test('finished deliveries go with their attempts when they are older than run_logs_days', async (t) => {
  const space = await workspace(t, app)
  const delivered = await deliveries(space, 'delivered', [29, 31, 40])
  const dead = await deliveries(space, 'dead', [29, 31])
  const waiting = await deliveries(space, 'retrying', [31])
  await purgeLogs(app.services)
  const left = await app.sql(
    'select endpoint_id, count(*)::int as count from webhook_deliveries where workspace_id = $1 group by 1',
    [space.uuid],
  )
  const counts = new Map(left.map((row) => [row.endpoint_id, row.count]))
  assert.deepEqual([counts.get(delivered), counts.get(dead), counts.get(waiting)], [1, 1, 1])
  assert.deepEqual(
    await app.sql(
      `
        select 1
          from webhook_attempts a
         where workspace_id = $1
           and not exists (
             select from webhook_deliveries d where d.workspace_id = a.workspace_id and d.id = a.delivery_id)`,
      [space.uuid],
    ),
    [],
  )
  assert.deepEqual((await purges(space))[0].changes, [
    { field: 'webhook_deliveries', before: null, after: 3 },
  ])
})

test('one entry a run says what was deleted, and a run that deletes nothing leaves none', async (t) => {
  const space = await workspace(t, app)
  await deliveries(space, 'delivered', [31])
  await (await space.key({ scopes: ['*:read'] })).post('/api/projects', { name: 'x' })
  await app.services.refusals.flush()
  await app.sql('update request_refusals set at = $2 where workspace_id = $1', [space.uuid, ago(8)])
  await purgeLogs(app.services)
  await purgeLogs(app.services)
  const entries = await purges(space)
  assert.equal(entries.length, 1)
  assert.deepEqual(
    [entries[0].actor, entries[0].subject],
    [
      { type: 'system', id: null, name: 'Apron' },
      {
        type: 'log_retention',
        id: space.id,
        label: (await space.owner.get('/api/v1/admin/workspace')).data.name,
      },
    ],
  )
  assert.deepEqual(entries[0].changes, [
    { field: 'request_refusals', before: null, after: 1 },
    { field: 'webhook_deliveries', before: null, after: 1 },
  ])
})

test('each workspace has its own time, and a longer one takes effect before the next purge', async (t) => {
  const [short, long] = [await workspace(t, app), await workspace(t, app)]
  await short.owner.put(path, { run_logs_days: 5 })
  await long.owner.put(path, { run_logs_days: 90 })
  const [a, b] = [await deliveries(short, 'delivered', [6, 4]), await deliveries(long, 'delivered', [60, 91])]
  await purgeLogs(app.services)
  const count = async (endpoint: string) =>
    (await app.sql('select 1 from webhook_deliveries where endpoint_id = $1', [endpoint])).length
  assert.deepEqual([await count(a), await count(b)], [1, 1])
})

test('more than a batch goes in one run', async (t) => {
  const space = await workspace(t, app)
  await app.sql(
    `
      insert into request_refusals (workspace_id, id, request_id, at, method, path, status, code, message,
          address, checks, fix)
      select $1, 'ref_' || n, 'r', now() - interval '8 days', 'GET', '/', 403, 'x', 'x', '::1', '[]', ''
        from generate_series(1, 2500) n`,
    [space.uuid],
  )
  await purgeLogs(app.services)
  assert.deepEqual(await app.sql('select 1 from request_refusals where workspace_id = $1', [space.uuid]), [])
  assert.deepEqual((await purges(space))[0].changes, [
    { field: 'request_refusals', before: null, after: 2500 },
  ])
})

test('a row that somebody works on is left for the next run, and nobody waits', async (t) => {
  const space = await workspace(t, app)
  await deliveries(space, 'dead', [31, 32])
  await app.services.database.system(async (tx) => {
    await tx.prepared(
      'select 1 from webhook_deliveries where workspace_id = $1 order by created_at limit 1 for update',
      [space.uuid],
    )
    await purgeLogs(app.services)
  })
  const left = () => app.sql('select 1 from webhook_deliveries where workspace_id = $1', [space.uuid])
  assert.equal((await left()).length, 1)
  await purgeLogs(app.services)
  assert.equal((await left()).length, 0)
})

const importPath = '/api/integrations/imports'

/** An import that has run, with one bad row. */
async function importRun(space: TestWorkspace) {
  const { data } = await space.owner.send('POST', `${importPath}?kind=aircraft&filename=fleet.csv`, {
    headers: { 'content-type': 'text/csv' },
    body: 'Registration;Type\nN1AB;C172\nN1AB;C172\n',
  })
  const step = async () => {
    const imports = importWork(app.services)
    const claimed = await app.services.database.system((tx) => imports.claim(tx, data.id))
    if (claimed) await imports.carryOut(claimed, new AbortController().signal)
  }
  await step()
  assert.equal((await space.owner.post(`${importPath}/${data.id}/run`, { goodRowsOnly: true })).status, 202)
  await step()
  return { id: data.id as string, file: app.services.files.path(space.uuid, data.id) }
}

test('the file of an import goes after diagnostic_artifacts_days, the run itself after run_logs_days', async (t) => {
  const space = await workspace(t, app)
  const { id, file } = await importRun(space)
  const { owner, uuid } = space
  const age = (days: number) =>
    app.sql('update imports set finished_at = $2, created_at = $2 where workspace_id = $1', [uuid, ago(days)])
  assert.equal((await owner.get(`${importPath}/${id}/result`)).status, 200)
  await age(6)
  await purgeLogs(app.services)
  await access(file)
  await age(8)
  await purgeLogs(app.services)
  await assert.rejects(access(file), { code: 'ENOENT' })
  const { data } = await owner.get(`${importPath}/${id}`)
  assert.deepEqual(
    [
      data.status,
      data.rows.imported,
      data.columns[0].samples,
      (await owner.get(`${importPath}/${id}/problems`)).data.total,
    ],
    ['completed', 1, [], 0],
  )
  assert.match(data.fileRemovedAt, /Z$/)
  const download = await owner.get(`${importPath}/${id}/result`)
  assert.deepEqual([download.status, download.body.code], [409, 'import_file_removed'])
  await age(31)
  await purgeLogs(app.services)
  assert.equal((await owner.get(`${importPath}/${id}`)).status, 404)
  assert.deepEqual(
    (await purges(space)).map((entry: { changes: unknown }) => entry.changes),
    [[{ field: 'import_runs', before: null, after: 1 }], [{ field: 'import_files', before: null, after: 1 }]],
  )
})

test('mails go with the time of the workspace that sent them, others with the default', async (t) => {
  const space = await workspace(t, app)
  await space.owner.put(path, { run_logs_days: 3 })
  await space.owner.post('/api/v1/admin/invitations', { email: 'new@example.com', roles: ['pilot'] })
  await app.sql("update mails set created_at = $1, status = 'sent' where for_workspace = $2", [
    ago(4),
    space.uuid,
  ])
  for (const [id, days] of [
    ['mai_old', 31],
    ['mai_new', 29],
  ] as const)
    await app.sql(
      `
        insert into mails (id, recipient, subject, body, status, created_at, for_workspace)
        values ($1, 'x', 'x', 'x', 'held', $2, null)`,
      [id, ago(days)],
    )
  const preview = (await space.owner.get(`${path}/preview`)).data.run_logs
  assert.equal(preview.parts.find((part: { name: string }) => part.name === 'mails').count, 1)
  await purgeLogs(app.services)
  assert.deepEqual(await app.sql('select id from mails where for_workspace = $1', [space.uuid]), [])
  assert.deepEqual(await app.sql("select id from mails where id in ('mai_old', 'mai_new')"), [
    { id: 'mai_new' },
  ])
})

test('the preview counts what would go, and says how old it is', async (t) => {
  const space = await workspace(t, app)
  await deliveries(space, 'delivered', [10, 20, 40])
  const preview = async (query: string) => (await space.owner.get(`${path}/preview?${query}`)).data
  const now = await preview('')
  assert.deepEqual([now.run_logs.days, now.run_logs.count, now.diagnostic_artifacts.count], [30, 1, 0])
  assert.equal(now.run_logs.oldest_at.slice(0, 10), ago(40).slice(0, 10))
  const shorter = (await preview('run_logs_days=15')).run_logs
  assert.deepEqual([shorter.days, shorter.count], [15, 2])
  assert.equal((await preview('run_logs_days=90')).run_logs.oldest_at, null)
  assert.equal(now.audit_logs.minimum_days, 365)
  assert.ok(
    now.audit_logs.legal_minimums.some(({ citation }: { citation: string }) => citation.includes('135.63')),
  )
  const maintenance = now.audit_logs.legal_minimums.find(
    ({ citation }: { citation: string }) => citation === '14 CFR 91.417(b)(1)',
  )
  assert.equal(maintenance.days, 365)
  for (const type of ['work_order', 'squawk', 'directive', 'component', 'maintenance_item'])
    assert.ok(maintenance.event_types.includes(type), `${type} is kept`)
})
