import { cpus } from 'node:os'
import pg from 'pg'
import { newId } from '#platform/kernel/id.ts'
import { type Running, send, signUp, type Tenant, withServer } from './server.ts'

// A ledger of 20,000 flights is judged again after an entry at its beginning: how long does the request take?
const flights = 20_000
const rounds = 5
const port = 18_437
const start = Date.UTC(2014, 0, 1)

/** Writes the flights' lines, which the first request judges all together. */
async function fill({ url }: Running, { uuid }: Tenant, aircraftId: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  const ids = Array.from({ length: flights * 2 }, () => newId('rdg'))
  await client.query(
    `insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, reading_hundredths, began_hundredths, added, read_at)
     select $1, id, $3, case when n % 2 = 0 then 'hobbs' else 'air' end, 'reading',
            case when n % 2 = 0 then (n / 2 + 1) * 110 end, case when n % 2 = 0 then n / 2 * 110 end,
            case when n % 2 = 1 then 47 end, to_timestamp($4::bigint / 1000) + (n / 2) * interval '2 hours'
       from (select id, n - 1 as n from unnest($2::text[]) with ordinality as x (id, n)) l`,
    [uuid, ids, aircraftId, start],
  )
  await client.end()
}

/** As PostgreSQL does by itself within a minute. */
async function vacuum({ url }: Running): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('vacuum analyze')
  await client.end()
}

export async function benchLedger(): Promise<void> {
  await withServer(port, async (running) => {
    const { origin } = running
    const tenant = await signUp(origin, 'mechanic')
    const { data: aircraft } = await send(
      origin,
      'POST',
      '/api/v1/ops/aircraft',
      { registration: 'N1BB', typeDesignator: 'C172' },
      tenant,
    )
    await fill(running, tenant, aircraft.id)
    await vacuum(running)
    const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString()
    const write = async (body: object) => {
      const began = performance.now()
      await send(origin, 'POST', `/api/v1/ops/aircraft/${aircraft.id}/readings`, body, tenant)
      return performance.now() - began
    }
    console.log(
      `ledger: ${flights} flights of one aircraft, for each meter; ${cpus().length} cores shared with PostgreSQL`,
    )
    const all = await write({ kind: 'hobbs', readingHundredths: 0, readAt: at(-60) })
    console.log(`  both ledgers judged for the first time: ${all.toFixed(0)} ms`)
    await vacuum(running)
    const times: Record<string, number[]> = { none: [], all: [], last: [] }
    for (let round = 1; round <= rounds; round++) {
      times.none?.push(await write({ kind: 'hobbs', readingHundredths: 110, readAt: at(round) }))
      times.all?.push(await write({ kind: 'air', readingHundredths: round * 10, readAt: at(-60 + round) }))
      times.last?.push(await write({ kind: 'hobbs', readingHundredths: flights * 110 }))
    }
    for (const [name, what] of [
      ['none', 'a reading at the beginning that changes no line behind it'],
      ['all', 'a reading at the beginning that changes all of them'],
      ['last', 'a reading at the end'],
    ] as const) {
      const sorted = (times[name] ?? []).sort((a, b) => a - b)
      console.log(`  ${what}: median ${(sorted[Math.floor(rounds / 2)] ?? 0).toFixed(0)} ms of ${rounds}`)
    }
  })
}

if (import.meta.main) await benchLedger()
