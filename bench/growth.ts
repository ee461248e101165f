import { cpus, loadavg } from 'node:os'
import pg from 'pg'
import { insertFlights } from './list-data.ts'
import { send, signUp, type Tenant, withServer } from './server.ts'

// What a request costs in a workspace of 1,000 flights and audit entries, and in one of a million beside it. Each
// pair of requests follows one another, so both see the same machine.
const small = 1_000
const large = Number(process.env.GROWTH_ROWS ?? 1_000_000)
const rounds = 30

interface Workspace extends Tenant {
  drafts: string[]
}

export async function benchGrowth(): Promise<void> {
  await withServer(4_796, async ({ origin, url }) => {
    const few = await fill(origin, url, 'bench-few', small)
    const many = await fill(origin, url, 'bench-many', large)
    console.log(
      `growth: a workspace of ${small} flights and audit entries beside one of ${large}; ${rounds} requests each, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`,
    )
    const page = (path: string) => (workspace: Workspace) => send(origin, 'GET', path, undefined, workspace)
    const move = (name: string) => (workspace: Workspace, round: number) =>
      send(origin, 'POST', `/api/v1/ops/flights/${workspace.drafts[round]}/${name}`, {}, workspace)
    const compared: [string, (workspace: Workspace, round: number) => Promise<unknown>][] = [
      ['submit a flight', move('submit')],
      ['approve a flight', move('approve')],
      ['default page of the audit log', page('/api/v1/admin/audit-log')],
      ['default page of the safety audit log', page('/api/v1/safety/audit-log')],
      ['default page of the flights', page('/api/v1/ops/flights')],
    ]
    for (const [name, request] of compared) {
      const times: [number[], number[]] = [[], []]
      for (let round = 0; round < rounds; round++)
        for (const [which, workspace] of [few, many].entries()) {
          const start = performance.now()
          await request(workspace, round)
          times[which]?.push(performance.now() - start)
        }
      const [fewMs, manyMs] = times.map(median)
      console.log(
        `  ${name}: median ${fewMs?.toFixed(1)} ms, ${manyMs?.toFixed(1)} ms beside it, ratio ${((manyMs ?? 0) / (fewMs ?? 1)).toFixed(2)} (goal: at most 2)`,
      )
    }
  })
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

/** A workspace with so many flights and audit entries, and drafts of flights that can be submitted. */
async function fill(origin: string, url: string, name: string, count: number): Promise<Workspace> {
  const tenant = await signUp(origin, name)
  const post = async (path: string, body: object) => (await send(origin, 'POST', path, body, tenant)).data.id
  const aircraft: string[] = []
  const crew: string[] = []
  for (let number = 0; number < 10; number++)
    aircraft.push(
      await post('/api/v1/ops/aircraft', { registration: `N${number + 1}GR`, typeDesignator: 'C172' }),
    )
  // A pilot flies a few thousand flights in a life, and an approval reads those of its pilot.
  for (let number = 0; number < Math.max(10, count / 2_000); number++)
    crew.push(await post('/api/v1/ops/crew', { displayName: `Pilot ${number}`, functions: ['pilot'] }))
  for (const icao of ['KFNL', 'KGXY'])
    await post('/api/v1/ops/airports', { icao, name: icao, country: 'US', latitude: 40.45, longitude: -105 })
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  try {
    await insertFlights(client, { uuid: tenant.uuid, aircraft, crew, count })
    await insertEntries(client, tenant.uuid, count)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
  const drafts: string[] = []
  for (let number = 0; number < rounds; number++) {
    const offBlock = Date.UTC(2026, 10, 2, 12) + number * 2 * 3_600_000
    drafts.push(
      await post('/api/v1/ops/flights', {
        aircraftId: aircraft[0],
        crew: [{ crewId: crew[0], role: 'pic' }],
        fromAirport: 'KFNL',
        toAirport: 'KGXY',
        offBlockAt: new Date(offBlock).toISOString(),
        onBlockAt: new Date(offBlock + 3_600_000).toISOString(),
        dayTakeOffs: 1,
        dayLandings: 1,
      }),
    )
  }
  return { ...tenant, drafts }
}

/** Audit entries that follow the present ones. Their chain of hashes is not computed, because no request reads it. */
async function insertEntries(client: pg.Client, uuid: string, count: number): Promise<void> {
  await client.query(
    `insert into events
     select e.workspace_id, e.seq + n, 'evt_' || lpad(to_hex(n), 26, '0'), 'flight.updated', false,
            timestamptz '2026-11-01' + n * interval '1 second', 'system', null, null, 'flight', 'flt_' || n, null,
            null, '[]', null, '{}', e.payload_hash, e.personal_hash, e.hash, e.hash
       from (select * from events where workspace_id = $1 order by seq desc limit 1) e,
            generate_series(1, $2::int) n`,
    [uuid, count],
  )
  await client.query(
    'update event_heads set seq = (select max(seq) from events where workspace_id = $1) where workspace_id = $1',
    [uuid],
  )
}

if (import.meta.main) await benchGrowth()
