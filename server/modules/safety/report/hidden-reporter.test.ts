import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import sharp from 'sharp'
import { iphonePicture } from '#platform/files/testing/iphone-picture.ts'
import { startTestApp, type TestApp } from '#platform/testing/app.ts'
import { type Answer, type Client, client } from '#platform/testing/client.ts'
import { workspace } from '#platform/testing/workspace.ts'

const input = {
  mode: 'confidential',
  type: 'concern',
  category: 'human_factors',
  title: 'Duty days that run too long',
  description: 'The evening line has been planned over the limit three times this month, and nobody says so.',
  occurredAt: '2026-11-02T14:37:29.512Z',
}
// No other test sends these: the transaction log is that of all tests that run at the time.
const headers = {
  'x-forwarded-for': '192.0.2.213',
  'user-agent': 'AGENT-OF-WANDA-MARK',
  'x-request-id': 'REQUEST-OF-WANDA-MARK',
  'idempotency-key': 'KEY-OF-WANDA-MARK',
  referer: 'https://example.com/REFERER-OF-WANDA-MARK',
}
const json = { 'content-type': 'application/json' }

async function start() {
  const lines: string[] = []
  const app = await startTestApp(
    { TRUSTED_PROXIES: '127.0.0.1,::1', LOG_LEVEL: 'trace', RATE_LIMIT_DEFAULT: '150/1m' },
    { work: false, log: { write: (line) => lines.push(line) } },
  )
  return { app, lines }
}

/** Every row of every table, as text. */
async function rowsOf(app: TestApp): Promise<Set<string>> {
  const tables = await app.sql<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
  )
  const rows = await Promise.all(
    tables.map(async ({ name }) =>
      (await app.sql<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)).map(
        ({ row }) => `${name} ${row}`,
      ),
    ),
  )
  return new Set(rows.flat())
}

/** The bytes of the transaction log since a position in it. */
async function transactionLogSince(app: TestApp, position: string): Promise<string> {
  const segments = await app.sql<{ bytes: Buffer }>(
    `select pg_read_binary_file('pg_wal/' || name) as bytes
       from pg_ls_waldir() where name between pg_walfile_name($1) and pg_walfile_name(pg_current_wal_insert_lsn())`,
    [position],
  )
  return segments.map(({ bytes }) => bytes.toString('latin1')).join('')
}

/** The backup that the owner of the installation makes, decompressed. */
async function backupOf(app: TestApp, owner: Client): Promise<string> {
  const { data } = await owner.post('/api/system/backups')
  for (;;) {
    const { data: all } = await owner.get('/api/system/backups')
    const { status } = all.find(({ id }: { id: string }) => id === data.id)
    if (status !== 'running') break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return gunzipSync(readFileSync(join(app.dataDir, 'backups', data.file_name))).toString('latin1')
}

/** An upload whose connection ends before its body does. */
async function breakOff(url: string, always: Record<string, string>): Promise<void> {
  const upload = httpRequest(url, {
    method: 'POST',
    headers: { ...always, 'content-type': 'image/jpeg', 'content-length': '100000' },
  })
  upload.on('error', () => {})
  upload.write('only the first bytes')
  await once(upload, 'socket')
  upload.destroy()
  await new Promise((resolve) => upload.on('close', resolve))
}

test('whatever step a request about a confidential report fails at, nothing records who sent it', async (t) => {
  const { app, lines } = await start()
  const space = await workspace(t, app)
  const pilot = await space.as('Whistling Wanda')
  const sender = client(app.origin, { authorization: pilot.authorization, ...headers })
  const other = await (await space.as('other')).post('/api/v1/sms/reports', input)
  const [session] = await app.sql('select id from sessions where user_id = $1', [pilot.userId])
  const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#336699' } })
    .jpeg()
    .toBuffer()
  await app.services.usage.flush()
  await app.services.refusals.flush()
  const before = await rowsOf(app)
  const [{ position }] = (await app.sql('select pg_current_wal_insert_lsn()::text as position')) as [
    { position: string },
  ]
  lines.length = 0

  const sent = await sender.post('/api/v1/sms/reports', input)
  assert.equal(sent.status, 201, sent.text)
  const path = `/api/v1/sms/reports/${sent.data.id}`
  const raw = (method: string, at: string, type: string, body: string | Uint8Array) =>
    sender.send(method, at, { headers: { 'content-type': type }, body })
  const broken = async (work: () => Promise<Answer>) => {
    await app.sql('alter table safety_report_messages rename to out_of_reach')
    try {
      return await work()
    } finally {
      await app.sql('alter table out_of_reach rename to safety_report_messages')
    }
  }
  const steps: [step: string, status: number, request: () => Promise<Answer>][] = [
    ['it is read', 200, () => sender.get(path)],
    ['its messages are read', 200, () => sender.get(`${path}/messages`)],
    ['its history is read', 200, () => sender.get(`/api/v1/timeline/${sent.data.id}`)],
    ['the same in another spelling', 200, () => sender.get(`/api/v1/timeline/%72${sent.data.id.slice(1)}`)],
    ['a message is added', 201, () => sender.post(`${path}/messages`, { text: 'Once more' })],
    ['a picture is added', 201, () => raw('POST', `${path}/files?filename=wanda.jpg`, 'image/jpeg', picture)],
    [
      'a picture of an iPhone',
      201,
      () => raw('POST', `${path}/files?filename=wanda.heic`, 'image/heic', iphonePicture),
    ],
    ['a dry run', 201, () => sender.post('/api/v1/sms/reports?dry_run=true', input)],
    ['no mode that exists', 400, () => sender.post('/api/v1/sms/reports', { ...input, mode: 'secret' })],
    ['a field too many', 400, () => sender.post('/api/v1/sms/reports', { ...input, name: 'Wanda' })],
    ['no body', 400, () => sender.post('/api/v1/sms/reports')],
    ['no JSON', 400, () => raw('POST', '/api/v1/sms/reports', json['content-type'], '{"mode":"conf')],
    ['a body too large', 413, () => sender.post('/api/v1/sms/reports', { text: 'x'.repeat(1_100_000) })],
    ['another content type', 415, () => raw('POST', '/api/v1/sms/reports', 'text/plain', 'Hello')],
    ['a parameter too many', 400, () => sender.post('/api/v1/sms/reports?x=1', input)],
    [
      'an aircraft that does not exist',
      400,
      () => sender.post('/api/v1/sms/reports', { ...input, aircraftId: 'acf_01jq8me7x2f9tb6k4z0r5w3v1n' }),
    ],
    [
      'a value that cannot be stored',
      400,
      () => sender.post('/api/v1/sms/reports', { ...input, title: 'Duty days \u0000 too long' }),
    ],
    ['an empty message', 400, () => sender.post(`${path}/messages`, { text: '' })],
    ['a message of another type', 415, () => raw('POST', `${path}/messages`, 'text/plain', 'Once more')],
    ['a message that is no JSON', 400, () => raw('POST', `${path}/messages`, json['content-type'], '{')],
    ['a file of an unknown type', 415, () => raw('POST', `${path}/files?filename=a`, 'image/tiff', picture)],
    ['a file without a name', 400, () => raw('POST', `${path}/files`, 'image/jpeg', picture)],
    [
      'a damaged file',
      422,
      () => raw('POST', `${path}/files?filename=a`, 'image/jpeg', Buffer.from([0, 1, 2])),
    ],
    [
      'a document',
      422,
      () =>
        raw('POST', `${path}/files?filename=a`, 'application/pdf', Buffer.from('%PDF-1.4 /Author(Wanda)')),
    ],
    ['an operation of managers', 403, () => sender.patch(path, { category: 'weather' })],
    ['another one', 403, () => sender.post(`${path}/reveal-reporter`, { reason: 'To see what happens' })],
    [
      'the wrong workspace in a header',
      403,
      () => sender.get(path, { 'x-org-id': 'org_01jq8me7x2f9tb6k4z0r5w3v1n' }),
    ],
    ['a report of another member', 404, () => sender.get(`/api/v1/sms/reports/${other.data.id}`)],
    ['a file that does not exist', 404, () => sender.get(`${path}/files/fil_01jq8me7x2f9tb6k4z0r5w3v1n`)],
    ['a broken ID', 400, () => sender.get('/api/v1/sms/reports/rpt_nope')],
    ['a method that does not exist', 405, () => sender.put(path, {})],
    ['a path that does not exist', 404, () => sender.get(`${path}/nothing`)],
    ['a broken path', 400, () => sender.get(`${path}/%E0%A4%A`)],
    [
      'an old version',
      412,
      () => sender.post(`${path}/messages`, { text: 'Once more' }, { 'if-match': '"7"' }),
    ],
    ['a failure of the server', 500, () => broken(() => sender.get(`${path}/messages`))],
    [
      'a failure of the server while writing',
      500,
      () => broken(() => sender.post(`${path}/messages`, { text: 'Once more' })),
    ],
  ]
  for (const [step, status, request] of steps) {
    const answer = await request()
    assert.equal(answer.status, status, `${step}: ${answer.text}`)
  }
  await breakOff(`${app.origin}${path}/files?filename=a`, { authorization: pilot.authorization, ...headers })
  let limited = await sender.get(path)
  while (limited.status === 200) limited = await sender.get(path)
  assert.equal(limited.status, 429)
  await app.services.usage.flush()
  await app.services.refusals.flush()

  const traces = [pilot.userId, String(session?.id), '192.0.2.213', 'OF-WANDA-MARK', 'Wanda', 'wanda']
  const newRows = [...(await rowsOf(app))].filter((row) => !before.has(row))
  for (const trace of traces) {
    assert.deepEqual(
      lines.filter((line) => line.includes(trace)),
      [],
      `the log, ${trace}`,
    )
    const rows = newRows.filter((row) => row.includes(trace))
    assert.deepEqual(rows, [], `the database, ${trace}`)
  }
  const transactionLog = await transactionLogSince(app, position)
  assert.ok(transactionLog.includes('Duty days that run too long'), 'the search finds what is there')
  for (const trace of ['192.0.2.213', 'OF-WANDA-MARK', 'wanda.jpg'])
    assert.ok(!transactionLog.includes(trace), `the transaction log, ${trace}`)

  const backup = await backupOf(app, space.owner)
  assert.ok(backup.includes('Duty days that run too long'), 'the search finds what is there')
  for (const trace of ['192.0.2.213', 'OF-WANDA-MARK', 'wanda.jpg', 'wanda.heic'])
    assert.ok(!backup.includes(trace), `the backup, ${trace}`)

  // The same search finds an ordinary request.
  await pilot.get('/api/v1/ops/flights')
  await app.services.usage.flush()
  assert.ok(lines.some((line) => line.includes(pilot.userId)))
  assert.ok([...(await rowsOf(app))].some((row) => !before.has(row) && row.includes(pilot.userId)))
})

test('a standard report names its sender, in the audit log and in the request log', async (t) => {
  const { app, lines } = await start()
  const space = await workspace(t, app)
  const pilot = await space.as('pilot')
  const { data: report } = await pilot.post('/api/v1/sms/reports', { ...input, mode: 'standard' })
  await pilot.post(`/api/v1/sms/reports/${report.id}/messages`, { text: 'Once more' })
  const events = await app.sql('select type, actor_id from events where subject_id = $1 order by seq', [
    report.id,
  ])
  assert.deepEqual(
    events.map(({ actor_id }) => actor_id),
    [pilot.userId, pilot.userId, pilot.userId],
  )
  assert.equal(lines.filter((line) => line.includes(pilot.userId)).length, 2)
})
