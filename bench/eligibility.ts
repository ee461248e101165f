import { cpus } from 'node:os'
import pg from 'pg'
import { newId } from '#platform/kernel/id.ts'
import { send, signUp, withServer } from './server.ts'

// Who may fly what, over HTTP: the wall of all, and one person, as a flight school of this size has it.
const [people, planes, flights] = [200, 60, 30_000]
const rounds = 20

async function fill(url: string, uuid: string): Promise<{ crew: string[]; aircraft: string[] }> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  await client.query("select set_config('apron.workspace', $1, false)", [uuid])
  const ids = (prefix: string, count: number) => Array.from({ length: count }, () => newId(prefix))
  const [crew, aircraft, flown, records] = [
    ids('crw', people),
    ids('acf', planes),
    ids('flt', flights),
    ids('cmr', people * 4),
  ]
  await client.query(
    "insert into crew (workspace_id, id, display_name) select $1, id, 'Pilot ' || n from unnest($2::text[]) with ordinality as a(id, n)",
    [uuid, crew],
  )
  // Each of a type of its own, so that the wall has a column for each.
  await client.query(
    "insert into aircraft (workspace_id, id, registration, type_designator) select $1, id, 'N' || n || 'BB', 'T' || n from unnest($2::text[]) with ordinality as a(id, n)",
    [uuid, aircraft],
  )
  await client.query(
    `insert into flights (workspace_id, id, status, aircraft_id, from_airport, to_airport, off_block_at, take_off_at,
        landing_at, on_block_at, day_landings, day_full_stop_landings, approaches, approved_at)
     select $1, id, 'approved', ($3::text[])[1 + n % $4], 'KFNL', 'KGXY', at, at, at + interval '50 min',
            at + interval '50 min', 1, 1, (n % 5 = 0)::int, at
       from (select id, n, now() - (n / $5) * interval '60 hours' as at
               from unnest($2::text[]) with ordinality as a(id, n)) f`,
    [uuid, flown, aircraft, planes, people],
  )
  await client.query(
    `insert into flight_crew (workspace_id, flight_id, crew_id, role, position, is_sole_manipulator, day_take_offs,
        night_take_offs, day_landings, night_landings, day_full_stop_landings, night_full_stop_landings, approaches, holds)
     select $1, id, ($3::text[])[1 + n % $4], 'pic', 0, true, 1, 0, 1, 0, 1, 0, (n % 5 = 0)::int, 0
       from unnest($2::text[]) with ordinality as a(id, n)`,
    [uuid, flown, crew, people],
  )
  await client.query(
    `insert into compliance_records (workspace_id, id, crew_id, kind, title, issued_on, expires_on, expiry_source,
        medical_class, operation, age_at_exam, warning_days, change, changed_by)
     select $1, id, ($3::text[])[1 + n % $4], k.kind, k.title, current_date - 90, k.ends,
            case when k.ends is null then 'none' else 'rule' end,
            case k.kind when 'medical' then 'third' end, case k.kind when 'medical' then 'private' end,
            case k.kind when 'medical' then 30 end, 60, 'created', 'bench'
       from unnest($2::text[]) with ordinality as a(id, n)
       join lateral (values (0, 'certificate', 'Private pilot', null::date), (1, 'rating', 'ASEL', null),
              (2, 'medical', 'Medical certificate', current_date + 300),
              (3, 'flight_review', 'Flight review', current_date + 300)) k (place, kind, title, ends)
         on k.place = (n - 1) / $4`,
    [uuid, records, crew, people],
  )
  await client.query('vacuum analyze')
  await client.end()
  return { crew, aircraft }
}

export async function benchEligibility(): Promise<void> {
  await withServer(4_790, async ({ origin, url }) => {
    const { uuid, authorization } = await signUp(origin, 'bench-eligibility')
    const { crew, aircraft } = await fill(url, uuid)
    console.log(
      `eligibility: ${people} people, ${planes} aircraft of ${planes} types, ${flights} flights; ${rounds} requests each, ${cpus().length} cores shared with PostgreSQL`,
    )
    const base = '/api/v1/compliance'
    for (const [name, path] of [
      ['wall of all', () => `${base}/wall`],
      ['wall of one person', (round: number) => `${base}/people/${crew[round]}/wall`],
      [
        'one person and aircraft',
        (round: number) =>
          `${base}/eligibility?person_id=${crew[round]}&aircraft_id=${aircraft[round]}&passengers=2&instrument=true`,
      ],
    ] as const) {
      const times: number[] = []
      for (let round = 0; round < rounds; round++) {
        const start = performance.now()
        await send(origin, 'GET', path(round), undefined, { authorization })
        times.push(performance.now() - start)
      }
      times.sort((a, b) => a - b)
      console.log(
        `  ${name}: median ${times[Math.floor(rounds / 2)]?.toFixed(1)} ms, slowest ${times.at(-1)?.toFixed(1)} ms`,
      )
    }
  })
}

if (import.meta.main) await benchEligibility()
