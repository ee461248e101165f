import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import pino from 'pino'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { startEmbeddedPostgres } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { startTestApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'

test('health answers without looking at anything, bare', async () => {
  const { origin } = await startTestApp()
  const { status, text } = await client(origin, {
    authorization: 'Bearer nonsense',
    cookie: 'apron_session=stale',
  }).get('/health')
  assert.deepEqual([status, text], [200, '{"status":"ok"}'])
  const ready = await client(origin).get('/readiness')
  assert.deepEqual(
    [ready.status, ready.body],
    [200, { status: 'ok', checks: { database: 'ok', storage: 'ok' } }],
  )
})

test('without its file store the server is not ready, and says so', async () => {
  const app = await startTestApp()
  renameSync(join(app.dataDir, 'files'), join(app.dataDir, 'moved'))
  const answer = await client(app.origin).get('/readiness')
  assert.deepEqual(
    [answer.status, answer.body.code, answer.body.error],
    [503, 'unavailable', 'Not ready: storage cannot be reached'],
  )
  renameSync(join(app.dataDir, 'moved'), join(app.dataDir, 'files'))
  assert.equal((await client(app.origin).get('/readiness')).status, 200)
})

test('on a full disk the node stays ready for readers, and says that its storage is full', async () => {
  const app = await startTestApp()
  const probe = join(app.dataDir, 'files', '.probe')
  // Every write to it fails as on a full disk; that of nothing does not.
  symlinkSync('/dev/full', probe)
  const { status, body } = await client(app.origin).get('/readiness')
  assert.deepEqual([status, body.checks], [200, { database: 'ok', storage: 'full' }])
  rmSync(probe)
  assert.equal((await client(app.origin).get('/readiness')).body.checks.storage, 'ok')
})

test('while the database is away the server lives, is not ready, answers 503, and comes back by itself', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'apron-test-probes-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const options = { directory: join(directory, 'postgres'), throwaway: true }
  let postgres = await startEmbeddedPostgres(options)
  await migrate(postgres.url('postgres'))
  const app = await buildApp(
    readConfig({
      DATA_DIR: directory,
      PORT: '0',
      SECRET_KEY: 'a key for the tests, and for nothing else at all',
      LOG_LEVEL: 'fatal',
    }),
    postgres.url('postgres'),
    pino({ level: 'silent' }),
  )
  try {
    const anybody = client(await app.server.listen({ port: 0, host: '127.0.0.1' }))
    const { data } = await anybody.post('/api/v1/signup', {
      email: 'a@b.example',
      password: 'three quiet herons',
      displayName: 'A',
      workspaceName: 'Away',
    })
    const owner = client(app.server.listeningOrigin, { authorization: `Bearer ${data.accessToken}` })
    const { data: key } = await owner.post('/api/user/api-keys', { name: 'k', access: 'read_write' })
    const program = client(app.server.listeningOrigin, { 'x-api-key': key.secret })
    assert.equal((await program.get('/api/projects')).status, 200)

    await postgres.stop()
    assert.equal((await anybody.get('/health')).status, 200)
    const ready = await anybody.get('/readiness')
    assert.deepEqual([ready.status, ready.body.error], [503, 'Not ready: database cannot be reached'])
    for (const answer of [
      await program.get('/api/projects'),
      await program.post('/api/projects', { name: 'x' }),
      await owner.get('/api/v1/auth/session'),
      await anybody.post('/api/v1/auth/login', { email: 'a@b.example', password: 'x' }),
    ]) {
      assert.deepEqual(
        [
          answer.status,
          answer.body.code,
          answer.headers.get('retry-after'),
          answer.headers.get('x-frame-options'),
        ],
        [503, 'unavailable', '2', 'DENY'],
      )
    }

    postgres = await startEmbeddedPostgres(options)
    assert.equal((await anybody.get('/readiness')).status, 200)
    assert.equal((await program.post('/api/projects', { name: 'Back' })).status, 201)
    assert.equal((await program.get('/api/projects')).data.total, 1)
  } finally {
    await app.close()
    await postgres.stop()
  }
})
