import pg from 'pg'
import { type Running, reader, send, signUp, type Tenant, withServer } from './server.ts'

// The duty standing of a pilot who flew and worked a whole year.
const port = 18_438
const days = 300
const crewId = `crw_${'1'.padStart(26, '0')}`
const ms = (value: number) => `${value.toFixed(1)} ms`
const at = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0

/** On each of 300 days two flights under Part 135, within eight hours of duty. */
async function fill(client: pg.Client, { uuid }: Tenant): Promise<void> {
  const number = (n: string) => `lpad((${n})::text, 26, '0')`
  await client.query("insert into crew (workspace_id, id, display_name) values ($1, $2, 'Busy Pilot')", [
    uuid,
    crewId,
  ])
  await client.query(
    `insert into aircraft (workspace_id, id, registration, type_designator)
     values ($1, 'acf_' || ${number('1')}, 'N135BN', 'C208')`,
    [uuid],
  )
  const flights = `select 2 * day + leg as n, date_trunc('day', now()) - day * interval '29 hours' + leg * interval '3 hours' as begins
      from generate_series(1, ${days}) day cross join generate_series(0, 1) leg`
  await client.query(
    `insert into flights (workspace_id, id, status, aircraft_id, from_airport, to_airport, off_block_at, on_block_at,
        operation, flight_type, approved_at)
     select $1, 'flt_' || ${number('n')}, 'approved', 'acf_' || ${number('1')}, 'KBJC', 'KASE', begins,
            begins + interval '80 minutes', '135', 'charter', begins
       from (${flights}) f`,
    [uuid],
  )
  await client.query(
    `insert into flight_crew (workspace_id, flight_id, crew_id, role, position, is_sole_manipulator)
     select $1, 'flt_' || ${number('n')}, $2, 'pic', 0, true from (${flights}) f`,
    [uuid, crewId],
  )
  await client.query(
    `insert into duty_periods (workspace_id, id, crew_id, kind, starts_at, ends_at, timezone)
     select $1, 'dty_' || ${number('day')}, $2, 'duty', begins - interval '1 hour', begins + interval '7 hours', 'UTC'
       from (select day, date_trunc('day', now()) - day * interval '29 hours' as begins
               from generate_series(1, ${days}) day) d`,
    [uuid, crewId],
  )
  await client.query('vacuum analyze')
}

async function measure({ origin }: Running, tenant: Tenant): Promise<void> {
  const path = `/api/v1/ops/duty/${crewId}/standing`
  const { data } = await send(origin, 'GET', path, undefined, tenant)
  if (!data.limits.some(({ usedMinutes }: { usedMinutes: number }) => usedMinutes > 10_000))
    throw new Error('the standing does not count the year')
  const read = reader(origin, tenant)
  // V8 compiles what it has run often.
  for (let round = 0; round < 100; round++) await read(path)
  const times: number[] = []
  for (let round = 0; round < 500; round++) times.push((await read(path)).ms)
  console.log(
    `  standing of a pilot with ${2 * days} flights and ${days} duty periods: median ${ms(at(times, 0.5))}, p99 ${ms(at(times, 0.99))} of ${times.length}, after 100 to warm up (goal: p99 below 20 ms)`,
  )
}

export async function benchDuty(): Promise<void> {
  await withServer(port, async (running) => {
    const tenant = await signUp(running.origin, 'dutybench')
    const client = new pg.Client({ connectionString: running.url, options: '-c search_path=public' })
    await client.connect()
    try {
      console.log('duty: the server, PostgreSQL and the load on one machine')
      await fill(client, tenant)
      await measure(running, tenant)
    } finally {
      await client.end()
    }
  })
}

if (import.meta.main) await benchDuty()
