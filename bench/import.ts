import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { loadReferenceAirports } from '#modules/flights/index.ts'
import { send, signUp, type Tenant, withServer } from './server.ts'

// A file of 100,000 flights of ten aircraft: how long do its dry run and its run take, and how much memory?
const rows = 100_000
const aircraft = 10
const port = 18_436

function fileOf(): string {
  const header =
    'Aircraft,Off block,Take-off,Landing,On block,From,To,PIC,Hobbs out,Hobbs in,Tach out,Tach in,Landings'
  const start = Date.UTC(2014, 0, 1)
  const lines = Array.from({ length: rows }, (_none, index) => {
    const turn = Math.floor(index / aircraft)
    const at = (minutes: number) =>
      new Date(start + turn * 7_200_000 + minutes * 60_000).toISOString().slice(0, 16)
    const meter = (rate: number, ran: number) => ((turn * rate + ran) / 10).toFixed(1)
    return [
      `N${1 + (index % aircraft)}BB`,
      ...[at(0), at(8), at(55), at(62)],
      'KFNL',
      'KGXY',
      `Pilot ${index % 20}`,
      ...[meter(11, 0), meter(11, 11), meter(9, 0), meter(9, 9)],
      1 + (index % 4),
    ].join(',')
  })
  return [header, ...lines].join('\n')
}

async function settled(origin: string, tenant: Tenant, id: string, busy: string): Promise<void> {
  for (;;) {
    const { data } = await send(origin, 'GET', `/api/integrations/imports/${id}`, undefined, tenant)
    if (data.status === 'failed') throw new Error(`The import failed: ${data.error}`)
    if (data.status !== busy) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export async function benchImport(): Promise<void> {
  await withServer(port, async ({ origin, url, pid }) => {
    await loadReferenceAirports(url)
    const tenant = await signUp(origin, 'importer')
    for (let number = 1; number <= aircraft; number++)
      await send(
        origin,
        'POST',
        '/api/v1/ops/aircraft',
        { registration: `N${number}BB`, typeDesignator: 'C172' },
        tenant,
      )
    for (let number = 0; number < 20; number++)
      await send(origin, 'POST', '/api/v1/ops/crew', { displayName: `Pilot ${number}` }, tenant)
    const file = fileOf()
    const idleMb = peakMb(pid)
    console.log(
      `import: ${rows} flights of ${aircraft} aircraft, ${(file.length / 1e6).toFixed(1)} MB; ${cpus().length} cores shared with PostgreSQL and the load`,
    )
    const start = performance.now()
    const uploaded = await send(
      origin,
      'POST',
      '/api/integrations/imports?kind=flights&filename=flights.csv',
      file,
      tenant,
    )
    const { id } = uploaded.data
    await settled(origin, tenant, id, 'analyzing')
    const analyzed = performance.now()
    await send(origin, 'POST', `/api/integrations/imports/${id}/run`, { goodRowsOnly: false }, tenant)
    await settled(origin, tenant, id, 'running')
    const done = performance.now()
    const { data } = await send(origin, 'GET', `/api/integrations/imports/${id}`, undefined, tenant)
    if (data.rows.imported !== rows) throw new Error(`${data.rows.imported} of ${rows} rows were imported`)
    console.log(
      `  dry run ${seconds(analyzed - start)}, run with all ledgers judged ${seconds(done - analyzed)}`,
    )
    console.log(`  peak memory of the server ${peakMb(pid)} MB (${idleMb} MB before)`)
  })
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/** The most memory that a process has had. */
function peakMb(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
}

if (import.meta.main) await benchImport()
