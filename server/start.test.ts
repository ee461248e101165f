import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { client } from '#platform/testing/client.ts'
import { until } from '#platform/testing/until.ts'

// Real processes, as people start them.

const folder = mkdtempSync(join(tmpdir(), 'apron-start-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const apron = [process.execPath, join(import.meta.dirname, 'main.ts')]

function start(env: Record<string, string>, args: string[] = ['start'], program: string[] = apron) {
  const [command = '', ...before] = program
  const child = spawn(command, [...before, ...args], {
    env: { PATH: process.env.PATH, HOME: folder, LOG_LEVEL: 'info', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, ...said })),
  )
  const listening = () =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const origin = /^listening on (http:\S+)$/m.exec(said.out)?.[1]
        if (origin) resolve(origin)
      }
      child.stdout.on('data', look)
      ended.then(({ err }) => reject(new Error(`it ended: ${err}`)))
      look()
    })
  return { child, said, ended, listening }
}

/** What a start that cannot succeed says: one plain sentence, and no trace of the code. */
async function refusal(env: Record<string, string>, args?: string[]): Promise<string> {
  const { code, out, err } = await start({ LOG_LEVEL: 'error', ...env }, args).ended
  assert.equal(code, 1, err)
  assert.doesNotMatch(out, /listening on/)
  assert.doesNotMatch(err, /\n\s+at /)
  return err.trim()
}

test('an unknown or a wrong setting stops the start with a sentence that names it', async () => {
  assert.match(
    await refusal({ RATE_LIMIT_AUHT: '1/1m' }),
    /^Apron cannot start\. The setting RATE_LIMIT_AUHT is unknown/,
  )
  assert.match(await refusal({ PORT: 'x' }), /^Apron cannot start\. PORT is "x"/)
})

test('a data folder that cannot be written stops the start', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  assert.match(
    await refusal({ DATA_DIR: join(file, 'data') }),
    /^Apron cannot start\. The data folder .*a-file\/data cannot be written \(E[A-Z]+\).*set DATA_DIR to another folder$/,
  )
})

test('a database that cannot be reached stops the start, without its password', async () => {
  for (const url of [
    'postgres://apron:hunter2@127.0.0.1:1/apron',
    'postgres://apron:hunter2@localhost:1/apron',
    'postgres://apron:hunter2@database.invalid/apron',
  ]) {
    const said = await refusal({ DATA_DIR: join(folder, 'unreached'), DATABASE_URL: url }, ['migrate'])
    assert.match(said, /^Apron cannot start\. The database of DATABASE_URL cannot be reached: \S+/)
    assert.doesNotMatch(said, /hunter2/)
  }
})

test('an unknown command is refused with a list of the commands', async () => {
  assert.match(
    await refusal({ DATA_DIR: join(folder, 'x') }, ['launch']),
    /There is no command "launch"[\s\S]*migrate/,
  )
})

test('a port that is taken stops the start, and a stop lets go of everything within ten seconds', async () => {
  const app = await startTestApp()
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_DIR: app.dataDir,
    SECRET_KEY: 'a key for the tests, and for nothing else at all',
  }
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  assert.equal(
    await refusal({ ...env, PORT: String(port) }),
    `Apron cannot start. Port ${port} on 127.0.0.1 is taken by another program. Set PORT to a free one`,
  )
  taken.close()

  const running = start(env)
  const origin = await running.listening()
  const anybody = client(origin)
  assert.deepEqual((await anybody.get('/health')).body, { status: 'ok' })
  const signup = await anybody.post('/api/v1/signup', {
    email: 'a@b.example',
    password: 'three quiet herons',
    displayName: 'A',
    workspaceName: 'Stop',
  })
  const authorization = `Bearer ${signup.data.accessToken}`
  await anybody.get('/api/v1/invitations/token-of-an-invitation')
  await anybody.get('/api/projects?api_key=key-in-an-address', { 'x-api-key': 'key-in-a-header' })
  const live = await fetch(`${origin}/api/v1/live`, { headers: { authorization } })
  const busy = Array.from({ length: 20 }, (_none, index) =>
    client(origin, { authorization }).post('/api/projects', { name: `P ${index}` }),
  )
  const settled = Promise.allSettled(busy)
  await busy[0]
  running.child.kill('SIGTERM')
  const { code, out, err } = await running.ended
  assert.equal(code, 0, err)
  assert.equal(
    await live.text().then(
      () => 'ended',
      () => 'ended',
    ),
    'ended',
  )
  const answered = (await settled).filter((one) => one.status === 'fulfilled' && one.value.status === 201)
  assert.ok(answered.length > 0)
  const kept = await app.sql("select 1 from events where type = 'project.created'")
  assert.ok(kept.length >= answered.length, 'what was acknowledged is there')
  assert.match(
    out,
    /^the console is at http:\/\/127\.0\.0\.1:\d+\/app\/\nlistening on http:\/\/127\.0\.0\.1:\d+\n$/,
  )
  assert.match(err, /"path":"\/api\/v1\/invitations\/:token"/)
  assert.doesNotMatch(err, /Deprecat|three quiet herons|eyJ|token-of-an|key-in-a/, 'the log holds no secret')
})

test('a node with another key does not start, until somebody means it', async () => {
  const app = await startTestApp()
  const env = { DATABASE_URL: app.databaseUrl, DATA_DIR: app.dataDir }
  const [own, other] = [
    'a key for the tests, and for nothing else at all',
    'another key, which nobody else has had',
  ]
  assert.equal((await start({ ...env, SECRET_KEY: own }, ['migrate']).ended).code, 0)
  assert.match(
    await refusal({ ...env, SECRET_KEY: other }),
    /^Apron cannot start\. SECRET_KEY, .* is not the key of this installation/,
  )
  assert.match((await start({ ...env, SECRET_KEY: other }, ['accept-key']).ended).out, /is the key of/)
  assert.equal((await start({ ...env, SECRET_KEY: other }, ['migrate']).ended).code, 0)
})

test('after SIGTERM a node behind a proxy is not ready and still answers, and closes each connection', async () => {
  const app = await startTestApp()
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_DIR: app.dataDir,
    SECRET_KEY: 'a key for the tests, and for nothing else at all',
    DRAIN_SECONDS: '2',
  }
  const running = start(env)
  const anybody = client(await running.listening())
  assert.equal((await anybody.get('/readiness')).headers.get('connection'), 'keep-alive')
  running.child.kill('SIGTERM')
  const stopping = await until(
    () => anybody.get('/readiness'),
    ({ status }) => status === 503,
  )
  assert.equal(stopping.body.error, 'Not ready: this node is stopping')
  const setup = await anybody.get('/api/v1/setup')
  assert.deepEqual([setup.status, setup.headers.get('connection')], [200, 'close'])
  const { code, err } = await running.ended
  assert.equal(code, 0, err)
})

test('an installation that others can reach prints the set-up code until it is used', async () => {
  const app = await startTestApp()
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_DIR: app.dataDir,
    SECRET_KEY: 'a key for the tests, and for nothing else at all',
  }
  const running = start({ ...env, HOST: '0.0.0.0' })
  await running.listening()
  const code = /^set-up code, for the first account: (\S+)$/m.exec(running.said.out)?.[1]
  running.child.kill('SIGTERM')
  await running.ended
  assert.ok(code)
  assert.equal((await start(env, ['setup-code']).ended).out, `${code}\n`)
  const body = { email: 'a@b.example', password: 'three quiet herons', displayName: 'A', workspaceName: 'S' }
  assert.equal((await client(app.origin).post('/api/v1/signup', body)).status, 201)
  assert.match((await start(env, ['setup-code']).ended).out, /has its owner/)
})

test('Ctrl-C that arrives three times at once stops once, and takes the embedded database along', async () => {
  const dataDir = join(folder, 'ctrl-c')
  const running = start({ DATA_DIR: dataDir })
  await running.listening()
  for (let time = 0; time < 3; time++) running.child.kill('SIGINT')
  const { code, err } = await running.ended
  assert.equal(code, 0, err)
  assert.equal(err.match(/"stopping"/g)?.length, 1)
  assert.ok(!existsSync(join(dataDir, 'postgres', 'postmaster.pid')))
  assert.equal(statSync(dataDir).mode & 0o066, 0, 'no other user can read the data folder')
})

test('the end of npm or of the launcher ends the server', async () => {
  const app = await startTestApp()
  const env = {
    DATABASE_URL: app.databaseUrl,
    DATA_DIR: app.dataDir,
    SECRET_KEY: 'a key for the tests, and for nothing else at all',
    npm_lifecycle_event: 'start',
  }
  // As npm does it: a shell that stays, and below it the launcher.
  const launcher = `"${process.execPath}" "${join(import.meta.dirname, '../scripts/launch.mjs')}" server/main.ts start`
  for (const [victim, signal] of [
    ['shell', 'SIGTERM'],
    ['shell', 'SIGKILL'],
    ['launcher', 'SIGKILL'],
  ] as const) {
    const running = start(env, [], ['/bin/sh', '-c', `${launcher} & echo "launcher $!"; wait`])
    const origin = await running.listening()
    const pid = Number(/^launcher (\d+)$/m.exec(running.said.out)?.[1])
    process.kill(victim === 'shell' ? (running.child.pid ?? 0) : pid, signal)
    const { err } = await running.ended
    assert.match(err, /"stopping"/, `${victim} ${signal}`)
    await assert.rejects(fetch(`${origin}/health`), 'nothing listens there any more')
  }
})
