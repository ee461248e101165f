import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import pg from 'pg'
import { describedLists } from '../kernel/list.ts'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { openDatabase } from './database.ts'

// Walks the catalog of the database, so that a new table is judged by being there.

const app = await testApp()
const names = async (text: string) => (await app.sql<{ name: string }>(text)).map((row) => row.name)

/** Tables without a workspace that requests may read, and why that is right. */
const readableByAll = [
  'audit_minimums', // for how long the law wants what kept: the same for all
  'event_types', // who may read which type of event: the same for all
  'reference_airports', // the airports that come with the product
]

const tenantTables = `
  select c.oid, c.relname
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`

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

test('a refusal is declared for a constraint or a unique index that there is', async () => {
  const { operations } = app.services
  const declared = operations.flatMap(({ refusals, creates, on }) =>
    [refusals, creates?.refusals, on?.refusals].flatMap((refused) => Object.keys(refused ?? {})),
  )
  assert.ok(declared.length > 10)
  const known = new Set(
    await names(`select conname as name from pg_constraint union
      select x.relname from pg_index i join pg_class x on x.oid = i.indexrelid where i.indisunique`),
  )
  assert.deepEqual(
    declared.filter((name) => !known.has(name)),
    [],
  )
})

test('the roles of the server own nothing, bypass nothing and cannot become another', async () => {
  const roles = await app.sql(
    `
      select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin
        from pg_roles where rolname in ('apron_app', 'apron_system') order by 1`,
  )
  const plain = {
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolcanlogin: false,
  }
  assert.deepEqual(roles, [
    { rolname: 'apron_app', ...plain },
    { rolname: 'apron_system', ...plain },
  ])
  assert.deepEqual(
    await names(
      "select relname as name from pg_class where relowner::regrole::text in ('apron_app', 'apron_system')",
    ),
    [],
  )
  assert.deepEqual(
    await names(
      "select proname as name from pg_proc where proowner::regrole::text in ('apron_app', 'apron_system')",
    ),
    [],
  )
  assert.deepEqual(
    await names(
      `
        select roleid::regrole::text as name
          from pg_auth_members where member::regrole::text in ('apron_app', 'apron_system')`,
    ),
    [],
  )
  assert.deepEqual(
    await names(
      `
        select n.nspname as name
          from pg_namespace n
         where n.nspname in ('public', 'apron')
           and (has_schema_privilege('apron_app', n.oid, 'create')
             or has_schema_privilege('apron_system', n.oid, 'create'))`,
    ),
    [],
  )
})

test('nothing appends to the ledgers but what is made for it, and nothing changes them', async () => {
  for (const [role, table, allowed] of [
    ['apron_app', 'events', ['SELECT']],
    ['apron_system', 'events', ['SELECT']],
    ['apron_app', 'event_heads', ['SELECT']],
    ['apron_app', 'audit_segments', ['SELECT']],
    ['apron_system', 'audit_segments', ['SELECT']],
    ['apron_system', 'audit_minimums', ['SELECT']],
    ['apron_app', 'meter_readings', ['INSERT', 'SELECT']],
    ['apron_system', 'meter_readings', ['INSERT', 'SELECT']],
    ['apron_app', 'deployment_log', ['INSERT', 'SELECT']],
  ] as const) {
    assert.deepEqual(
      await names(
        `
          select privilege_type as name
            from pg_class c, aclexplode(c.relacl) g
           where c.oid = '${table}'::regclass and g.grantee = '${role}'::regrole order by 1`,
      ),
      allowed,
      `${role} on ${table}`,
    )
  }
  assert.deepEqual(
    await names(`
      select c.relname || ' ' || g.privilege_type as name
        from pg_class c, aclexplode(c.relacl) g
       where c.relnamespace = 'public'::regnamespace
         and g.grantee in ('apron_app'::regrole, 'apron_system'::regrole, 0::oid)
         and g.privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES', 'MAINTAIN')`),
    [],
  )
})

test('no function that runs with the rights of its owner can be called by everybody or be led astray', async () => {
  assert.deepEqual(
    await names(
      `
        select proname as name
          from pg_proc
         where pronamespace = 'apron'::regnamespace
           and prosecdef
           and (proacl is null or exists (select from aclexplode(proacl) where grantee = 0))`,
    ),
    [],
  )
  assert.deepEqual(
    await names(
      `
        select proname as name
          from pg_proc
         where pronamespace = 'apron'::regnamespace
           and prosecdef
           and not exists (select from unnest(proconfig) c where c like 'search_path=pg_catalog%')`,
    ),
    [],
  )
})

async function asRole<T>(role: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: app.databaseUrl,
    options: `-c role=${role} -c search_path=public`,
  })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

test('the role of requests sees nothing outside of a workspace, and nothing of another inside one', async () => {
  const [mine, theirs] = [await workspace(undefined, app), await workspace(undefined, app)]
  await theirs.project()
  await asRole('apron_app', async (client) => {
    for (const table of await names(`select relname as name from (${tenantTables}) t order by 1`)) {
      assert.equal(
        (await client.query(`select 1 from ${table} limit 1`)).rowCount,
        0,
        `${table} without a workspace`,
      )
    }
    await client.query("select set_config('apron.workspace', $1, false)", [mine.uuid])
    for (const table of await names(`select relname as name from (${tenantTables}) t order by 1`)) {
      assert.equal(
        (await client.query(`select 1 from ${table} where workspace_id <> $1 limit 1`, [mine.uuid])).rowCount,
        0,
        `${table} of another workspace`,
      )
    }
    const emails = (await client.query('select email from users')).rows.map((row) => row.email)
    assert.deepEqual(emails, [(await mine.owner.get('/api/v1/auth/session')).data.user.email])
    await assert.rejects(
      client.query('insert into projects (workspace_id, id, name, slug) values ($1, $2, $3, $4)', [
        theirs.uuid,
        'prj_x',
        'x',
        'x',
      ]),
      /row-level security/,
    )
    await assert.rejects(client.query('select * from user_passwords'), /permission denied/)
    await assert.rejects(client.query("update events set type = 'x'"), /permission denied/)
    await assert.rejects(client.query('delete from events'), /permission denied/)
    await assert.rejects(client.query('delete from meter_readings'), /permission denied/)
    await assert.rejects(client.query('insert into events select * from events'), /permission denied/)
  })
})

test('the role of sign-in cannot change what happened either', () =>
  asRole('apron_system', async (client) => {
    await assert.rejects(client.query("update events set type = 'x'"), /permission denied/)
    await assert.rejects(client.query('delete from meter_readings'), /permission denied/)
  }))

test('the server refuses to start where its role owns a table', async () => {
  await app.sql('create table stray ()')
  await app.sql('alter table stray owner to apron_app')
  try {
    await assert.rejects(
      openDatabase(app.databaseUrl),
      /apron_app may bypass row-level security or owns tables/,
    )
  } finally {
    await app.sql('drop table stray')
  }
})

/** Columns of bytes, or with the name of a secret, that open nothing and hold no hash of something that does. */
const opensNothing = [
  'audit_anchors.sealed', // a root of the audit log
  'audit_keys.sealed', // signs the audit log
  'audit_segments.last_hash', // of the chain of events, like the following
  'audit_segments.previous_hash',
  'carried_keys.sealed', // a key that hashes were made with before the secret key was changed
  'event_heads.hash',
  'events.hash',
  'events.payload_hash',
  'events.personal_hash',
  'events.prev_hash',
  'files.sha256', // of the contents of a file
  'idempotency_keys.request_hash', // tells whether a repeated request is the same
  'safety_reports.reporter_mark', // tells whether a confidential report is of this user
  'safety_reports.reporter_sealed', // who sent a confidential report
  'user_avatars.bytes', // a picture
]

test('every column that holds a token, a secret or a hash of one is in the table of docs/security.md', async () => {
  const columns = await names(`
    select c.relname || '.' || a.attname as name
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attnum > 0 and not a.attisdropped
       and (a.atttypid = 'bytea'::regtype
         or (a.atttypid = 'text'::regtype and a.attname ~ '(token|secret|hash|password|passphrase)'))
     order by 1`)
  const page = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8')
  const table = page.slice(page.indexOf('## Tokens and links')).split('\n## ')[0] ?? ''
  const inTable = [...table.matchAll(/`([a-z_]+\.[a-z0-9_]+)`/g)].map(([, name]) => name)
  assert.deepEqual(
    columns.filter((name) => !inTable.includes(name)).toSorted(),
    opensNothing,
    'say in the table who makes it, what it opens, and what ends it',
  )
  assert.deepEqual(
    inTable.filter((name) => !columns.includes(name ?? '')),
    [],
    'the table names a column that there is not',
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
    'events',
    'mails',
    'members',
    'webhook_endpoints',
  ])
})
