import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describedLists } from '../kernel/list.ts'
import { testApp } from '../testing/app.ts'
import { tenantTables } from './testing/tenant-tables.ts'

// Walks the catalog of the database, so that a new table is judged by being there.

const app = await testApp()
const names = async (text: string) => (await app.sql<{ name: string }>(text)).map((row) => row.name)

/** Tables without a workspace that requests may read, and why that is right. */
const readableByAll = [
  'audit_minimums', // for how long the law wants what kept: the same for all
  'event_types', // who may read which type of event: the same for all
  'reference_airports', // the airports that come with the product
]

test('every table of a workspace has row-level security, forced', async () => {
  assert.ok((await names(`select relname as name from (${tenantTables}) t`)).length > 20)
  assert.deepEqual(
    await names(
      `
        select c.relname as name
          from (${tenantTables}) t
          join pg_class c on c.oid = t.oid
         where not (c.relrowsecurity and c.relforcerowsecurity)`,
    ),
    [],
  )
})

test('every table of a workspace shows requests the rows of their workspace, and nothing else does', async () => {
  const rule =
    "workspace_id = ( SELECT (NULLIF(current_setting('apron.workspace'::text, true), ''::text))::uuid"
  const wrong = await app.sql<{ relname: string; policies: string[] }>(
    `
      select t.relname,
             array_agg(p.polname || ': ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' / ' ||
                 coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')) as policies
        from (${tenantTables}) t
        left join pg_policy p on p.polrelid = t.oid
          and p.polpermissive
          and 'apron_app'::regrole = any (p.polroles)
       group by t.relname
       having count(*) <> 1
         or not bool_and(p.polcmd = '*'
           and strpos(pg_get_expr(p.polqual, p.polrelid), $1) > 0
           and strpos(pg_get_expr(p.polwithcheck, p.polrelid), $1) > 0)`,
    [rule],
  )
  assert.deepEqual(wrong, [])
  assert.deepEqual(
    await names('select polrelid::regclass::text as name from pg_policy where 0 = any (polroles)'),
    [],
    'a policy for everybody',
  )
})

test('what requests can read without row-level security is in a list', async () => {
  assert.deepEqual(
    await names(`
      select c.relname as name
        from pg_class c
       where c.relnamespace = 'public'::regnamespace
         and c.relkind in ('r', 'p', 'm', 'f')
         and has_table_privilege('apron_app', c.oid, 'select')
         and not c.relrowsecurity
       order by 1`),
    readableByAll,
  )
  assert.deepEqual(
    await names(`
      select c.relname as name
        from pg_class c
       where c.relnamespace = 'public'::regnamespace
         and c.relkind = 'v'
         and not coalesce('security_invoker=true' = any (c.reloptions), false)`),
    [],
    'views that read with the rights of their owner',
  )
})

test('a reference to a table of a workspace includes the workspace', async () => {
  assert.deepEqual(
    await names(`
      select f.conrelid::regclass || '.' || f.conname as name
        from pg_constraint f
        join pg_attribute target on target.attrelid = f.confrelid and target.attname = 'workspace_id'
       where f.contype = 'f'
         and not exists (select
                           from unnest(f.conkey, f.confkey) as k(here, there)
                           join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.here
                          where a.attname = 'workspace_id' and k.there = target.attnum)`),
    [],
  )
})

test('primary keys and unique indexes of a workspace begin with it, so that nobody learns of another’s values', async () => {
  // Ids that are random or secret in themselves, and names that are the installation's.
  const known = [
    'api_key_secrets_hash_key',
    'invitations_token_hash_key',
    'planning_feeds_token_sha256_key',
    'sessions_id',
    'workspaces_id_key',
    'workspaces_slug_key',
  ]
  assert.deepEqual(
    await names(`
    select i.indexrelid::regclass::text as name from pg_index i join (${tenantTables}) t on t.oid = i.indrelid
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
     where i.indisunique and a.attname <> 'workspace_id'
    union select i.indexrelid::regclass::text
      from pg_index i
      join (${tenantTables}) t on t.oid = i.indrelid
     where i.indisunique and i.indkey[0] = 0 order by 1`),
    known,
  )
})

test('every list can be read in its order from an index', async () => {
  // Members are as few as the people of one operator, and sorted by a name of another table; airports are the union of two tables.
  const small = ['listMembers: members by lower(u.display_name)', 'listAirports: all_airports by code']
  const unindexed: string[] = []
  const { operations } = app.services
  for (const { id, list } of operations) {
    const table = /^(\w+) t\b/.exec(list?.of.from ?? '')?.[1]
    if (!list || !table) continue
    const key = list.sorts[list.defaultSort.replace(/^-/, '')]?.sql.replaceAll('t.', '') ?? ''
    const indexes = await names(
      `select pg_get_indexdef(indexrelid) as name from pg_index where indrelid = '${table}'::regclass`,
    )
    if (!indexes.some((definition) => definition.includes(`(${key}`) || definition.includes(`, ${key}`)))
      unindexed.push(`${id}: ${table} by ${key}`)
  }
  assert.deepEqual(unindexed, small)
})

test('every reference has an index that its deletes and its look-ups can use', async () => {
  const missing = await names(`
    select f.conrelid::regclass || ' (' || string_agg(a.attname, ', ' order by k.at) || ')' as name
      from pg_constraint f cross join unnest(f.conkey) with ordinality as k(attnum, at)
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum
     where f.contype = 'f' and f.confdeltype = 'c'
       and not exists (select from pg_index i where i.indrelid = f.conrelid and i.indpred is null
         and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey)
     group by f.oid, f.conrelid`)
  assert.deepEqual(missing, [])
})

test('a refusal is declared for a constraint, a unique index or the rule of a trigger that there is', async () => {
  const { operations } = app.services
  const declared = operations.flatMap(({ refusals, creates, on }) =>
    [refusals, creates?.refusals, on?.refusals].flatMap((refused) => Object.keys(refused ?? {})),
  )
  assert.ok(declared.length > 10)
  const known = new Set(
    await names(`select conname as name from pg_constraint union
      select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid where i.indisunique union
      select (regexp_matches(p.prosrc, 'constraint = ''([a-z_]+)''', 'g'))[1] from pg_proc p
       where p.pronamespace = 'apron'::regnamespace and p.prorettype = 'trigger'::regtype
         and p.prosrc ~ 'constraint = '''`),
  )
  assert.deepEqual(
    declared.filter((name) => !known.has(name)),
    [],
  )
})

test('the function that searches a table knows every text of its lists, and sees the bound workspace alone', async () => {
  const searched = describedLists().filter(({ search }) => search)
  const slow: string[] = []
  for (const { of, search = [], indexed } of searched) {
    if (!indexed) {
      slow.push(of.table.replace(/^\(select \* from (\w+) .*/, '$1'))
      continue
    }
    const [body] = await names(
      `select pg_get_functiondef('apron.search_${of.table}(text, integer)'::regprocedure) as name`,
    )
    for (const text of search.flatMap(
      (expression) => expression.match(/\b[a-z]\.(?!workspace_id|id\b)\w+/g) ?? [],
    ))
      assert.ok(body?.includes(text), `apron.search_${of.table} does not look at ${text}`)
    assert.deepEqual(
      await names(`select cardinality(apron.search_${of.table}('%', 100000))::text as name`),
      ['0'],
      `apron.search_${of.table} finds rows without a workspace`,
    )
  }
  // Texts of people that can be erased, few rows, or rows that belong to no workspace.
  assert.deepEqual([...new Set(slow)].sort(), [
    'all_airports',
    'compliance_minimums',
    'events',
    'mails',
    'members',
    'webhook_endpoints',
  ])
})
