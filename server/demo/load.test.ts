import assert from 'node:assert/strict'
import { createReadStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { createGunzip, gunzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { migrate } from '#platform/database/migrate.ts'
import { exportToFile } from '#platform/export/command.ts'
import { importArchive } from '#platform/export/import-archive.ts'
import { readTar } from '#platform/system/tar.ts'
import { startTestApp, type TestApp, testApp } from '#platform/testing/app.ts'
import { client } from '#platform/testing/client.ts'
import { until } from '#platform/testing/until.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { loadDemo } from './load.ts'

const app = await testApp()
const entrance = await loadDemo(app.services)

test('PostgreSQL knows how much the school has, so that its first page is as fast as later ones', async () => {
  const [flights] = await app.sql(
    "select n_mod_since_analyze::int as unknown, n_live_tup::int as rows from pg_stat_user_tables where relname = 'flights'",
  )
  assert.ok(flights && flights.rows > 2_000 && flights.unknown < 500, JSON.stringify(flights))
})

test('the keys of the school are in every state', async () => {
  const anybody = client(app.origin)
  const login = await anybody.post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const chief = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const { data: keys } = await chief.get('/api/user/api-keys')
  const state = (name: string) => keys.find((key: { name: string }) => key.name === name)
  assert.equal(state('Former bookkeeper').status, 'revoked')
  assert.ok(Date.parse(state('Hangar tablet').expires_at) < Date.now() + 7 * 86_400_000)
  assert.ok(state('Insurance report').rotated_at)
  assert.ok(state('Old dispatch script').last_used_at)
})

test('the webhooks of the school show a receiver that answers and one that is down, and an import its problems', async () => {
  const anybody = client(app.origin)
  const login = await anybody.post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const chief = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const { items } = (await chief.get('/api/v1/webhooks/endpoints')).data
  const of = (state: string) => items.find((endpoint: { circuit: string }) => endpoint.circuit === state)
  assert.equal(of('closed').health.dead, 0)
  assert.ok(of('closed').health.delivered > 0)
  assert.ok(of('open').health.dead > 3)
  assert.ok(of('open').health.delivered > 0)
  const dead = (await chief.get('/api/v1/webhooks/dead-letters')).data
  assert.equal(dead.total, of('open').health.dead)
  const checked = await until(
    async () => (await chief.get('/api/integrations/imports')).data.items[0],
    (found) => found.status === 'ready',
    20_000,
  )
  assert.ok(checked.rows.bad > 2)
  assert.ok(checked.rows.good > 0)
})

test('the billing of the school has invoices in several states, and balances to the cent', async () => {
  const anybody = client(app.origin)
  const login = await anybody.post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const chief = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const { items } = (await chief.get('/api/v1/finance/invoices?page_size=100')).data
  const states = new Set(items.map((invoice: { status: string }) => invoice.status))
  for (const state of ['draft', 'issued', 'partly_paid', 'paid']) assert.ok(states.has(state), state)
  const accounts = (await chief.get('/api/v1/finance/accounts?page_size=100')).data.items
  const balance = accounts.reduce(
    (sum: number, account: { balanceMinor: number }) => sum + account.balanceMinor,
    0,
  )
  assert.equal(balance, 0)
  assert.ok((await chief.get('/api/v1/finance/charges?status=open')).data.total > 0)
  const twoYearsAgo = addDays(localDate(new Date(), 'UTC'), -730)
  const { items: months } = (
    await chief.get(`/api/v1/finance/summaries?date_from=${twoYearsAgo}&page_size=100`)
  ).data
  const billed = months.filter(({ billedMinor }: { billedMinor: number }) => billedMinor > 0)
  assert.ok(billed.length >= 6, `${billed.length} months with invoices`)
  const revenue = accounts.find(({ kind }: { kind: string }) => kind === 'revenue')
  const net = months.flatMap(({ byKind }: { byKind: { netMinor: number }[] }) => byKind)
  assert.equal(
    net.reduce((sum: number, { netMinor }: { netMinor: number }) => sum + netMinor, 0),
    -revenue.balanceMinor,
  )
})

test('the printed login and the printed key open the school', async () => {
  const anybody = client(app.origin)
  const login = await anybody.post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  assert.equal(login.status, 200)
  const withKey = client(app.origin, { authorization: `Bearer ${entrance.key}` })
  const flights = await withKey.get('/api/v1/public/flights?page_size=1')
  assert.equal(flights.status, 200)
  assert.ok(flights.data.total > 5500 && flights.data.total < 6500, `${flights.data.total} flights`)
  assert.equal((await withKey.get('/api/v1/public/fleet')).data.total, 14)
  assert.ok((await withKey.get('/api/v1/public/pilots')).data.total > 40)
  assert.equal((await withKey.get('/api/v1/public/events')).status, 200)
  assert.equal((await withKey.get('/api/v1/ops/crew')).status, 403)
  const person = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  assert.equal((await person.get('/api/v1/ops/crew')).data.total, 60)
  assert.ok((await person.get('/api/projects')).data.total >= 3)
  const safety = (await person.get('/api/v1/sms/metrics')).data
  assert.deepEqual(safety.hazards.byStatus, { open: 1, monitored: 7 })
  assert.deepEqual(safety.reports.byStatus, { closed: 8, investigating: 2, new: 2 })
  assert.deepEqual(safety.investigations.byStatus, { analysis: 1, completed: 1, data_collection: 1 })
  assert.deepEqual(
    [safety.cpas.open, safety.cpas.overdue, safety.cpas.awaitingVerification, safety.cpas.byStatus.closed],
    [3, 1, 1, 1],
  )
})

test('the closed action of the school was verified by another person, and its evidence is read', async () => {
  const login = await client(app.origin).post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const person = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const [closed] = (await person.get('/api/v1/sms/cpas?status=closed')).data.items
  const cpa = (await person.get(`/api/v1/sms/cpas/${closed.id}`)).data
  assert.equal(cpa.closedByName, cpa.verifierName)
  assert.notEqual(cpa.verifierName, cpa.ownerName)
  const [file] = cpa.evidence
  assert.match((await person.get(`/api/v1/sms/cpas/${cpa.id}/files/${file.id}`)).text, /Soft-field/)
  const found = (await person.get(`/api/v1/sms/investigations/${cpa.investigationId}`)).data
  assert.equal(found.findings.length, 2)
  assert.equal(found.moves.at(-1).to, 'completed')
})

test('the people hold what they must, but for two who have lapsed, some who will soon, and one without', async () => {
  const login = await client(app.origin).post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const person = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const withStatus = async (status: string) =>
    (await person.get(`/api/v1/compliance/people?status=${status}`)).data.total
  assert.deepEqual([await withStatus('expired'), await withStatus('missing')], [2, 1])
  const expiring = await withStatus('expiring')
  assert.ok(expiring >= 3 && expiring <= 8, `${expiring} people have something that expires`)
  const compliant = await withStatus('compliant')
  assert.ok(compliant > 30, `${compliant} people hold something that is good`)
})

test('the FBO has a day: movements on the board, orders, bookings, and fuel that was priced', async () => {
  const login = await client(app.origin).post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const person = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const board = (await person.get('/api/v1/fbo/board')).data
  assert.ok(board.arrivals.length >= 10 && board.departures.length >= 5)
  assert.ok((await person.get('/api/v1/fbo/fuel-orders?status=done')).data.total > 30)
  assert.equal((await person.get('/api/v1/fbo/bookings')).data.total, 8)
  const { periods } = (await person.get('/api/v1/fbo/activity')).data
  assert.ok(periods.some((one: { revenue: unknown[] }) => one.revenue.length > 0))
})

test('maintenance has a history for every aircraft, a few inspections soon due, and one that is late', async () => {
  const login = await client(app.origin).post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const person = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const count = async (state: string) =>
    (await person.get(`/api/v1/maintenance/due?state=${state}`)).data.total
  const [late] = (await person.get('/api/v1/maintenance/due')).data.items
  assert.deepEqual([late.state, late.aircraftRegistration], ['overdue', 'N622FS'])
  assert.equal(await count('overdue'), 1)
  const soon = await count('due,upcoming')
  assert.ok(soon >= 3 && soon <= 20, `${soon} soon due`)
  assert.equal(await count('insufficient_data'), 0)
  const withKey = client(app.origin, { authorization: `Bearer ${entrance.key}` })
  const summary = (await withKey.get('/api/v1/public/maintenance/due')).data.items
  assert.equal(summary.length, 14)
  assert.ok(summary.every((one: { total: number }) => one.total > 0))
  const history = (await person.get(`/api/v1/maintenance/items/${late.id}/history`)).data
  assert.equal(history.total, 2)
})

test('the schedule has two weeks that were flown and two that are booked, one leave and a standby list', async () => {
  const login = await client(app.origin).post('/api/v1/auth/login', {
    email: entrance.login,
    password: entrance.password,
  })
  const person = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const count = async (query: string) => (await person.get(`/api/v1/planning/sessions?${query}`)).data.total
  const booked = await count('status=confirmed&type=flight')
  assert.ok(booked > 150, `${booked} flights are booked`)
  const flown = await count('status=completed')
  assert.ok(flown > 50, `${flown} bookings were flown`)
  assert.ok((await count('status=requested')) > 2)
  assert.deepEqual([await count('status=standby'), await count('type=time_off')], [2, 1])
  assert.equal((await person.get('/api/v1/ops/time-off?status=approved')).data.total, 1)
  // Only a booking that stands holds something, and each of them does.
  const [loose] = await app.sql<{ count: number }>(`
    select count(*)::integer from planning_sessions s
     where (s.status in ('confirmed', 'checked_in', 'completed'))
        <> exists (select from holds h where h.workspace_id = s.workspace_id and h.source_id = s.id)`)
  assert.equal(loose?.count, 0)
})

test('a second start changes nothing and prints the same', async () => {
  const before = await app.sql('select count(*) from flights')
  assert.deepEqual(await loadDemo(app.services), entrance)
  assert.deepEqual(await app.sql('select count(*) from flights'), before)
})

test('each aircraft stands where its last approved flight left it, with no reading flagged', async () => {
  const rows = await app.sql(`
    select m.kind, m.reading_hundredths as stands, r.last, r.flagged,
           case m.kind when 'hobbs' then f.hobbs when 'tach' then f.tach end as flown
      from meters m
      cross join lateral (
        select max(r.total_hundredths) as last, bool_or(r.is_flagged) as flagged from meter_readings r
         where r.workspace_id = m.workspace_id and r.aircraft_id = m.aircraft_id and r.kind = m.kind) r
      cross join lateral (
        select max(f.hobbs_in_hundredths) as hobbs, max(f.tach_in_hundredths) as tach from flights f
         where f.workspace_id = m.workspace_id and f.aircraft_id = m.aircraft_id and f.status = 'approved') f`)
  assert.equal(rows.length, 52)
  for (const { kind, stands, last, flown, flagged } of rows) {
    assert.equal(stands, last)
    if (kind === 'hobbs' || kind === 'tach') assert.equal(stands, flown)
    assert.equal(flagged, false)
  }
})

test('the training device has sessions, and nobody on them is elsewhere at that time', async () => {
  const [sessions] = await app.sql(`
    select count(*)::integer as count, count(*) filter (where exists (
             select from flight_crew c
               join flight_crew o on o.crew_id = c.crew_id and o.flight_id <> c.flight_id
               join flights f on f.id = o.flight_id
              where c.flight_id = s.id and f.off_block_at < s.on_block_at and f.on_block_at > s.off_block_at))::integer as taken
      from flights s join aircraft a on a.id = s.aircraft_id
     where a.category = 'simulator' and s.from_airport is null`)
  assert.ok(sessions?.count > 50, JSON.stringify(sessions))
  assert.equal(sessions?.taken, 0)
})

test('the flights of an older version get the counts of each person that a flight of today gets', async () => {
  const counts =
    'day_take_offs, night_take_offs, day_landings, night_landings, day_full_stop_landings, night_full_stop_landings, approaches, holds'
  const members = () =>
    app.sql(
      `select flight_id, crew_id, role, is_sole_manipulator, ${counts} from flight_crew order by flight_id, crew_id, role`,
    )
  const today = await members()
  // The two years of the school as the version before wrote them: with counts of the flights alone.
  await app.sql(`
    alter table flight_crew drop column is_sole_manipulator, drop column is_tracking,
      ${counts
        .split(', ')
        .map((name) => `drop column ${name}`)
        .join(', ')};
    alter table flights drop column operation, drop column instruction_aircraft_provided_by;
    delete from schema_migrations where name like '0190%'`)
  assert.equal((await migrate(app.databaseUrl)).length, 1)
  assert.deepEqual(await members(), today)
  const [sums] = await app.sql(`
    select count(*)::integer as flights, count(*) filter (where m.landings = f.day_landings + f.night_landings)::integer as equal
      from flights f
      join lateral (select sum(day_landings + night_landings) as landings from flight_crew c
                     where c.workspace_id = f.workspace_id and c.flight_id = f.id) m on m.landings is not null`)
  assert.ok(sums?.flights > 5_000 && sums?.equal === sums?.flights, JSON.stringify(sums))
})

async function exported(app: TestApp, slug: string): Promise<string> {
  const file = join(app.dataDir, `${slug}.tar.gz`)
  await exportToFile({ dataDir: app.dataDir }, app.services.database, slug, file)
  return file
}

const imported = (app: TestApp, file: string) =>
  importArchive({ databaseUrl: app.databaseUrl, files: app.services.files }, file)

async function entriesOf(file: string): Promise<Map<string, string>> {
  const entries = new Map<string, string>()
  for await (const { name, body } of readTar(createReadStream(file), createGunzip()))
    entries.set(name, (await buffer(body)).toString())
  return entries
}

test('the school of the demo leaves, comes into an empty installation and leaves again, byte for byte', async () => {
  const other = await workspace(undefined, app)
  await other.made('/api/v1/ops/crew', { displayName: 'Of another workspace' })
  await other.made('/api/v1/webhooks/endpoints', { url: 'https://example.com/hook', events: ['*'] })
  const [school] = await app.sql<{ slug: string; uuid: string }>(
    'select slug, workspace_id as uuid from workspaces order by created_at limit 1',
  )
  assert.ok(school)
  const first = await exported(app, school.slug)
  const text = gunzipSync(readFileSync(first)).toString('latin1')
  assert.ok(!text.includes('Of another workspace'))

  const fresh = await startTestApp({}, { work: false })
  const { contents, ownerId } = await imported(fresh, first)
  assert.ok((contents.rows.flights ?? 0) > 5_000 && contents.files > 0 && ownerId)
  const second = await exported(fresh, school.slug)
  const entries = await entriesOf(first)
  const again = await entriesOf(second)
  for (const [name, text] of entries) assert.equal(again.get(name), text, name)
  assert.ok(readFileSync(second).equals(readFileSync(first)), 'the archives are the same')
  const [state] = await fresh.sql(
    'select owner_user_id as owner, outgoing_held_since is not null as "isHeld" from installation',
  )
  assert.deepEqual(state, { owner: ownerId, isHeld: true })
  // A chain without a gap, to its head.
  const [chain] = await fresh.sql<{ isWhole: boolean }>(
    `select bool_and(prev_hash = before) and max(seq) = (select seq from event_heads) as "isWhole"
       from (select seq, prev_hash, lag(hash, 1, '\\x'::bytea) over (order by seq) as before from events) e`,
  )
  assert.equal(chain?.isWhole, true)
  await assert.rejects(imported(fresh, first), /holds workspaces already/)
  // Each line is what its JSON Schema says.
  const ajv = new Ajv2020({ strict: false })
  ;(addFormats as unknown as (ajv: Ajv2020) => void)(ajv)
  for (const [name, lines] of entries) {
    const [, table] = /^tables\/(\w+)\//.exec(name) ?? []
    if (!table) continue
    const schema = JSON.parse(entries.get(`schemas/${table}.json`) ?? '')
    const fits = ajv.compile(schema)
    for (const line of lines.trim().split('\n').slice(0, 50))
      assert.ok(fits(JSON.parse(line)), `${table}: ${ajv.errorsText(fits.errors)} ${line}`)
  }
})
