import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Process {
  process: ChildProcess
  ended: Promise<unknown>
  url: string
}

/** A data folder whose servers are real processes that a test can kill and restart. */
export function installation(t: { after(end: () => Promise<void>): void }) {
  const directory = mkdtempSync(join(tmpdir(), 'apron-kill-'))
  const started: Process[] = []
  t.after(async () => {
    for (const one of started) {
      one.process.kill('SIGTERM')
      await one.ended
    }
    endPostgres(directory)
    rmSync(directory, { recursive: true })
  })
  return {
    directory,
    async start(env: Record<string, string> = {}): Promise<Process> {
      const server = await startServer(directory, env)
      started.push(server)
      return server
    },
  }
}

async function startServer(directory: string, env: Record<string, string>): Promise<Process> {
  const child = spawn(process.execPath, ['server/main.ts', 'start'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: directory,
      WEBHOOK_ALLOW_NETWORKS: '127.0.0.0/8',
      RATE_LIMIT_COSTLY: 'off',
      RATE_LIMIT_DEFAULT: 'off',
      LOG_LEVEL: 'error',
      ...env,
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

export async function signUp(url: string): Promise<string> {
  const body = {
    email: 'kill@example.com',
    password: 'correct horse battery staple',
    displayName: 'Kill',
    workspaceName: 'Kill',
  }
  return (await call(url, null, '/api/v1/signup', body)).accessToken
}

/** Posts the body, or gets if there is none. @throws if the response is a refusal or the process is dead. */
export async function call(
  url: string,
  token: string | null,
  path: string,
  body?: object,
  method = 'POST',
  idempotencyKey?: string,
) {
  const res = await fetch(url + path, {
    method,
    headers: {
      ...(body ? { 'Content-Type': 'application/json' } : {}),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const answer = (await res.json()) as {
    data: Record<string, string> & {
      id: string
      uuid: string
      accessToken: string
      items: { id: string }[]
      total: number
    }
  }
  assert.ok(res.ok, JSON.stringify(answer))
  return answer.data
}

/** A receiver that answers a request after `delayMs`, once `arrive` has it. @returns its address. */
export async function receiverOf(
  t: { after(end: () => Promise<void>): void },
  arrive: (body: string, request: IncomingMessage) => void,
  delayMs = 0,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    arrive(body, request)
    response.end('ok')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

/** What submits flights of a new aircraft and pilot, two hours apart. */
export async function flightSubmitter(post: (path: string, body?: object) => Promise<{ id: string }>) {
  const { id: aircraftId } = await post('/api/v1/ops/aircraft', {
    registration: 'N1KILL',
    typeDesignator: 'C172',
  })
  const { id: crewId } = await post('/api/v1/ops/crew', { displayName: 'Pilot' })
  const submit = async (number: number, more: object = {}): Promise<string> => {
    const off = Date.UTC(2026, 0, 1) + number * 7_200_000
    const { id } = await post('/api/v1/ops/flights', {
      aircraftId,
      crew: [{ crewId, role: 'pic' }],
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: new Date(off).toISOString(),
      onBlockAt: new Date(off + 3_600_000).toISOString(),
      ...more,
    })
    await post(`/api/v1/ops/flights/${id}/submit`)
    return id
  }
  return { aircraftId, submit }
}

// A server outlives its killed parent. This one ends if the test fails before the restart.
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
