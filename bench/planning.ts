import { cpus } from 'node:os'
import pg from 'pg'
import pino from 'pino'
import { chromium } from 'playwright-core'
import { buildConsole } from '#server/console-build.ts'
import { ensureChromium } from '../scripts/debian.ts'
import { type Running, reader, send, signUp, type Tenant, withServer } from './server.ts'

// The schedule under load: many people want one slot, a full week is read, a booking is previewed, and a browser draws it.
const port = 18_437
const [aircraftCount, bookingCount, racers] = [60, 2_000, 200]
const monday = Date.UTC(2027, 2, 8)
const [hourMs, weekMs] = [3_600_000, 7 * 86_400_000]
const iso = (at: number) => new Date(at).toISOString()
const ms = (value: number) => `${value.toFixed(1)} ms`

const at = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
const report = (what: string, times: readonly number[], goal: string) =>
  console.log(
    `  ${what}: median ${ms(at(times, 0.5))}, p99 ${ms(at(times, 0.99))}, most ${ms(at(times, 1))} of ${times.length} (goal: ${goal})`,
  )

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now()
  const value = await run()
  return [value, performance.now() - start]
}

/**
 * A week of flights with an instructor and a student each, one after the other on each aircraft. The IDs are as little
 * alike as real ones, because an answer of IDs that count up would compress too well.
 */
async function fill(client: pg.Client, { uuid }: Tenant): Promise<void> {
  const number = (n: string) => `'01' || substr(md5((${n})::text), 1, 24)`
  await client.query(
    `insert into aircraft (workspace_id, id, registration, type_designator)
     select $1, 'acf_' || ${number('n')}, 'N' || (100 + n) || 'BN', 'C172' from generate_series(1, ${aircraftCount}) n`,
    [uuid],
  )
  await client.query(
    `insert into crew (workspace_id, id, display_name)
     select $1, 'crw_' || ${number('n')}, 'Person ' || md5(n::text) from generate_series(1, 200) n`,
    [uuid],
  )
  const slots = `select n, 1 + n % ${aircraftCount} as place, $2::timestamptz + (n / ${aircraftCount}) * interval '5 hours' as begins
      from generate_series(0, ${bookingCount - 1}) n`
  await client.query(
    `insert into planning_sessions (workspace_id, id, type, status, starts_at, ends_at, timezone, resource_type,
        resource_id, aircraft_id, instructor_id, title)
     select $1, 'pse_' || ${number('n')}, 'flight', 'confirmed', begins, begins + interval '90 minutes', 'UTC',
            'aircraft', 'acf_' || ${number('place')}, 'acf_' || ${number('place')},
            'crw_' || ${number('place')}, 'Lesson ' || n from (${slots}) s`,
    [uuid, iso(monday)],
  )
  await client.query(
    `insert into planning_participants (workspace_id, session_id, crew_id, role, position)
     select $1, 'pse_' || ${number('n')}, 'crw_' || ${number('place + 100')}, 'student', 0
       from (${slots}) s where $2::timestamptz is not null`,
    [uuid, iso(monday)],
  )
  await client.query(
    `insert into holds (workspace_id, id, subject_kind, subject_id, starts_at, ends_at, during, source_kind,
        source_id, title)
     select $1, 'hld_' || ${number('n * 3 + k')}, case k when 0 then 'aircraft' else 'person' end,
            case k when 0 then 'acf_' || ${number('place')} when 1 then 'crw_' || ${number('place')}
                   else 'crw_' || ${number('place + 100')} end,
            begins, begins + interval '90 minutes', tstzrange(begins, begins + interval '90 minutes'),
            'planning_session', 'pse_' || ${number('n')}, 'Lesson'
       from (${slots}) s cross join generate_series(0, 2) k`,
    [uuid, iso(monday)],
  )
  await client.query('vacuum analyze')
}

async function deadlocks(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select deadlocks::integer as count from pg_stat_database where datname = current_database()',
  )
  return rows[0]?.count ?? 0
}

/** Two hundred ask for one aircraft and one instructor at overlapping times. */
async function race({ origin }: Running, tenant: Tenant, client: pg.Client): Promise<void> {
  const post = (path: string, body: object) => send(origin, 'POST', path, body, tenant)
  const aircraft = await post('/api/v1/ops/aircraft', { registration: 'N1RACE', typeDesignator: 'C172' })
  const person = await post('/api/v1/ops/crew', { displayName: 'Wanted Instructor' })
  const before = await deadlocks(client)
  const times: number[] = []
  for (let round = 0; round < 5; round++) {
    const startsAt = monday + weekMs + round * 24 * hourMs
    const answers = await Promise.all(
      Array.from({ length: racers }, (_, n) =>
        timed(async () => {
          const response = await fetch(`${origin}/api/v1/planning/sessions`, {
            method: 'POST',
            headers: { authorization: tenant.authorization, 'content-type': 'application/json' },
            body: JSON.stringify({
              type: 'flight',
              aircraftId: aircraft.data.id,
              instructorId: person.data.id,
              startsAt: iso(startsAt + (n % 30) * 60_000),
              endsAt: iso(startsAt + hourMs),
            }),
          })
          const { details } = (await response.json()) as { details?: { winner?: { id?: string } }[] }
          // 0: a refusal that does not name the winner.
          return response.status !== 409 || details?.[0]?.winner?.id ? response.status : 0
        }),
      ),
    )
    times.push(...answers.map(([, time]) => time))
    const count = (status: number) => answers.filter(([answer]) => answer === status).length
    if (count(201) !== 1 || count(409) !== racers - 1)
      throw new Error(
        `${count(201)} × 201 and ${count(409)} × 409 with their winner of ${racers}: ${answers.map(([answer]) => answer)}`,
      )
  }
  report(
    `${racers} bookings of one slot at once, five times: 1 × 201 and ${racers - 1} × 409 with the winner`,
    times,
    'p99 below 1 s',
  )
  console.log(`  deadlocks that PostgreSQL counted: ${(await deadlocks(client)) - before} (goal: 0)`)
}

async function board({ origin }: Running, tenant: Tenant): Promise<void> {
  const path = `/api/v1/planning/board?from=${iso(monday)}&to=${iso(monday + weekMs)}`
  const read = reader(origin, tenant)
  // Each change makes the board of everybody a new one.
  const { data: aircraft } = await send(origin, 'GET', '/api/v1/ops/aircraft?page_size=1', undefined, tenant)
  const change = (round: number) =>
    send(origin, 'PATCH', `/api/v1/ops/aircraft/${aircraft.items[0].id}`, { notes: `Round ${round}` }, tenant)
  // V8 compiles what it has run often, so a new server is slower for its first hundred boards.
  for (let round = 0; round < 100; round++) {
    await change(-round)
    await read(path)
  }
  const [first, others, unchanged]: number[][] = [[], [], []]
  let size = 0
  for (let round = 0; round < 500; round++) {
    await change(round)
    const { etag, bytes, ms: time } = await read(path)
    size = bytes
    first?.push(time)
    others?.push((await read(path)).ms)
    unchanged?.push((await read(path, { 'if-none-match': etag })).ms)
  }
  const what = `board of a week, ${aircraftCount} aircraft and ${bookingCount} bookings, after 100 to warm up`
  report(`${what}, read by the first after a change`, first ?? [], 'p99 below 50 ms')
  report('the same, read by the next', others ?? [], 'p99 below 50 ms')
  report('the same, unchanged (304)', unchanged ?? [], 'none')
  console.log(`  its size: ${(size / 1_000).toFixed(1)} kB compressed (goal: at most 60 kB)`)
}

async function preview({ origin }: Running, tenant: Tenant): Promise<void> {
  const { data } = await send(origin, 'GET', '/api/v1/ops/aircraft?page_size=100', undefined, tenant)
  const ids: string[] = data.items.map(({ id }: { id: string }) => id)
  const once = (n: number) =>
    timed(() =>
      send(
        origin,
        'POST',
        '/api/v1/planning/sessions/preview',
        {
          type: 'flight',
          aircraftId: ids[n % ids.length],
          startsAt: iso(monday + 48 * hourMs),
          endsAt: iso(monday + 50 * hourMs),
        },
        tenant,
      ),
    )
  for (let n = 0; n < 20; n++) await once(n)
  const times: number[] = []
  for (let n = 0; n < 200; n++) times.push((await once(n))[1])
  report('preview of a taken time, with its alternatives', times, 'p99 below 150 ms')
}

/** Draws the week in a browser, and moves a booking by keyboard. */
async function draw({ origin }: Running, name: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript({
      content: `new MutationObserver((_, observer) => {
        if (document.querySelector('button[data-type]') === null) return
        observer.disconnect()
        requestAnimationFrame(() => performance.mark('schedule-drawn'))
      }).observe(document, { childList: true, subtree: true })`,
    })
    await page.goto(`${origin}/app/`)
    await page.getByLabel('Email').fill(`${name}@example.com`)
    await page.getByLabel('Password').fill('three quiet herons')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor()
    const week = `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/schedule?date=2027-03-08&span=week`
    const paints: number[] = []
    for (let round = 0; round < 5; round++) {
      await page.goto(origin + week)
      await page
        .getByRole('button', { name: /^N101BN/ })
        .first()
        .waitFor()
      paints.push(
        await page.evaluate(() => {
          const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
          const answer = entries.findLast(({ name: address }) => address.includes('/planning/board'))
          return (
            (performance.getEntriesByName('schedule-drawn').at(-1)?.startTime ?? 0) -
            (answer?.responseEnd ?? 0)
          )
        }),
      )
    }
    report('from the answer to the first paint of the week', paints, 'below 500 ms')
    const metrics = await page.context().newCDPSession(page)
    await metrics.send('Performance.enable')
    const scripting = async () =>
      ((await metrics.send('Performance.getMetrics')).metrics.find(
        ({ name: metric }) => metric === 'ScriptDuration',
      )?.value ?? 0) * 1_000
    // The second of its row, so that there is time on both sides of it.
    await page.getByRole('button', { name: /^N101BN, Mon 05:00/ }).focus()
    await page.keyboard.press('Enter')
    const moves: number[] = []
    for (let step = 0; step < 220; step++) {
      const before = await scripting()
      await page.keyboard.press(step % 2 === 0 ? 'ArrowRight' : 'ArrowLeft')
      // The first ones also compile what runs.
      if (step >= 20) moves.push((await scripting()) - before)
    }
    report('scripting of a move by keyboard, after 20 to warm up', moves, 'p99 below 16 ms')
    await page.keyboard.press('Escape')
    const drops: number[] = []
    for (let step = 0; step < 25; step++) {
      const name = step % 2 === 0 ? /^N101BN, Mon 05:15/ : /^N101BN, Mon 05:00/
      await page.keyboard.press('Enter')
      await page.keyboard.press(step % 2 === 0 ? 'ArrowRight' : 'ArrowLeft')
      const before = await scripting()
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name }).first().waitFor()
      if (step >= 5) drops.push((await scripting()) - before)
    }
    report('scripting of a drop, with the board read and drawn again', drops, 'none')
  } finally {
    await browser.close()
  }
}

export async function benchPlanning(): Promise<void> {
  await buildConsole(pino({ level: 'error' }))
  await withServer(port, async (running) => {
    const tenant = await signUp(running.origin, 'planner')
    const client = new pg.Client({ connectionString: running.url, options: '-c search_path=public' })
    await client.connect()
    try {
      console.log(
        `schedule: ${cpus().length} cores shared by PostgreSQL, the server, the load and the browser`,
      )
      await fill(client, tenant)
      await race(running, tenant, client)
      await board(running, tenant)
      await preview(running, tenant)
      await draw(running, 'planner')
    } finally {
      await client.end()
    }
  })
}

if (import.meta.main) await benchPlanning()
