import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { runIfDue } from '#platform/jobs/periodic.ts'
import { startTestApp } from '#platform/testing/app.ts'
import { client } from '#platform/testing/client.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { announceReports } from './announce.ts'

const input = {
  type: 'hazard',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
}
const photograph = () =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { Artist: 'EXIF-MARKER' }, IFD3: { GPSLatitude: '40/1 26/1 46/1' } })
    .jpeg()
    .toBuffer()

test('no table and no file holds the address, user agent, request id, name or exact time of an anonymous sender', async (t) => {
  const app = await startTestApp(
    { TRUSTED_PROXIES: '127.0.0.1,::1', RATE_LIMIT_ANONYMOUS: '100/1m' },
    { work: false },
  )
  const space = await workspace(t, app)
  await space.aircraft({ registration: 'N77XY' })
  const sender = client(app.origin, {
    'x-forwarded-for': '198.51.100.77',
    'user-agent': 'AGENT-MARKER',
    'x-request-id': 'REQUEST-MARKER',
    referer: 'https://example.com/REFERER-MARKER',
    'idempotency-key': 'KEY-MARKER',
  })
  const before = Date.now()
  const sent = await sender.post('/api/v1/sms/public/anonymous-report', {
    workspace: space.slug,
    ...input,
    occurredAt: '2026-11-02T14:37:29Z',
    aircraftRegistration: 'n77xy',
  })
  assert.equal(sent.status, 201, sent.text)
  const picture = await sender.send(
    'POST',
    `/api/v1/sms/public/anonymous-report/photographs/${sent.data.uploadToken}`,
    {
      headers: { 'content-type': 'image/jpeg' },
      body: await photograph(),
    },
  )
  assert.equal(picture.status, 201, picture.text)
  const { trackingCode } = sent.data
  await sender.post('/api/v1/sms/public/reports/messages', {
    trackingCode,
    text: 'It lies there again tonight.',
  })
  await sender.post('/api/v1/sms/public/reports/follow', { trackingCode })
  // What is refused leaves as little.
  await sender.post('/api/v1/sms/public/anonymous-report', { workspace: space.slug, title: 'x' })
  await sender.post('/api/v1/sms/public/reports/follow', { trackingCode: 'AAAA-BBBB-CCCC' })

  const [report] = await app.sql("select *, xmin from safety_reports where source = 'public'")
  assert.equal(report?.created_at.getTime() % 3_600_000, 0)
  assert.equal(report?.updated_at.getTime() % 3_600_000, 0)
  assert.equal(report?.occurred_at.toISOString(), '2026-11-02T14:00:00.000Z')
  assert.ok(report?.aircraft_id, 'the aircraft is linked')
  // Later, when its hour is over, it is announced: by the work's own time.
  await app.sql(
    `
      update safety_reports
         set created_at = created_at - interval '2 hours', updated_at = updated_at - interval '2 hours'`,
  )
  await app.sql("update safety_report_messages set created_at = created_at - interval '2 hours'")
  await runIfDue(app.services, announceReports)
  const events = await app.sql(
    `
      select type, actor_type, actor_id, request_id, payload, personal
        from events where subject_type = 'safety_report' order by seq`,
  )
  assert.deepEqual(
    events.map(({ type, actor_type, actor_id, request_id }) => [type, actor_type, actor_id, request_id]),
    [
      ['safety_report.submitted', 'system', null, null],
      ['safety_report.message_received', 'system', null, null],
    ],
  )
  assert(!events.some(({ payload }) => payload.includes('Fuel hose')), 'events tell that, and never what')
  assert.equal((await space.owner.get('/api/v1/sms/reports')).data.items[0].mode, 'anonymous')

  const tables = await app.sql<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  )
  const rows = await Promise.all(
    tables.map(
      async ({ name }) =>
        `${name}: ${JSON.stringify(await app.sql(`select to_jsonb(t)::text as row from ${name} t`))}`,
    ),
  )
  const files = readdirSync(app.dataDir, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const held = [...rows, ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))]
  for (const marker of [
    '198.51.100',
    'AGENT-MARKER',
    'REQUEST-MARKER',
    'REFERER-MARKER',
    'KEY-MARKER',
    'EXIF-MARKER',
    trackingCode,
    trackingCode.replaceAll('-', ''),
    sent.data.uploadToken,
  ])
    assert.deepEqual(
      held.filter((text) => text.includes(marker)).map((text) => text.slice(0, 40)),
      [],
      marker,
    )
  // Neither the ids nor the times of files tell more than the hour.
  for (const entry of files.filter(({ name }) => name.startsWith('fil_'))) {
    const { mtimeMs } = statSync(join(entry.parentPath, entry.name))
    assert.equal(mtimeMs % 3_600_000, 0)
    assert.ok(mtimeMs <= before)
  }
})

test('an anonymous report sent through an account or a key is as anonymous', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  const key = await space.key({ scopes: ['safety:write'] })
  for (const sender of [pilot, key]) {
    const { status, data } = await sender.post(
      '/api/v1/sms/reports',
      { ...input, mode: 'anonymous' },
      { 'idempotency-key': `once-${sender === key}` },
    )
    assert.equal(status, 201)
    const [row] = await space.app.sql('select * from safety_reports where id = $1', [data.id])
    assert.deepEqual(
      [
        row?.submitted_by,
        row?.submitted_by_name,
        row?.submitted_by_key,
        row?.reporter_sealed,
        row?.reporter_mark,
      ],
      [null, null, null, null, null],
    )
    assert.equal(
      (await space.app.sql('select 1 from idempotency_keys where workspace_id = $1', [space.uuid])).length,
      0,
    )
    assert.equal((await space.app.sql('select 1 from events where subject_id = $1', [data.id])).length, 0)
  }
  assert.equal((await pilot.get('/api/v1/sms/reports')).data.total, 0)
})

test('with the tracking code, the sender reads the answers, and the outcome once the report is closed', async (t) => {
  const space = await workspace(t)
  const manager = await space.as('manager', { roles: ['safety_manager'] })
  const { data: sent } = await space.anybody.post('/api/v1/sms/public/anonymous-report', {
    workspace: space.slug,
    ...input,
  })
  const follow = () =>
    space.anybody.post('/api/v1/sms/public/reports/follow', { trackingCode: sent.trackingCode.toLowerCase() })
  const [{ id }] = (await manager.get('/api/v1/sms/reports')).data.items
  await manager.post(`/api/v1/sms/reports/${id}/messages`, { text: 'Which pump was it?' })
  await manager.post(`/api/v1/sms/reports/${id}/messages`, { text: 'Ask the line crew', isInternal: true })
  await space.anybody.post('/api/v1/sms/public/reports/messages', {
    trackingCode: sent.trackingCode,
    text: 'The one at the north end.',
  })
  const answered = (await follow()).data
  assert.deepEqual(
    answered.messages.map(({ side, text }: { side: string; text: string }) => [side, text]),
    [
      ['safety', 'Which pump was it?'],
      ['reporter', 'The one at the north end.'],
    ],
  )
  assert.deepEqual([answered.code, answered.status, answered.outcome], [sent.code, 'new', null])
  await manager.post(`/api/v1/sms/reports/${id}/status`, { status: 'under_review' })
  const close = { status: 'closed', reason: 'Nothing more to do', outcome: 'The pump has a reel now.' }
  assert.equal((await manager.post(`/api/v1/sms/reports/${id}/status`, close)).status, 200)
  assert.deepEqual(
    [(await follow()).data.status, (await follow()).data.outcome],
    ['closed', 'The pump has a reel now.'],
  )
  assert.equal(
    (
      await space.anybody.post('/api/v1/sms/public/reports/follow', {
        trackingCode: 'AAAA-BBBB-CCCC-DDDD-EEEE',
      })
    ).status,
    404,
  )
})

test('photographs need the token, must be pictures, and are limited to six', async (t) => {
  const space = await workspace(t)
  const { data: sent } = await space.anybody.post('/api/v1/sms/public/anonymous-report', {
    workspace: space.slug,
    ...input,
  })
  const send = async (token: string, body: Buffer) =>
    (
      await space.anybody.send('POST', `/api/v1/sms/public/anonymous-report/photographs/${token}`, {
        headers: { 'content-type': 'image/jpeg' },
        body,
      })
    ).status
  assert.equal(await send('A'.repeat(24), await photograph()), 422)
  assert.equal(await send(sent.uploadToken, Buffer.from('%PDF-1.4 written by somebody')), 422)
  const age = (interval: string) =>
    space.app.sql(
      'update safety_reports set created_at = created_at - $2::interval where workspace_id = $1',
      [space.uuid, interval],
    )
  await age('25 hours')
  assert.equal(await send(sent.uploadToken, await photograph()), 422, 'the token ends after a day')
  await age('-25 hours')
  for (let number = 0; number < 6; number++)
    assert.equal(await send(sent.uploadToken, await photograph()), 201)
  assert.equal(await send(sent.uploadToken, await photograph()), 422)
})

test('ten anonymous reports a minute from one address, and the eleventh waits', async (t) => {
  const app = await startTestApp({ RATE_LIMIT_ANONYMOUS: '10/1m' }, { work: false })
  const space = await workspace(t, app)
  const statuses = []
  for (let number = 0; number < 11; number++)
    statuses.push(
      (await space.anybody.post('/api/v1/sms/public/anonymous-report', { workspace: space.slug, ...input }))
        .status,
    )
  assert.deepEqual(statuses, [...Array(10).fill(201), 429])
})
