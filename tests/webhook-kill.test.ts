import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'

test('kill -9 in the middle of pings and deliveries loses no acknowledged event', {
  timeout: 120_000,
}, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'apron-kill-'))
  const servers: Server[] = []
  t.after(async () => {
    for (const server of servers) {
      server.process.kill('SIGTERM')
      await server.ended
    }
    endPostgres(directory)
    rmSync(directory, { recursive: true })
  })
  const arrived = new Set<string>()
  const url = await slowReceiver(t, (id) => arrived.add(id))
  const first = await start(directory)
  servers.push(first)
  const token = await signUp(first.url)
  const endpoint = await call(first.url, token, '/api/v1/webhooks/endpoints', { url, events: ['*'] })
  const acknowledged: string[] = []
  const ping = async () => {
    const { uuid } = await call(first.url, token, `/api/v1/webhooks/endpoints/${endpoint.id}/ping`)
    if (acknowledged.push(uuid) === 200) first.process.kill('SIGKILL')
  }
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      try {
        for (;;) await ping()
      } catch {
        // The process is dead, as it should be.
      }
    }),
  )
  await first.ended
  const missing = () => acknowledged.filter((uuid) => !arrived.has(uuid))
  assert.ok(missing().length > 0, 'the process died too late to prove anything')
  servers.push(await start(directory))
  for (const deadline = Date.now() + 60_000; missing().length > 0 && Date.now() < deadline; )
    await new Promise((resolve) => setTimeout(resolve, 100))
  assert.deepEqual(missing(), [])
})

/** Answers after 50 ms, so that deliveries are always on their way. */
async function slowReceiver(t: TestContext, arrive: (id: string) => void) {
  const server = createServer((req, res) => {
    req.resume().on('end', () =>
      setTimeout(() => {
        arrive(String(req.headers['x-ga-webhook-delivery']))
        res.end()
      }, 50),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

interface Server {
  process: ChildProcess
  ended: Promise<unknown>
  url: string
}

async function start(directory: string): Promise<Server> {
  const child = spawn(process.execPath, ['server/main.ts', 'start'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: directory,
      WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8',
      RATE_LIMIT_DEFAULT: 'off',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^listening on (http\S+)/.exec(line) ?? []
    if (url) return { process: child, ended, url }
  }
  throw new Error('the server ended without listening')
}

async function signUp(url: string): Promise<string> {
  const body = {
    email: 'kill@example.com',
    password: 'correct horse battery staple',
    displayName: 'Kill',
    workspaceName: 'Kill',
  }
  return (await call(url, null, '/api/v1/signup', body)).accessToken
}

async function call(url: string, token: string | null, path: string, body?: object) {
  const res = await fetch(url + path, {
    method: 'POST',
    headers: {
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = (await res.json()) as {
    data: Record<string, string> & { id: string; uuid: string; accessToken: string }
  }
  assert.ok(res.ok, JSON.stringify(answer))
  return answer.data
}

// A server whose parent was killed goes on by itself, and this one ends when the test fails before its restart.
function endPostgres(directory: string) {
  try {
    process.kill(
      Number(readFileSync(join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
      'SIGINT',
    )
  } catch {
    // It has ended.
  }
}
