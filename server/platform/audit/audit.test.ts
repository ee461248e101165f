import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const log = '/api/v1/admin/audit-log'
const actions = (answer: { data: { items: { action: string }[] } }) =>
  answer.data.items.map((item) => item.action)

test('an entry says who did what to which record, when, from where and in which request', async (t) => {
  const { owner, project } = await workspace(t, app)
  const { id } = await project({ name: 'Survey' })
  const change = await owner.patch(
    `/api/projects/${id}`,
    { name: 'Survey 2', customer: 'County' },
    { 'x-request-id': 'the-change' },
  )
  assert.equal(change.status, 200)
  const [entry] = (await owner.get(`${log}?subject=${id}`)).data.items
  const user = (await owner.get('/api/v1/auth/session')).data.user
  assert.deepEqual(
    [entry.action, entry.actor, entry.subject, entry.clientRequestId, entry.address],
    [
      'project.updated',
      { type: 'user', id: user.id, name: user.displayName },
      { type: 'project', id, label: 'Survey 2' },
      'the-change',
      '127.0.0.1',
    ],
  )
  assert.equal(change.headers.get('x-request-id'), 'the-change')
  assert.match(entry.requestId, /^[0-9a-f-]{36}$/, 'no caller chooses the id in the chain')
  for (const id of ['the-change', entry.requestId])
    assert.deepEqual((await owner.get(`${log}?request_id=${id}`)).data.items, [entry])
  assert.deepEqual(entry.changes, [
    { field: 'name', before: 'Survey', after: 'Survey 2' },
    { field: 'customer', before: null, after: 'County' },
  ])
  assert.match(entry.hash, /^[0-9a-f]{64}$/)
})

test('what a key does is under the key’s name', async (t) => {
  const { owner, key } = await workspace(t, app)
  const one = await key()
  await one.post('/api/projects', { name: 'x' })
  const [entry] = (await owner.get(`${log}?actor=${one.keyId}`)).data.items
  assert.deepEqual(
    [entry.action, entry.actor.type, entry.actor.id],
    ['project.created', 'api_key', one.keyId],
  )
})

test('the log is filtered by action, actor, subject, request and time, and searched', async (t) => {
  const { owner, project, person, uuid } = await workspace(t, app)
  const made = await project({ name: 'Zebra count' })
  await person()
  const all = (await owner.get(log)).data.total
  assert.deepEqual(actions(await owner.get(`${log}?action=project.created`)), ['project.created'])
  assert.deepEqual(actions(await owner.get(`${log}?action=project`)), ['project.created'])
  assert.deepEqual(actions(await owner.get(`${log}?action=proj`)), [])
  assert.deepEqual(actions(await owner.get(`${log}?search=zebra`)), ['project.created'])
  assert.deepEqual(actions(await owner.get(`${log}?subject=${made.id}&action=crew_member`)), [])
  await app.sql(
    "update events set occurred_at = '2026-03-05T23:59:59Z' where workspace_id = $1 and type = 'project.created'",
    [uuid],
  )
  for (const [query, total] of [
    ['date_from=2026-03-05&date_to=2026-03-05', 1],
    ['date_from=2026-03-06T00:00:00Z', all - 1],
    ['date_to=2026-03-05T23:59:59Z', 0],
    ['date_to=2026-03-04', 0],
    ['date_from=2026-03-05T18:59:59-05:00&date_to=2026-03-05', 1],
  ] as const)
    assert.equal((await owner.get(`${log}?${query.replace('+', '%2B')}`)).data.total, total, query)
  assert.equal((await owner.get(`${log}?date_from=yesterday`)).status, 400)
})

test('a date is a day in UTC, whatever the clock of the database', async (t) => {
  const { owner, project, uuid } = await workspace(t, app)
  await project()
  await app.sql(
    "update events set occurred_at = '2026-03-05T20:30:00Z' where workspace_id = $1 and type = 'project.created'",
    [uuid],
  )
  const [{ name } = { name: '' }] = await app.sql<{ name: string }>('select current_database() as name')
  await app.sql(`alter database ${name} set timezone = 'Asia/Tokyo'`)
  await app.sql(
    `
      select pg_terminate_backend(pid)
        from pg_stat_activity where datname = current_database() and application_name like 'apron%'`,
  )
  try {
    // The first request may meet a connection that has just been cut.
    for (let tries = 0; tries < 20 && (await owner.get('/readiness')).status !== 200; tries++);
    const answer = await owner.get(`${log}?date_from=2026-03-05&date_to=2026-03-05`)
    assert.deepEqual(
      [answer.status, answer.data?.total, answer.data?.items[0]?.occurredAt],
      [200, 1, '2026-03-05T20:30:00.000Z'],
    )
  } finally {
    await app.sql(`alter database ${name} reset timezone`)
  }
})

test('an export holds every entry with its hashes, as NDJSON and as CSV', async (t) => {
  const { owner, project } = await workspace(t, app)
  for (let count = 0; count < 30; count++)
    await project({ name: `=cmd|' /C calc'!A${count}`, description: 'a "quoted", line\nand another' })
  const { data } = await owner.get(`${log}?page_size=100`)
  const ndjson = await owner.get(`${log}/export?format=ndjson`)
  assert.match(ndjson.headers.get('content-type') ?? '', /^application\/x-ndjson/)
  const rows = ndjson.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((line) => line.kind === 'entry')
  assert.equal(rows.length, data.total)
  assert.deepEqual(
    rows.map((row) => row.hash),
    data.items.map((item: { hash: string }) => item.hash).reverse(),
  )
  for (const [index, row] of rows.entries()) assert.equal(row.previousHash, rows[index - 1]?.hash ?? '')
  const csv = await owner.get(`${log}/export`)
  assert.match(csv.headers.get('content-disposition') ?? '', /^attachment; filename="audit-log-[\w-]+\.csv"/)
  assert.ok(csv.text.startsWith('sequence,id,action,occurredAt,'))
  assert.ok(!/(^|,)[=+@]/m.test(csv.text), 'a cell that a spreadsheet would run')
  assert.ok(csv.text.includes(`'=cmd|`))
  for (const [filter, count] of [
    ['action=project', 30],
    ['subject_type=project', 30],
    ['search=QUOTED', 0],
    ['search=/c%20calc', 30],
  ] as const)
    assert.equal(
      (await owner.get(`${log}/export?format=ndjson&${filter}`)).text.trim().split('\n').length,
      1 + count,
      filter,
    )
})

test('the log is read by auditors and accountable executives, and by keys that may', async (t) => {
  const { as, key } = await workspace(t, app)
  for (const [role, status] of [
    ['auditor', 200],
    ['accountable_executive', 200],
    ['admin', 200],
    ['chief_pilot', 403],
    ['pilot', 403],
  ] as const) {
    for (const path of [log, `${log}/export`])
      assert.equal((await (await as(role, { roles: [role] })).get(path)).status, status, role)
  }
  assert.equal((await (await key({ scopes: ['audit:read'] })).get(log)).status, 200)
})

test('the timeline of a record shows its changes to those who may see the record', async (t) => {
  const { owner, as, project, key } = await workspace(t, app)
  const { id } = await project({ name: 'One' })
  await (await key()).patch(`/api/projects/${id}`, { name: 'Two' })
  const { data } = await (await as('student', { roles: ['student'] })).get(`/api/v1/timeline/${id}`)
  assert.deepEqual(
    data.map((entry: { action: string; via: string }) => [entry.action, entry.via]),
    [
      ['project.updated', 'api_key'],
      ['project.created', 'session'],
    ],
  )
  const hidden = await owner.post('/api/v1/webhooks/endpoints', {
    url: 'https://hooks.example.com/secret-path',
    events: ['*'],
  })
  assert.equal(hidden.status, 201)
  assert.deepEqual((await (await as('student')).get(`/api/v1/timeline/${hidden.data.id}`)).data, [])
  assert.equal((await owner.get(`/api/v1/timeline/${hidden.data.id}`)).data.length, 1)
})

test('a timeline of another workspace is empty', async (t) => {
  const [mine, theirs] = [await workspace(t, app), await workspace(t, app)]
  assert.deepEqual((await mine.owner.get(`/api/v1/timeline/${(await theirs.project()).id}`)).data, [])
})
