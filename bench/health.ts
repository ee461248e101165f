import { cpus } from 'node:os'
import pg from 'pg'
import { insertFlights } from './list-data.ts'
import { send, signUp, type Tenant, withServer } from './server.ts'

// How long does the health probe wait while one workspace asks for papers and files of the largest size? Goal: 100 ms.
const port = 18_438
const flights = 5_000
const badRows = 20_000
const goalMs = 100

/** Records as large as their schemas allow, and a pilot with many flights. @returns the pilot. */
async function fill(origin: string, url: string, tenant: Tenant): Promise<string> {
  const { data: board } = await send(origin, 'GET', '/api/v1/sms/compliance', undefined, tenant)
  for (const { element } of board.items)
    await send(
      origin,
      'PUT',
      `/api/v1/sms/compliance/${element}`,
      { status: 'partial', gaps: 'x'.repeat(5_000) },
      tenant,
    )
  for (let number = 0; number < 100; number++)
    await send(
      origin,
      'POST',
      '/api/v1/safety/hazards',
      { title: `Hazard ${number}`, consequence: 'x'.repeat(2_000), category: 'ground_operations' },
      tenant,
    )
  const { data: pilot } = await send(
    origin,
    'POST',
    '/api/v1/ops/crew',
    { displayName: 'Pete Pilot' },
    tenant,
  )
  const { data: other } = await send(
    origin,
    'POST',
    '/api/v1/ops/crew',
    { displayName: 'Sue Student' },
    tenant,
  )
  const aircraft = await send(
    origin,
    'POST',
    '/api/v1/ops/aircraft',
    { registration: 'N1BB', typeDesignator: 'C172' },
    tenant,
  )
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  await insertFlights(client, {
    uuid: tenant.uuid,
    aircraft: [aircraft.data.id],
    crew: [pilot.id, other.id],
    count: flights,
  })
  await client.query('vacuum analyze')
  await client.end()
  return pilot.id
}

/** Papers that find no turn in time are refused with the time to ask again. That is an answer, and is counted. */
let refusals = 0

async function get(origin: string, tenant: Tenant, path: string): Promise<void> {
  const answer = await fetch(origin + path, { headers: { authorization: tenant.authorization } })
  await answer.arrayBuffer()
  if (answer.status === 503 && answer.headers.has('retry-after')) refusals += 1
  else if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
}

/** Uploads a file whose rows are all bad, and waits until all of them are read. */
async function readBadFile(origin: string, tenant: Tenant): Promise<void> {
  const header = 'Aircraft,Off block,On block,From,To,PIC\n'
  const { data } = await send(
    origin,
    'POST',
    '/api/integrations/imports?kind=flights&filename=bad.csv',
    header + 'N9ZZ,yesterday,tomorrow,nowhere,elsewhere,nobody\n'.repeat(badRows),
    tenant,
  )
  for (let status = 'analyzing'; status === 'analyzing'; ) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    status = (await send(origin, 'GET', `/api/integrations/imports/${data.id}`, undefined, tenant)).data
      .status
  }
}

/** Asks for the health one time after the other until the work is done. @returns the times in order. */
async function probe(origin: string, work: Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  let isDone = false
  const end = work.then(
    () => null,
    (error: Error) => error,
  )
  end.then(() => {
    isDone = true
  })
  while (!isDone) {
    const start = performance.now()
    const answer = await fetch(`${origin}/health`)
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`/health answered ${answer.status}`)
    times.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const error = await end
  if (error) throw error
  return times.sort((a, b) => a - b)
}

export async function benchHealth(): Promise<void> {
  await withServer(port, async ({ origin, url }) => {
    const tenant = await signUp(origin, 'health')
    const pilot = await fill(origin, url, tenant)
    console.log(
      `health: GET /health while one workspace asks for the largest papers and files, ${flights} flights; ${cpus().length} cores shared with PostgreSQL and the load; goal ${goalMs} ms`,
    )
    const four = (path: string) => Promise.all(Array.from({ length: 4 }, () => get(origin, tenant, path)))
    const works: [string, () => Promise<unknown>][] = [
      ['nothing else', () => new Promise((resolve) => setTimeout(resolve, 3_000))],
      ['four evidence packages at once', () => four('/api/v1/sms/compliance/evidence-package.pdf')],
      ['four risk registers at once', () => four('/api/v1/safety/risk-register.pdf')],
      [
        `logbook of ${flights} flights, PDF`,
        () => get(origin, tenant, `/api/v1/ops/crew/${pilot}/logbook.pdf`),
      ],
      [
        `logbook of ${flights} flights, CSV`,
        () => get(origin, tenant, `/api/v1/ops/crew/${pilot}/logbook.csv`),
      ],
      ['all flights, XLSX', () => get(origin, tenant, '/api/v1/ops/flights?format=xlsx')],
      [`file of ${badRows} bad rows`, () => readBadFile(origin, tenant)],
    ]
    for (const [name, work] of works) {
      refusals = 0
      const times = await probe(origin, work())
      const at = (share: number) => (times[Math.floor(times.length * share)] ?? times.at(-1) ?? 0).toFixed(0)
      const most = times.at(-1) ?? 0
      console.log(
        `  ${name}: median ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${most.toFixed(0)} ms${most > goalMs ? ', over the goal' : ''} (${times.length} probes)${refusals > 0 ? `, ${refusals} papers refused` : ''}`,
      )
    }
  })
}

if (import.meta.main) await benchHealth()
