import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { client } from '#platform/testing/client.ts'
import { until } from '#platform/testing/until.ts'
import { ensureHaproxy } from '../scripts/debian.ts'
import { installation } from './installation.ts'
import { endWith, freePort, startRedis, type Test } from './redis.ts'

const root = join(import.meta.dirname, '..')

/** HAProxy with the configuration of compose.nodes.yaml, but for the addresses. @returns its address. */
async function startProxy(t: Test, ports: readonly number[]): Promise<string> {
  const port = await freePort()
  const shipped = readFileSync(join(root, 'compose.nodes.yaml'), 'utf8').split('content: |\n')[1] ?? ''
  const config = shipped
    .replace(/^ {6}/gm, '')
    .replace(/^resolvers .*\n( .*\n)*/m, '')
    .replace('bind :8080', `bind 127.0.0.1:${port}`)
    .replace(/server-template .*/, ports.map((one) => `server node${one} 127.0.0.1:${one}`).join('\n  '))
  const folder = mkdtempSync(join(tmpdir(), 'apron-haproxy-'))
  const file = join(folder, 'haproxy.cfg')
  writeFileSync(file, config)
  const child = spawn(ensureHaproxy(), ['-db', '-f', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  endWith(t, child)
  t.after(async () => rmSync(folder, { recursive: true }))
  const address = `http://127.0.0.1:${port}`
  await until(
    () =>
      fetch(`${address}/readiness`).then(
        (answer) => answer.status,
        () => 0,
      ),
    (status) => status === 200,
    20_000,
  )
  return address
}

test('two nodes behind HAProxy are replaced one after the other, and no request is lost', async (t) => {
  const { databaseUrl } = await startTestApp({}, { work: false })
  const data = installation(t)
  const ports = [await freePort(), await freePort()] as const
  const redis = await startRedis(t)
  const start = (port: number) =>
    data.start({
      DATABASE_URL: databaseUrl,
      REDIS_URL: redis,
      SECRET_KEY: 'a key for the tests, and for nothing else at all',
      TRUSTED_PROXIES: '127.0.0.0/8',
      SIGNUP: 'open',
      PORT: `${port}`,
    })
  const [first, second] = [await start(ports[0]), await start(ports[1])]
  const address = await startProxy(t, ports)
  const { data: session } = await client(address).post('/api/v1/signup', {
    email: 'owner@example.com',
    password: 'three quiet herons',
    displayName: 'Owner',
    workspaceName: 'School',
  })
  const owner = client(address, { authorization: `Bearer ${session.accessToken}` })
  const answers: Record<string, number> = {}
  let isOver = false
  const write = async () => {
    while (!isOver) {
      const status = await owner.post('/api/v1/ops/crew', { displayName: 'Pete Pilot' }).then(
        (answer) => answer.status,
        (error: Error) => error.message,
      )
      answers[status] = (answers[status] ?? 0) + 1
    }
  }
  const writers = Array.from({ length: 3 }, write)
  for (const [node, port] of [
    [first, ports[0]],
    [second, ports[1]],
  ] as const) {
    assert.equal((await owner.get('/api/system/status')).data.nodes.length, 2)
    node.process.kill('SIGTERM')
    await node.ended
    await start(port)
    // HAProxy takes it in again with its next check.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
  }
  isOver = true
  await Promise.all(writers)
  assert.deepEqual(Object.keys(answers), ['201'], JSON.stringify(answers))
  assert.equal((await owner.get('/api/v1/ops/crew')).data.total, answers[201])
})
