import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { newId, uuidFromId } from '#platform/kernel/id.ts'
import { describedLists } from '#platform/kernel/list.ts'
import { type ListSql, listStatements } from '#platform/kernel/list-query.ts'
import { candidateStatement, candidatesIn } from '#platform/kernel/search.ts'
import '#server/modules.ts'

// A search of a list in a workspace of 100,000 rows, beside one of 200,000: with the index and without it.
const rows = 100_000
const rounds = 5

/** The lists, and the SQL that makes `$2` rows of each. */
const filled: Record<string, string> = {
  crew_member: `
    insert into crew (workspace_id, id, display_name, email)
    select $1, 'crw_' || lpad(to_hex(n), 26, '0'), 'Pilot ' || md5(n::text), md5(n::text) || '@example.com'
      from generate_series(1, $2::int) n`,
  movement: `
    insert into fbo_movements (workspace_id, id, direction, status, movement_date, timezone, tail_number, operator,
        origin, destination, notes)
    select $1, 'mov_' || lpad(to_hex(n), 26, '0'), 'inbound', 'confirmed', date '2026-01-01' + n % 300, 'UTC',
           'N' || upper(substr(md5(n::text), 1, 4)), 'Pilot Aviation ' || n % 200, 'KFNL', 'KGXY',
           'Note ' || md5((n + 1)::text)
      from generate_series(1, $2::int) n`,
  flight: `
    insert into flights (workspace_id, id, status, flight_type, aircraft_id, from_airport, to_airport,
        off_block_at, on_block_at, remarks, source)
    select $1, 'flt_' || lpad(to_hex(n), 26, '0'), 'draft', 'training',
           'acf_' || lpad(to_hex(1 + n % 50), 26, '0'), 'KFNL', 'KGXY',
           timestamptz '2020-01-01' + n * interval '1 hour', timestamptz '2020-01-01 00:50' + n * interval '1 hour',
           'Pilot ' || md5(n::text), 'import'
      from generate_series(1, $2::int) n`,
}

const searches = {
  'of no row': 'nobody 12',
  'of one row': 'f4b9ec30ad9f68f89b29639786cb62ef',
  'of a few': '9f68',
  'of every row': 'pilot',
  'of two letters': 'f4',
}

async function fill(owner: pg.Client, workspaceId: string, count: number): Promise<string> {
  const uuid = uuidFromId(workspaceId) ?? ''
  await owner.query('insert into workspaces (workspace_id, id, name, slug) values ($1, $2, $3, $4)', [
    uuid,
    workspaceId,
    'Bench',
    `bench-${count}`,
  ])
  await owner.query('insert into event_heads (workspace_id) values ($1)', [uuid])
  await owner.query(
    `insert into aircraft (workspace_id, id, registration, type_designator)
     select $1, 'acf_' || lpad(to_hex(n), 26, '0'), 'N' || n || 'BB', 'C172' from generate_series(1, 50) n`,
    [uuid],
  )
  for (const text of Object.values(filled)) await owner.query(text, [uuid, count])
  return uuid
}

/** The times of a request: the rows of the first page, and the total. */
async function timesOf(app: pg.Client, uuid: string, spec: ListSql, search: string, withIndex: boolean) {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    await app.query('begin')
    await app.query("select set_config('apron.workspace', $1, true)", [uuid])
    const start = performance.now()
    const look = withIndex ? candidateStatement(spec, { search }) : null
    const ids = look && candidatesIn((await app.query(look.text, look.values)).rows)
    const { rows: page, count } = listStatements(spec, { search }, null, {}, null, ids)
    await app.query({ ...page, name: page.name ?? '', values: [...(page.values ?? [])] })
    await app.query({ ...count, name: count.name ?? '', values: [...(count.values ?? [])] })
    times.push(performance.now() - start)
    await app.query('commit')
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
}

export async function benchSearch(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'apron-bench-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  const url = postgres.url('postgres')
  const owner = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  const app = new pg.Client({
    connectionString: url,
    options:
      '-c role=apron_app -c search_path=public -c plan_cache_mode=force_generic_plan -c enable_seqscan=off',
  })
  try {
    await migrate(url)
    await owner.connect()
    await app.connect()
    const uuid = await fill(owner, newId('org'), rows)
    await fill(owner, newId('org'), 2 * rows)
    await owner.query('vacuum analyze')
    console.log(
      `searches: page and total in a workspace of ${rows} rows, median of ${rounds}; ${cpus().length} cores shared with PostgreSQL`,
    )
    for (const name of Object.keys(filled)) {
      const spec = describedLists().find((one) => one.of.name === name && one.indexed)
      if (!spec) throw new Error(`No list of the kind ${name} is indexed`)
      for (const [what, search] of Object.entries(searches)) {
        const without = await timesOf(app, uuid, spec, search, false)
        const withIndex = await timesOf(app, uuid, spec, search, true)
        console.log(
          `  ${name}, ${what}: ${without.toFixed(1)} ms without, ${withIndex.toFixed(1)} ms with the index`,
        )
      }
    }
  } finally {
    await app.end()
    await owner.end()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

if (import.meta.main) await benchSearch()
