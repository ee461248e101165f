import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { migrate } from './migrate.ts'
import { type Facts, refusalOf } from './owner-connection.ts'

const app = await testApp()

test('a database that Apron cannot use is refused with the reason', () => {
  const usable: Facts = {
    versionNumber: 180_004,
    version: '18.4',
    direct: 'on',
    user: 'apron',
    database: 'ops',
    owner: 'apron',
    mayCreate: true,
  }
  assert.equal(refusalOf(usable), null)
  for (const [facts, sentence] of [
    [{ versionNumber: 150_018, version: '15.18' }, /^PostgreSQL 16 or newer is needed, and this is 15\.18$/],
    [{ direct: null }, /^DATABASE_URL leads to a connection pooler/],
    [{ mayCreate: false, owner: 'dba' }, /belongs to dba\. .*alter database "ops" owner to "apron"$/],
  ] as const)
    assert.match(refusalOf({ ...usable, ...facts }) ?? '', sentence)
})

test('a user who may not create tables is refused with the statement that helps', async (t) => {
  const [{ name } = { name: '' }] = await app.sql<{ name: string }>('select current_database() as name')
  await app.sql(`create role visitor_of_${name} login`)
  t.after(() => app.sql(`drop role visitor_of_${name}`))
  const url = app.databaseUrl.replace('apron_owner', `visitor_of_${name}`)
  await assert.rejects(migrate(url), new RegExp(`alter database "${name}" owner to "visitor_of_${name}"`))
})

test('what a newer version ran here is reported, and the start goes on', async () => {
  const newer: string[] = []
  await app.sql("insert into schema_migrations (name, sha256) values ('9999_newer.sql', 'x')")
  await migrate(app.databaseUrl, undefined, (names) => newer.push(...names))
  assert.deepEqual(newer, ['9999_newer.sql'])
})
