import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'

/** Starts a script of this folder that prints "ready" once it answers. */
export function serve(script: string, args: string[]): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
      cwd: join(import.meta.dirname, '..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout?.on('data', (text) => {
      if (String(text).includes('ready')) resolve(child)
    })
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
}

export interface Running {
  origin: string
  url: string
  pid: number
}

/** Runs `work` against a server of its own, background work included, over a new database. */
export async function withServer(port: number, work: (running: Running) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'apron-bench-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  let child: ChildProcess | undefined
  try {
    const url = postgres.url('postgres')
    await migrate(url)
    child = await serve('bench/list-apron.ts', [url, String(port), directory, '64000000', 'work'])
    await work({ origin: `http://127.0.0.1:${port}`, url, pid: child.pid ?? 0 })
  } finally {
    child?.kill()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

export interface Tenant {
  uuid: string
  authorization: string
}

export async function signUp(origin: string, name: string): Promise<Tenant> {
  const { data } = await send(origin, 'POST', '/api/v1/signup', {
    email: `${name}@example.com`,
    password: 'three quiet herons',
    displayName: name,
    workspaceName: name,
  })
  return { uuid: data.workspace.uuid, authorization: `Bearer ${data.accessToken}` }
}

/** Sends JSON, or a text as it is. @throws Error with the refusal. */
export async function send(
  origin: string,
  method: string,
  path: string,
  body?: object | string,
  { authorization }: { authorization?: string } = {},
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers
): Promise<{ data: any }> {
  const answer = await fetch(origin + path, {
    method,
    headers: {
      ...(body === undefined
        ? {}
        : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
      ...(authorization ? { authorization } : {}),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers
  return (await answer.json()) as { data: any }
}

export interface Received {
  etag: string
  /** As they travel, compressed. */
  bytes: number
  ms: number
}

/**
 * Reads one path after the other over one connection, and drops each body as it comes: a client that unpacks and parses
 * half a megabyte at each turn collects garbage of its own, and its pauses look like those of the server.
 */
export function reader(
  origin: string,
  { authorization }: Tenant,
): (path: string, headers?: Record<string, string>) => Promise<Received> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return (path, headers = {}) =>
    new Promise((resolve, reject) => {
      const start = performance.now()
      const own = { authorization, 'accept-encoding': 'br, gzip' }
      get(origin + path, { agent, headers: { ...own, ...headers } }, (response) => {
        const { statusCode = 0 } = response
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.on('end', () => {
          if (statusCode !== 200 && statusCode !== 304) reject(new Error(`${path} answered ${statusCode}`))
          else resolve({ etag: response.headers.etag ?? '', bytes, ms: performance.now() - start })
        })
      }).on('error', reject)
    })
}
