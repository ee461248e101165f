import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import type { Attack } from './hostile-attack.ts'
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

/** Reads one list after the other, each of them new to the server. @returns the times in order. */
async function read(tenant: Tenant): Promise<number[]> {
  const times: number[] = []
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
    const start = performance.now()
    const answer = await fetch(`${origin}/api/v1/ops/crew?search=Pilot ${(++count).toString(16)}`, {
      headers: { authorization: tenant.authorization },
    })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`The neighbor's read answered ${answer.status}`)
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)
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
    const load: Attack = { origin, port, tenant: hostile, searches, slowUploads, pictures }
    const attack = new Worker(new URL('./hostile-attack.ts', import.meta.url), { workerData: load })
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const busy = await read(neighbor)
    attack.postMessage('end')
    const [statuses] = (await once(attack, 'message')) as [[string, number][]]
    for (const [name, times] of [
      ['alone', quiet],
      ['beside it', busy],
    ] as const)
      console.log(
        `  neighbor ${name}: median ${ms(at(times, 0.5))}, p95 ${ms(at(times, 0.95))}, most ${ms(times.at(-1) ?? 0)} of ${times.length} reads`,
      )
    console.log(`  median ratio ${(at(busy, 0.5) / at(quiet, 0.5)).toFixed(1)}`)
    console.log(`  ${statuses.map(([what, times]) => `${what}: ${times}`).join(' · ')}`)
  } finally {
    child?.kill()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

if (import.meta.main) await benchHostile()
