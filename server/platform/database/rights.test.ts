import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import pg from 'pg'
import { testApp } from '../testing/app.ts'
import { workspace } from '../testing/workspace.ts'
import { openDatabase } from './database.ts'
import { tenantTables } from './testing/tenant-tables.ts'

// What the roles of the server may do, and which columns open something.

const app = await testApp()
const names = async (text: string) => (await app.sql<{ name: string }>(text)).map((row) => row.name)

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
  'training_signing_keys.private_key_sealed', // signs training records
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
