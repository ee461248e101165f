import pg from 'pg'
import { hashSecret, newKeySecret, visiblePrefix } from '#platform/access/key-secret.ts'
import { idFromUuid, newId, newUuid } from '#platform/kernel/id.ts'

export interface Fixture {
  keys: string[]
  workspaceIds: string[]
}

/** Fills a database with flights, spread evenly over the workspaces, and a key for each workspace. */
export async function fillWithFlights(url: string, workspaces: number, flights: number): Promise<Fixture> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  const fixture: Fixture = { keys: [], workspaceIds: [] }
  const perWorkspace = Math.floor(flights / workspaces)
  for (let number = 0; number < workspaces; number++) {
    const uuid = newUuid()
    const secret = newKeySecret('ap_live_')
    const keyId = newId('key')
    await client.query('insert into workspaces (workspace_id, id, name, slug) values ($1, $2, $3, $4)', [
      uuid,
      idFromUuid('org', uuid),
      `Bench ${number}`,
      `bench-${number}`,
    ])
    await client.query('insert into event_heads (workspace_id) values ($1)', [uuid])
    await client.query(
      "insert into api_keys (workspace_id, id, name, scopes, created_by) values ($1, $2, 'bench', '{public.flights:read}', 'bench')",
      [uuid, keyId],
    )
    await client.query(
      'insert into api_key_secrets (workspace_id, key_id, secret_version, hash, prefix) values ($1, $2, 1, $3, $4)',
      [uuid, keyId, hashSecret(secret), visiblePrefix(secret, 'ap_live_')],
    )
    const aircraft = Array.from({ length: 10 }, () => newId('acf'))
    const crew = Array.from({ length: 20 }, () => newId('crw'))
    await client.query(
      "insert into aircraft (workspace_id, id, registration, type_designator) select $1, id, 'N' || n || 'BB', 'C172' from unnest($2::text[]) with ordinality as a(id, n)",
      [uuid, aircraft],
    )
    await client.query(
      "insert into crew (workspace_id, id, display_name) select $1, id, 'Pilot ' || n from unnest($2::text[]) with ordinality as a(id, n)",
      [uuid, crew],
    )
    await insertFlights(client, { uuid, aircraft, crew, count: perWorkspace })
    fixture.keys.push(secret)
    fixture.workspaceIds.push(uuid)
  }
  await client.query('vacuum analyze')
  await client.end()
  return fixture
}

export interface Flown {
  uuid: string
  aircraft: string[]
  crew: string[]
  count: number
}

/** Inserts approved flights of these aircraft and people, 90 minutes apart, the newest on 1 November 2026. */
export async function insertFlights(
  client: pg.Client,
  { uuid, aircraft, crew, count }: Flown,
): Promise<void> {
  const ids = Array.from({ length: count }, () => newId('flt'))
  await client.query(
    `insert into flights (workspace_id, id, status, flight_type, aircraft_id, from_airport, to_airport, off_block_at, take_off_at, landing_at, on_block_at,
      hobbs_out_hundredths, hobbs_in_hundredths, tach_out_hundredths, tach_in_hundredths, day_take_offs, day_landings, day_full_stop_landings, source)
    select $1, id, 'approved', 'training', ($3::text[])[1 + n % cardinality($3::text[])], 'KFNL', 'KGXY', at, at + interval '8 min', at + interval '55 min', at + interval '62 min',
      n * 100, n * 100 + 110, n * 90, n * 90 + 95, 1, 1, 1, 'import'
      from (select id, n, timestamptz '2026-11-01' - n * interval '90 min' as at from unnest($2::text[]) with ordinality as a(id, n)) f`,
    [uuid, ids, aircraft],
  )
  await client.query(
    `insert into flight_crew (workspace_id, flight_id, crew_id, role, position) select $1, id, ($3::text[])[1 + n % cardinality($3::text[])], 'pic', 0 from unnest($2::text[]) with ordinality as a(id, n)`,
    [uuid, ids, crew],
  )
  await client.query(
    `insert into flight_crew (workspace_id, flight_id, crew_id, role, position) select $1, id, ($3::text[])[1 + (n + 7) % cardinality($3::text[])], 'dual', 1 from unnest($2::text[]) with ordinality as a(id, n) where n % 2 = 0`,
    [uuid, ids, crew],
  )
}
