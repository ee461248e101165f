import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import sharp from 'sharp'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { call, receiverOf, signUp } from './installation.ts'

const markers = [
  '198.51.100.77',
  'AGENT-MARKER',
  'REQUEST-MARKER',
  'REFERER-MARKER',
  'NAME-MARKER',
  'EXIF-MARKER',
  'QUERY-MARKER',
]
const report = {
  workspace: 'kill',
  type: 'hazard',
  category: 'ground_operations',
  title: 'CONTROL-MARKER on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark and nobody had seen it.',
}

/** A server as people start it, with all its output. */
async function start(directory: string, env: Record<string, string>) {
  const child = spawn(process.execPath, ['server/main.ts', 'start'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, PORT: '0', DATA_DIR: directory, LOG_LEVEL: 'trace', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said.text += text
    })
  const ended = once(child, 'exit')
  while (!/^listening on http/m.test(said.text)) await once(child.stdout, 'data')
  const url = /^listening on (http\S+)/m.exec(said.text)?.[1] ?? ''
  return { child, ended, said, url }
}

test('neither the data folder nor the log, a backup or a dump holds anything about an anonymous reporter', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'apron-anonymous-'))
  const received: string[] = []
  const url = await receiverOf(t, (body) => received.push(body))
  t.after(() => rmSync(directory, { recursive: true }))
  const server = await start(directory, {
    TRUSTED_PROXIES: '127.0.0.1,::1',
    WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8',
  })
  t.after(() => server.child.kill('SIGKILL'))
  const owner = await signUp(server.url)
  await call(server.url, owner, '/api/v1/webhooks/endpoints', { url, events: ['*'] })

  const headers = {
    'x-forwarded-for': '198.51.100.77',
    'user-agent': 'AGENT-MARKER',
    'x-request-id': 'REQUEST-MARKER',
    referer: 'https://example.com/REFERER-MARKER',
    'content-disposition': 'attachment; filename="NAME-MARKER.jpg"',
  }
  const send = async (path: string, body: object | Buffer<ArrayBuffer>) => {
    const isFile = Buffer.isBuffer(body)
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': isFile ? 'image/jpeg' : 'application/json' },
      body: isFile ? body : JSON.stringify(body),
    })
    return {
      status: response.status,
      data: ((await response.json()) as { data?: Record<string, string> }).data ?? {},
    }
  }
  const photograph = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#446688' } })
    .withExif({ IFD0: { Artist: 'EXIF-MARKER' } })
    .jpeg()
    .toBuffer()
  assert.ok(photograph.includes('EXIF-MARKER'))
  const sent = await send('/api/v1/sms/public/anonymous-report', report)
  assert.equal(sent.status, 201)
  const { trackingCode = '', uploadToken = '' } = sent.data
  const photographs = `/api/v1/sms/public/anonymous-report/photographs/${uploadToken}`
  assert.equal((await send(photographs, Buffer.from(photograph))).status, 201)
  assert.equal((await send(photographs, Buffer.from('NAME-MARKER is no picture'))).status, 422)
  assert.equal(
    (await send('/api/v1/sms/public/reports/messages', { trackingCode, text: 'Once more' })).status,
    201,
  )
  assert.equal((await send('/api/v1/sms/public/reports/follow?x=QUERY-MARKER', { trackingCode })).status, 400)
  assert.equal(
    (await send('/api/v1/sms/public/reports/follow', { trackingCode: 'NAME-MARKER-XXXX' })).status,
    404,
  )
  assert.equal(
    (await send('/api/v1/sms/public/anonymous-report', { ...report, name: 'NAME-MARKER' })).status,
    400,
  )
  for (const [method, path, type, body] of refused(photographs))
    await fetch(server.url + path, { method, headers: { ...headers, 'content-type': type }, body })
  await withHost(server.url, headers, 'no host/NAME-MARKER')
  for (let number = 0; number < 12; number++)
    await send('/api/v1/sms/public/reports/follow', { trackingCode })
  assert.equal((await send('/api/v1/sms/public/anonymous-report', report)).status, 429)
  server.child.kill('SIGTERM')
  await server.ended

  const places: [name: string, content: string][] = [
    ['the log', server.said.text],
    ['the webhooks', received.join('\n')],
    ...filesOf(directory),
    ...(await dump(directory)),
    ['the backup', await backup(directory)],
  ]
  for (const marker of [...markers, trackingCode, trackingCode.replaceAll('-', ''), uploadToken])
    assert.deepEqual(
      places.filter(([, content]) => content.includes(marker)).map(([name]) => name),
      [],
      marker,
    )
  const control = places.filter(([, content]) => content.includes('CONTROL-MARKER')).map(([name]) => name)
  assert.ok(control.includes('table safety_reports'), 'the search finds what is there, in the dump')
  assert.ok(control.includes('the backup'), 'and in the backup')
  assert.ok(
    control.some((name) => name.startsWith('postgres')),
    'and in the files of the database',
  )
  assert.ok(
    places.some(([name]) => /fil_/.test(name)),
    'the photograph is in the searched data',
  )
})

/** Requests that are refused before or beside the handler: each at another step. */
const refused = (photographs: string): [method: string, path: string, type: string, body: string][] => [
  ['POST', '/api/v1/sms/public/anonymous-report', 'text/plain', 'NAME-MARKER'],
  ['POST', '/api/v1/sms/public/anonymous-report', 'application/json', '{"title":"NAME-MARKER'],
  ['POST', '/api/v1/sms/public/anonymous-report', 'application/json', `"${'NAME-MARKER'.repeat(100_000)}"`],
  ['PUT', '/api/v1/sms/public/anonymous-report', 'application/json', '{"name":"NAME-MARKER"}'],
  ['POST', '/api/v1/sms/public/reports/messages', 'application/json', '{"text":"\\u0000NAME-MARKER"}'],
  ['POST', photographs, 'image/tiff', 'NAME-MARKER'],
  ['DELETE', photographs, 'image/jpeg', 'NAME-MARKER'],
]

/** A request whose Host header names no host: it is refused before any operation is looked at. */
async function withHost(url: string, headers: Record<string, string>, host: string): Promise<void> {
  const sent = request(`${url}/api/v1/sms/public/forms/kill`, { headers: { ...headers, host } }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  assert.equal(response.statusCode, 400)
  response.resume()
  await once(response, 'end')
}

const filesOf = (directory: string): [string, string][] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(directory.length + 1), readFileSync(path, 'latin1')])

/** The archive that `backup` writes, decompressed. */
async function backup(directory: string): Promise<string> {
  const child = spawn(process.execPath, ['server/main.ts', 'backup', join(directory, 'all.tar.gz')], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, DATA_DIR: directory, LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  assert.equal((await once(child, 'exit'))[0], 0)
  return gunzipSync(readFileSync(join(directory, 'all.tar.gz'))).toString('latin1')
}

/** Every row of every table as text, because the database files may hold compressed values. */
async function dump(directory: string): Promise<[string, string][]> {
  const cluster = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  const client = new pg.Client({ connectionString: cluster.url('postgres') })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
    )
    const tables: [string, string][] = []
    for (const { name } of rows) {
      const all = await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)
      tables.push([`table ${name.replace('public.', '')}`, all.rows.map(({ row }) => row).join('\n')])
    }
    return tables
  } finally {
    await client.end()
    await cluster.stop()
  }
}
