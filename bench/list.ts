import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { fillWithFlights } from './list-data.ts'
import { serve } from './server.ts'

// Compares GET /api/v1/public/flights?page_size=20, with a key and an exact total, with a bare handler.
const rounds = 3
const seconds = 6
const connections = 16
const ports = { apron: 18_431, bare: 18_432, uncached: 18_433 }

export async function benchList(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'apron-bench-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  cluster = join(directory, 'postgres')
  const children: ChildProcess[] = []
  try {
    const url = postgres.url('postgres')
    await migrate(url)
    const { keys, workspaceIds } = await fillWithFlights(url, 50, 100_000)
    children.push(
      await serve('bench/list-apron.ts', [url, String(ports.apron), directory]),
      await serve('bench/list-bare.ts', [url, String(ports.bare)]),
      await serve('bench/list-apron.ts', [url, String(ports.uncached), directory, '0']),
    )
    const apron = keys.map((key) => ({
      path: '/api/v1/public/flights?page_size=20',
      headers: { authorization: `Bearer ${key}` },
    }))
    const bare = workspaceIds.map((id) => ({ path: `/${id}` }))
    console.log(
      `lists: 20 of 100,000 flights in 50 workspaces, exact total included; ${connections} connections, ${rounds} rounds of ${seconds} s each, ${cpus().length} cores shared with PostgreSQL and the load`,
    )
    const [apronServer, bareServer, uncachedServer] = children.map((child) => child.pid ?? 0)
    await compare(
      'repeated request (each look-up checks that nothing has changed)',
      () => load(ports.apron, apron, seconds, apronServer),
      () => load(ports.bare, bare, seconds, bareServer),
    )
    await compare(
      'no cached response (only the total is cached)',
      () => load(ports.uncached, apron, seconds, uncachedServer),
      () => load(ports.bare, bare, seconds, bareServer),
    )
    await compare(
      'new request (another filter each time, so rows are read and counted, by the bare handler too)',
      () => load(ports.apron, apron.map(withNewFilter('&updated_since=')), seconds, apronServer),
      () => load(ports.bare, bare.map(withNewFilter('?since=')), seconds, bareServer),
    )
  } finally {
    for (const child of children) child.kill()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function compare(title: string, ours: () => Promise<Load>, theirs: () => Promise<Load>): Promise<void> {
  console.log(`  ${title}`)
  const ratios: number[] = []
  const cpuRatios: number[] = []
  await ours()
  for (let round = 1; round <= rounds; round++) {
    const [apron, bare] = [await ours(), await theirs()]
    ratios.push(apron.perSecond / bare.perSecond)
    cpuRatios.push(cpuOf(bare) / cpuOf(apron))
    console.log(
      `    round ${round}: apron ${formatLoad(apron)} · bare ${formatLoad(bare)} · ratio ${(apron.perSecond / bare.perSecond).toFixed(2)}, of processor time ${(cpuOf(bare) / cpuOf(apron)).toFixed(2)}`,
    )
  }
  console.log(`    median ratio ${median(ratios)}, of processor time ${median(cpuRatios)}`)
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(rounds / 2)]?.toFixed(2)

let requestCount = 0
const withNewFilter =
  (parameter: string) => (request: { path: string; headers?: Record<string, string> }) => ({
    ...request,
    setupRequest: (nextRequest: { path?: string }) => ({
      ...nextRequest,
      path: `${request.path}${parameter}${new Date(Date.UTC(2000, 0, 1) + ++requestCount).toISOString()}`,
    }),
  })

const cpuOf = ({ serverUs, databaseUs }: Load) => serverUs + databaseUs

interface Load {
  perSecond: number
  p99: number
  /** Processor time of the server and of PostgreSQL per request. It stays comparable on a busy machine. */
  serverUs: number
  databaseUs: number
}

async function load(
  port: number,
  requests: autocannon.Request[],
  duration: number,
  server = 0,
): Promise<Load> {
  const before = [cpuMs([server]), cpuMs(postgresProcesses())]
  const result = await autocannon({ url: `http://127.0.0.1:${port}`, connections, duration, requests })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} responses were not 2xx, ${result.errors} failed`)
  const spent = [cpuMs([server]), cpuMs(postgresProcesses())].map(
    (ms, index) => ((ms - (before[index] ?? 0)) * 1000) / result.requests.total,
  )
  return {
    perSecond: result.requests.average,
    p99: result.latency.p99,
    serverUs: spent[0] ?? 0,
    databaseUs: spent[1] ?? 0,
  }
}

function formatLoad({ perSecond, p99, serverUs, databaseUs }: Load): string {
  return `${perSecond.toFixed(0)}/s p99 ${p99} ms, cpu ${serverUs.toFixed(0)} + ${databaseUs.toFixed(0)} µs`
}

let cluster = ''

function postgresProcesses(): number[] {
  if (process.platform !== 'linux' || cluster === '') return []
  const postmaster = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0])
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ')
  return [postmaster, ...children.map(Number)]
}

/** Processor time. /proc counts it in ticks of a hundredth of a second. */
function cpuMs(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return sum + (Number(fields[11]) + Number(fields[12])) * 10
    } catch {
      return sum
    }
  }, 0)
}

if (import.meta.main) await benchList()
