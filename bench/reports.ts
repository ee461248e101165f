import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { measure } from '#modules/safety/assurance/measure.ts'
import type { SpiForm } from '#modules/safety/assurance/spi.ts'
import { openDatabase, sql, type Tx } from '#platform/database/database.ts'
import { startEmbeddedPostgres } from '#platform/database/embedded.ts'
import { migrate } from '#platform/database/migrate.ts'
import { idFromUuid } from '#platform/kernel/id.ts'
import { runList } from '#platform/kernel/list.ts'
import type { SessionPrincipal } from '#platform/kernel/principal.ts'
import { modules } from '#server/modules.ts'
import { fillWithFlights } from './list-data.ts'

// Requests run with enable_seqscan=off, because each sees one workspace. What does that do to the reports that read
// most of a workspace? In one that holds nearly all rows of the installation, and in a small one beside it.
const [few, many] = [500, 100_000]
const rounds = 5
const reports = [
  'getSafetyMetrics',
  'getFboActivity',
  'listCompliancePeople',
  'listFlights',
  'publicPilots',
  'listAuditLog',
  'indicator',
]

const callerIn = (uuid: string) =>
  ({
    kind: 'user',
    userId: 'bench',
    memberId: 'bench',
    roles: ['account_owner'],
    workspace: { uuid, id: idFromUuid('org', uuid), timezone: 'UTC', modules: [] },
    sequence: 0,
  }) as unknown as SessionPrincipal

async function addEvents(url: string, uuid: string, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  await client.query("select set_config('apron.workspace', $1, false)", [uuid])
  await client.query(
    `select apron.append_event(jsonb_build_object('id', 'evt_' || lpad(to_hex(n), 26, '0'), 'type', 'flight.updated',
              'isPublic', false, 'occurredAt', '2026-01-01T00:00:00.000Z', 'actorType', 'system',
              'subjectType', 'flight', 'subjectId', 'flt_' || n), null, '[]', '{}')
       from generate_series(1, $1::int) n`,
    [count],
  )
  await client.query('vacuum analyze')
  await client.end()
}

/** Flights for each 1,000 flight hours, in twelve windows of 90 days: the hours are summed over all flights. */
const indicator = {
  id: 'spi_bench',
  numerator: 'flights',
  denominator: 'hours',
  denominatorSource: 'records',
  per: 1_000,
  period: 'rolling_90',
  direction: 'lower_is_better',
} as SpiForm

async function run(tx: Tx, id: string, principal: SessionPrincipal): Promise<void> {
  if (id === 'indicator') {
    await measure(tx, indicator, new Date('2026-11-01T00:00:00Z'), 12)
    return
  }
  const operation = modules.flatMap(({ operations }) => operations).find((one) => one.id === id)
  if (!operation) throw new Error(`There is no operation ${id}`)
  const context = { tx, principal, query: {}, params: {}, body: {}, now: new Date(), services: {} }
  if (operation.handle) await operation.handle(context as never)
  else if (operation.list) await runList(tx, operation.list, {}, principal)
}

export async function benchReports(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'apron-bench-'))
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') })
  try {
    const url = postgres.url('postgres')
    await migrate(url)
    const [large = ''] = (await fillWithFlights(url, 1, many)).workspaceIds
    const small = await addSmallWorkspace(url)
    await addEvents(url, large, 20_000)
    const database = await openDatabase(url)
    console.log(
      `reports: a workspace of ${many} flights and 20000 audit entries, and one of ${few} people; median of ${rounds}, ${cpus().length} cores shared with PostgreSQL`,
    )
    for (const [name, uuid] of [
      ['large', large],
      ['small', small],
    ] as const)
      for (const id of reports) {
        const times: Record<string, number[]> = { off: [], on: [] }
        for (let round = 0; round < rounds; round++)
          for (const mode of ['off', 'on'] as const)
            await database.tenant({ workspaceId: uuid }, async (tx) => {
              await tx.run(sql`select set_config('enable_seqscan', ${mode}, true)`)
              // Plans of prepared statements were made under the other setting.
              await tx.run(sql`discard plans`)
              await run(tx, id, callerIn(uuid))
              const start = performance.now()
              await run(tx, id, callerIn(uuid))
              times[mode]?.push(performance.now() - start)
            })
        const median = (mode: string) => times[mode]?.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
        console.log(
          `  ${name}, ${id}: ${median('off').toFixed(1)} ms as it is, ${median('on').toFixed(1)} ms with sequential scans`,
        )
      }
    await database.close()
  } finally {
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function addSmallWorkspace(url: string): Promise<string> {
  const uuid = '00000000-0000-7000-8000-00000000000b'
  const client = new pg.Client({ connectionString: url, options: '-c search_path=public' })
  await client.connect()
  await client.query('insert into workspaces (workspace_id, id, name, slug) values ($1, $2, $3, $4)', [
    uuid,
    idFromUuid('org', uuid),
    'Small',
    'small',
  ])
  await client.query('insert into event_heads (workspace_id) values ($1)', [uuid])
  await client.query(
    `insert into crew (workspace_id, id, display_name)
     select $1, 'crw_' || lpad(to_hex(n), 26, '0'), 'Pilot ' || n from generate_series(1, $2::int) n`,
    [uuid, few],
  )
  await client.end()
  return uuid
}

if (import.meta.main) await benchReports()
