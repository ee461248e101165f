import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { list } from '#platform/kernel/list.ts'
import { resource } from '#platform/kernel/resource.ts'
import { Type } from '#platform/kernel/schema.ts'
import { testApp } from '#platform/testing/app.ts'
import { checkSql } from './check.ts'
import { checkDeclared } from './declared.ts'

const app = await testApp()

const head = "import { sql } from '#platform/database/database.ts'\n"

/** A repository of these files. */
function repository(t: TestContext, files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'apron-sql-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'server'))
  writeFileSync(join(root, 'package.json'), '{"imports": {"#server/*": "./server/*"}}')
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, 'server', file), text)
  return root
}

async function connected<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: app.databaseUrl, options: '-c search_path=public' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Checks a repository of these files against our schema. */
const check = (t: TestContext, files: Record<string, string>, reasons: Record<string, string> = {}) =>
  connected((client) => checkSql(repository(t, files), client, reasons))

test('a column that is no longer there is named with its file and its line', async (t) => {
  const { problems } = await check(t, {
    'meter.ts': `${head}tx.first(sql<'meter'>\`
  select kind,
    last_reading from meters where aircraft_id = \${id}\`)\n`,
    'flight.ts': `${head}tx.run(sql\`update flights set approved = \${now} where id = \${id}\`)\n`,
  })
  assert.deepEqual(problems, [
    'server/flight.ts:2:31 column "approved" of relation "flights" does not exist',
    'server/meter.ts:4:5 column "last_reading" does not exist. Perhaps you meant to reference the column "meters.last_read_at".',
  ])
})

test('a row has the types that the server gets, and null where the database may give it', async (t) => {
  const { problems, text } = await check(t, {
    'row.ts': `${head}
tx.rows(sql<'types'>\`select id, created_at, version, seats, is_taa, status from aircraft\`)
tx.rows(sql<'joined'>\`select a.id, c.id as crew, c.display_name as name, count(*) as lines, sum(a.version) as total
  from aircraft a left join crew c on c.id = a.notes group by a.id, c.id, c.display_name\`)
tx.rows(sql<'computed'>\`with known as (select id, notes from crew union select id, 'none' from aircraft)
  select id, notes, coalesce(notes, '') as text, exists (select from crew) as some,
    (select count(*) from crew) as people, (select c.id from crew c limit 1) as first, to_jsonb(notes) as json,
    \${value}::text as given, array(select id from crew) as ids, case when id = 'a' then 1 end as one,
    current_date as today from known\`)
tx.rows(sql<'proven'>\`select notes, make, model from aircraft
  where notes is not null and make = \${make} or model > 'a'\`)
tx.rows(sql<'provenByBoth'>\`select notes, make, model from aircraft
  where notes is not null and make = \${make} and model > 'a'\`)
tx.rows(sql<'unproven'>\`select notes from aircraft where notes <> all (\${notes}) or make = 'x'\`)
tx.rows(sql<'provenByList'>\`select notes, make from aircraft where notes = any (\${notes}) and make <> all (\${makes})\`)
tx.rows(sql<'returned'>\`update aircraft set notes = \${notes} where id = \${id}
  returning id, old.id as before, version + 1 as next\`)\n`,
  })
  assert.deepEqual(problems, [])
  assert.equal(
    text.slice(text.indexOf('{') + 1).replace(/\s+/g, ' '),
    ' computed: { id: string notes: string | null text: string some: boolean people: number first: string | null json: unknown given: string | null ids: string[] one: number | null today: string }' +
      ' joined: { id: string crew: string | null name: string | null lines: number total: number }' +
      ' proven: { notes: string | null make: string | null model: string | null }' +
      ' provenByBoth: { notes: string make: string model: string }' +
      ' provenByList: { notes: string make: string | null }' +
      ' returned: { id: string before: string | null next: number }' +
      " types: { id: string created_at: Date version: number seats: number | null is_taa: boolean status: 'active' | 'maintenance' | 'aog' | 'storage' | 'retired' | 'sold' }" +
      ' unproven: { notes: string | null }' +
      ' } ',
  )
})

test('parts of a statement are read through constants, functions and imports, each choice on its own', async (t) => {
  const { problems, statements, unchecked } = await check(t, {
    'part.ts': `${head}
export const isLive = "a.status <> 'sold'"
export const since = (column: string) => \`\${column} > now()\`\n`,
    'use.ts': `${head}import { isLive, since } from './part.ts'
const columns = sql\`a.id, \${sql.raw(isLive)} as live\`
tx.rows(sql<'parts'>\`select \${columns} from aircraft a where \${sql.raw(since('a.created_at'))}
  and \${byName ? sql\`a.registration = \${name}\` : sql\`a.nmae = \${name}\`}\`)\n`,
  })
  assert.deepEqual(problems, [
    'server/use.ts:5:54 column a.nmae does not exist. Perhaps you meant to reference the column "a.make".',
  ])
  assert.deepEqual({ statements, unchecked }, { statements: 1, unchecked: 0 })
})

test('a write whose columns are known only when it runs is refused, unless a reason is given', async (t) => {
  const files = {
    'write.ts': `${head}const write = (table: string) => sql\`update \${sql.table(table)} set a = 1\`\n`,
  }
  const refused = await check(t, files)
  assert.match(refused.problems.join(), /^server\/write\.ts:2:34 cannot be checked/)
  assert.deepEqual((await check(t, files, { 'server/write.ts': 'a test' })).problems, [])
  const stale = await check(t, {}, { 'server/write.ts': 'a test' })
  assert.match(stale.problems.join(), /^server\/write\.ts has no unchecked SQL any more/)
})

test('a list that sorts by a column that is not there is named with the kind that it lists', async (t) => {
  const Hangar = resource({
    name: 'hangar',
    prefix: 'hgr',
    title: { one: 'hangar', many: 'hangars' },
    page: 'none',
    table: 'aircraft',
    schema: Type.Object({ id: Type.String(), notes: Type.String() }),
  })
  list({ of: Hangar, defaultSort: 'area', sorts: { area: { sql: 't.area', type: 'text' } } })
  const root = repository(t, {
    'hangar.ts': "export const Hangar = resource({ name: 'hangar', table: 'aircraft' })",
  })
  const { problems } = await connected((client) => checkDeclared(root, client, []))
  assert.deepEqual(problems, ['server/hangar.ts:1 a list of the kind hangar: column t.area does not exist'])
})

test('the condition of a sweep is prepared over its table, and a statement that is a text as well', async (t) => {
  const { problems } = await check(t, {
    'sweep.ts': `${head}
sweep({ table: 'crew', due: ({ today }) => sql\`t.until_on < \${today} and w.timezone = 'UTC'\` })
sweep({ table: 'crew', due: ({ today }) => sql\`t.created_at < \${today} and w.timezone = 'UTC'\` })
const text = 'select id from crew where id = $1'
tx.prepared<'crewText'>(text, [id])
tx.prepared<'crewTexts'>(\`\${text} and nothing\`, [id])\n`,
  })
  assert.deepEqual(problems, [
    'server/sweep.ts:7:39 column "nothing" does not exist',
    'server/sweep.ts:3:48 column t.until_on does not exist',
  ])
})

test('a line of SQL has at most 120 columns', async (t) => {
  const { problems } = await check(t, {
    'wide.ts': `${head}tx.run(sql\`update aircraft set notes = \${notes}, make = \${make}, model = \${model}, updated_at = now() where id = \${record.aircraftId}\`)\n`,
  })
  assert.deepEqual(problems, ['server/wide.ts:2 SQL is wider than 120 columns: break it at a clause'])
})

test('a name is given to one statement', async (t) => {
  const { problems } = await check(t, {
    'a.ts': `${head}tx.rows(sql<'crewIds'>\`select id from crew\`)\n`,
    'b.ts': `${head}tx.rows(sql<'crewIds'>\`select id, notes from crew\`)\n`,
  })
  assert.deepEqual(problems, [
    "server/b.ts:2:9 there is another statement of the name 'crewIds': server/a.ts:2:9",
  ])
})
