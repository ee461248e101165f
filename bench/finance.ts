import { cpus } from 'node:os'
import pg from 'pg'
import { newId } from '#platform/kernel/id.ts'
import { send, signUp, type Tenant, withServer } from './server.ts'

// Money over HTTP: a long statement, a year priced again, what charging adds to an approval, and many issues at once.
const postings = 5_000
const flights = 10_000
const rounds = 20
const [issues, clients] = [500, 20]
const finance = '/api/v1/finance'
const ids = (prefix: string, count: number) => Array.from({ length: count }, () => newId(prefix))

interface School extends Tenant {
  origin: string
  url: string
  accountId: string
  bankId: string
  aircraftId: string
  crewId: string
  versionId: string
}

const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function openSchool(origin: string, url: string): Promise<School> {
  const tenant = await signUp(origin, 'bench-finance')
  const post = async (path: string, body: object) => (await send(origin, 'POST', path, body, tenant)).data
  const crew = await post('/api/v1/ops/crew', { displayName: 'Sam', functions: ['student'] })
  const place = {
    icao: 'KFNL',
    name: 'Northern Colorado',
    country: 'US',
    latitude: 40.45,
    longitude: -105.01,
  }
  await post('/api/v1/ops/airports', place)
  const aircraft = await post('/api/v1/ops/aircraft', { registration: 'N1BF', typeDesignator: 'C172' })
  const account = await post(`${finance}/accounts`, {
    holder: { type: 'person', id: crew.id },
    currency: 'USD',
  })
  const bank = await post(`${finance}/accounts`, {
    holder: { type: 'internal' },
    name: 'B',
    kind: 'cash',
    currency: 'USD',
  })
  const address = { line1: '1 Road', city: 'Loveland', postalCode: '80538', country: 'US' }
  await send(origin, 'PUT', `${finance}/seller`, { name: 'Bench', address, taxNumber: 'US-1' }, tenant)
  const card = await post(`${finance}/rates`, { name: 'Members', currency: 'USD' })
  const version = await post(`${finance}/rates/${card.id}/versions`, { validFrom: '2020-01-01' })
  for (const rate of [
    { chargeKind: 'rental', basis: 'hobbs', unitRateMinor: 18_500 },
    { chargeKind: 'fuel_surcharge', basis: 'hobbs', unitRateMinor: 1_200 },
  ])
    await post(`${finance}/rates/versions/${version.id}/rates`, { ...rate, taxCode: 'NONE' })
  await post(`${finance}/rates/versions/${version.id}/publish`, {})
  return {
    ...tenant,
    origin,
    url,
    accountId: account.id,
    bankId: bank.id,
    aircraftId: aircraft.id,
    crewId: crew.id,
    versionId: version.id,
  }
}

/** A year of flights with their charges, and a ledger, as rows. */
async function fill(school: School): Promise<void> {
  const client = new pg.Client({ connectionString: school.url, options: '-c search_path=public' })
  await client.connect()
  await client.query("select set_config('apron.workspace', $1, false)", [school.uuid])
  await client.query('begin')
  await client.query(
    `insert into finance_entries (workspace_id, id, number, occurred_at, description, source_type)
     select $1, id, 1000000 + n, now() - n * interval '1 hour', 'Bench ' || n, 'manual'
       from unnest($2::text[]) with ordinality as e(id, n)`,
    [school.uuid, ids('jen', postings)],
  )
  for (const [position, accountId, sign] of [
    [0, school.accountId, 1],
    [1, school.bankId, -1],
  ] as const)
    await client.query(
      `insert into finance_postings (workspace_id, id, entry_id, position, account_id, amount_minor, currency, occurred_at)
       select $1, p.id, e.id, $3, $4, $5 * (e.number - 999900), 'USD', e.occurred_at
         from (select id, number, occurred_at from finance_entries where workspace_id = $1) e
         join unnest($2::text[]) with ordinality as p(id, n) on p.n = e.number - 1000000`,
      [school.uuid, ids('jpo', postings), position, accountId, sign],
    )
  await client.query('commit')
  await client.query(
    `insert into flights (workspace_id, id, status, aircraft_id, from_airport, to_airport, off_block_at, on_block_at,
        hobbs_out_hundredths, hobbs_in_hundredths, approved_at)
     select $1, id, 'approved', $3, 'KFNL', 'KFNL', now() - n * interval '50 minutes',
            now() - n * interval '50 minutes' + interval '45 minutes', n * 100, n * 100 + 80, now()
       from unnest($2::text[]) with ordinality as f(id, n)`,
    [school.uuid, ids('flt', flights), school.aircraftId],
  )
  await client.query(
    `insert into finance_charges (workspace_id, id, account_id, kind, description, quantity_thousandths, unit,
        unit_rate_minor, per_quantity, net_minor, currency, tax_code, source_type, source_id, derivation, occurred_on)
     select $1, c.id, $3, 'rental', 'Rental', 800, 'hour', 17000, 1, 13600, 'USD', 'NONE', 'flight', f.id,
            '{"shareBasisPoints": 10000}', f.off_block_at::date
       from (select id, off_block_at, row_number() over () as n from flights where workspace_id = $1) f
       join unnest($2::text[]) with ordinality as c(id, n) on c.n = f.n`,
    [school.uuid, ids('bch', flights), school.accountId],
  )
  await client.query('vacuum analyze')
  await client.end()
}

async function approvals(school: School, count: number, from: number): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const at = Date.UTC(2020, 0, 1) + (from + index) * 7_200_000
    const { data: flight } = await send(
      school.origin,
      'POST',
      '/api/v1/ops/flights',
      {
        aircraftId: school.aircraftId,
        crew: [{ crewId: school.crewId, role: 'pic' }],
        fromAirport: 'KFNL',
        toAirport: 'KFNL',
        offBlockAt: new Date(at).toISOString(),
        onBlockAt: new Date(at + 3_600_000).toISOString(),
        hobbsOutHundredths: 0,
        hobbsInHundredths: 100,
      },
      school,
    )
    const step = (name: string) =>
      send(school.origin, 'POST', `/api/v1/ops/flights/${flight.id}/${name}`, {}, school)
    await step('submit')
    times.push(await timed(() => step('approve')))
  }
  return middle(times)
}

async function setModules(school: School, hasFinance: boolean): Promise<void> {
  const { data } = await send(school.origin, 'GET', '/api/v1/admin/workspace', undefined, school)
  const modules = (data.modules as string[]).filter((name) => name !== 'finance')
  const body = { modules: hasFinance ? [...modules, 'finance'] : modules }
  await send(school.origin, 'PATCH', '/api/v1/admin/workspace', body, school)
}

async function issueAtOnce(school: School): Promise<{ ms: number; gaps: number }> {
  const drafts: string[] = []
  const line = {
    description: 'Lesson',
    quantityThousandths: 1_300,
    unit: 'hour',
    unitRateMinor: 18_500,
    taxCode: 'NONE',
  }
  for (let index = 0; index < issues; index++) {
    const body = { accountId: school.accountId, lines: [line] }
    drafts.push((await send(school.origin, 'POST', `${finance}/invoices`, body, school)).data.id)
  }
  const numbers: number[] = []
  const ms = await timed(() =>
    Promise.all(
      Array.from({ length: clients }, async () => {
        for (let id = drafts.pop(); id; id = drafts.pop())
          numbers.push(
            (await send(school.origin, 'POST', `${finance}/invoices/${id}/issue`, {}, school)).data.number,
          )
      }),
    ),
  )
  numbers.sort((a, b) => a - b)
  return { ms, gaps: numbers.filter((number, index) => number !== index + 1).length }
}

export async function benchFinance(): Promise<void> {
  await withServer(18_447, async ({ origin, url }) => {
    const school = await openSchool(origin, url)
    await fill(school)
    console.log(`finance: ${rounds} requests each, ${cpus().length} cores shared with PostgreSQL`)
    const statements: number[] = []
    const path = `${finance}/accounts/${school.accountId}/statement`
    for (let round = 0; round < rounds; round++)
      statements.push(await timed(() => send(origin, 'GET', path, undefined, school)))
    console.log(`  statement of ${postings} postings: median ${middle(statements).toFixed(0)} ms, goal 60`)
    const to = new Date().toISOString().slice(0, 10)
    const body = { versionId: school.versionId, from: `${Number(to.slice(0, 4)) - 1}${to.slice(4)}`, to }
    const rehearsals: number[] = []
    for (let round = 0; round < 5; round++)
      rehearsals.push(await timed(() => send(origin, 'POST', `${finance}/rates/rehearse`, body, school)))
    console.log(
      `  ${flights} flights of a year priced again: median ${middle(rehearsals).toFixed(0)} ms, goal 3000`,
    )
    await setModules(school, false)
    await approvals(school, 5, 0)
    const without = await approvals(school, rounds, 10)
    await setModules(school, true)
    const charged = await approvals(school, rounds, 50)
    console.log(
      `  approval without charges ${without.toFixed(1)} ms, with two charges ${charged.toFixed(1)} ms: charging adds ${(charged - without).toFixed(1)} ms, goal 15`,
    )
    const { ms, gaps } = await issueAtOnce(school)
    console.log(
      `  ${issues} issues by ${clients} clients: ${(ms / 1_000).toFixed(1)} s, goal 10; ${gaps} numbers out of place`,
    )
  })
}

if (import.meta.main) await benchFinance()
