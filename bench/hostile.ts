import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import sharp from 'sharp'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { serve, signUp, type Tenant } from './server.ts'

// One workspace does what it can to slow the server down: how long does its neighbor wait?
const port = 18_434
const people = 300_000
const seconds = 12
const [searches, slowUploads, pictures] = [24, 12, 20]
const origin = `http://127.0.0.1:${port}`

async function addPeople(url: string, { uuid }: Tenant, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  await client.query(
    `insert into crew (workspace_id, id, display_name, email)
     select $1, 'crw_' || lpad(to_hex(n), 26, '0'), 'Pilot ' || md5(n::text), md5(n::text) || '@example.com'
       from generate_series(1, $2::int) n`,
    [uuid, count],
  )
  await client.query('vacuum analyze crew')
  await client.end()
}

let count = 0
const statuses = new Map<string, number>()

async function request(what: string, tenant: Tenant, path: string, options: RequestInit = {}): Promise<void> {
  const answer = await fetch(origin + path, {
    ...options,
    headers: { authorization: tenant.authorization, ...options.headers },
  }).catch(() => null)
  await answer?.arrayBuffer().catch(() => {})
  const key = `${what} ${answer?.status ?? 'ended'}`
  statuses.set(key, (statuses.get(key) ?? 0) + 1)
}

/** Reads one list after the other, each of them new to the server. @returns the times in order. */
async function read(tenant: Tenant): Promise<number[]> {
  const times: number[] = []
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
    const start = performance.now()
    const search = `Pilot ${(++count).toString(16)}`
    await request('neighbor reads', tenant, `/api/v1/ops/crew?search=${search}`)
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)
}

async function attack(tenant: Tenant, signal: AbortSignal): Promise<void> {
  const picture = await sharp({
    create: { width: 7_000, height: 7_000, channels: 3, background: '#336699' },
  })
    .png()
    .toBuffer()
  const repeat = async (work: () => Promise<void>) => {
    while (!signal.aborted) await work()
  }
  // The pictures come first: the searches leave the tenant itself no connection to sign in with.
  const drawing = [
    ...Array.from({ length: pictures }, () =>
      repeat(() =>
        request('picture', tenant, '/api/user/profile/avatar', {
          method: 'PUT',
          headers: { 'content-type': 'image/png' },
          body: new Uint8Array(picture),
          signal,
        }),
      ),
    ),
  ]
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const sockets = Array.from({ length: slowUploads }, () => dripping(tenant))
  await new Promise((resolve) => setTimeout(resolve, 500))
  const searching = Array.from({ length: searches }, () =>
    repeat(() => request('search', tenant, `/api/v1/ops/crew?search=nobody ${++count}`)),
  )
  await Promise.all([...drawing, ...searching])
  for (const socket of sockets) socket.destroy()
}

/** An upload of 19.9 MB, of which a byte comes now and then. */
function dripping({ authorization }: Tenant): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `POST /api/integrations/imports?kind=aircraft&filename=a.csv HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: text/csv\r\ncontent-length: 19900000\r\n\r\n`,
  )
  const timer = setInterval(() => socket.write('x'), 500)
  socket.on('close', () => clearInterval(timer)).on('error', () => {})
  return socket
}

const at = (times: readonly number[], share: number) => times[Math.floor(times.length * share)] ?? 0
const ms = (value: number) => `${value.toFixed(1)} ms`

export async function benchHostile(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'apron-bench-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  let child: ChildProcess | undefined
  try {
    const url = postgres.url('postgres')
    await migrate(url)
    child = await serve('bench/list-apron.ts', [url, String(port), directory])
    const [hostile, neighbor] = [await signUp(origin, 'hostile'), await signUp(origin, 'neighbor')]
    await addPeople(url, hostile, people)
    await addPeople(url, neighbor, 1_000)
    console.log(
      `hostile tenant: ${searches} searches over ${people} people, ${slowUploads} slow uploads and ${pictures} pictures of 49 million pixels at once, for ${seconds} s; ${cpus().length} cores shared with PostgreSQL and the load`,
    )
    await read(neighbor)
    const quiet = await read(neighbor)
    const end = new AbortController()
    const attacking = attack(hostile, end.signal)
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const busy = await read(neighbor)
    end.abort()
    await attacking
    for (const [name, times] of [
      ['alone', quiet],
      ['beside it', busy],
    ] as const)
      console.log(
        `  neighbor ${name}: median ${ms(at(times, 0.5))}, p95 ${ms(at(times, 0.95))}, most ${ms(times.at(-1) ?? 0)} of ${times.length} reads`,
      )
    console.log(`  median ratio ${(at(busy, 0.5) / at(quiet, 0.5)).toFixed(1)}`)
    console.log(`  ${[...statuses].map(([what, times]) => `${what}: ${times}`).join(' · ')}`)
  } finally {
    child?.kill()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

if (import.meta.main) await benchHostile()
