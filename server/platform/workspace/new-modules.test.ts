import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { migrate, migrationFiles } from '../database/migrate.ts'
import { idFromUuid, newUuid } from '../kernel/id.ts'
import { switchableModules } from '../kernel/installation.ts'
import { defineModule } from '../kernel/module.ts'
import { startTestApp, testApp } from '../testing/app.ts'
import { addMember, workspace } from '../testing/workspace.ts'
import { enableNewModules } from './new-modules.ts'

const app = await testApp()
const gliding = defineModule({ name: 'gliding', title: 'Gliding', summary: 'Winch launches.', parts: [] })
/** What the next version would have, with one module more. */
const nextVersion = { ...app.services, modules: [...app.services.modules, gliding] }

/** Inserts a workspace as the code of an older version did. */
async function insertWorkspace(databaseUrl: string, slug: string, modules: string[]): Promise<string> {
  const uuid = newUuid()
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(
      'insert into workspaces (workspace_id, id, name, slug, modules) values ($1, $2, $3, $3, $4)',
      [uuid, idFromUuid('org', uuid), slug, modules],
    )
    await client.query('insert into event_heads (workspace_id) values ($1)', [uuid])
  } finally {
    await client.end()
  }
  return uuid
}

test('a workspace from before a module has it after the upgrade, and what was switched off stays off', async () => {
  const older = migrationFiles().filter(({ name }) => name < '0030')
  let old = ''
  let narrow = ''
  const upgraded = await startTestApp(
    {},
    {
      work: false,
      prepare: async (url) => {
        await migrate(url, new Set(older.map(({ name }) => name)))
        old = await insertWorkspace(url, 'old-club', ['projects', 'fleet', 'crew', 'flights'])
        await migrate(url)
        // Old code beside the new schema, whose column it does not know; somebody switched all else off there.
        narrow = await insertWorkspace(url, 'narrow-club', ['projects', 'fleet'])
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        await client.query("update workspaces set modules = '{fleet}' where workspace_id = $1", [narrow])
        await client.end()
      },
    },
  )
  const owner = await addMember(upgraded, old, 'owner', ['account_owner'])
  const { data } = await owner.get('/api/v1/admin/workspace')
  assert.deepEqual([...data.modules].sort(), switchableModules(app.services).sort())
  assert.equal((await owner.get('/api/v1/sms/reports')).status, 200)
  const other = await addMember(upgraded, narrow, 'other', ['account_owner'])
  const seen = (await other.get('/api/v1/admin/workspace')).data.modules
  assert(!seen.includes('projects'), 'which it once had')
  assert(seen.includes('safety'), 'which it never had')

  await enableNewModules({ ...upgraded.services, modules: [...upgraded.services.modules, gliding] })
  const after = (await owner.get('/api/v1/admin/workspace')).data.modules
  assert.deepEqual(after, [...data.modules, 'gliding'])
})

test('a new module is switched on once, with an audit entry, however many servers start at once', async (t) => {
  const { owner } = await workspace(t, app)
  const before = (await owner.get('/api/v1/admin/workspace')).data.modules
  await Promise.all(Array.from({ length: 4 }, () => enableNewModules(nextVersion)))
  assert.deepEqual((await owner.get('/api/v1/admin/workspace')).data.modules, [...before, 'gliding'])
  const entries = (await owner.get('/api/v1/admin/audit-log?action=workspace.updated')).data.items
  assert.equal(entries.length, 1)
  assert.deepEqual(entries[0].changes, [{ field: 'modules', before, after: [...before, 'gliding'] }])
  assert.equal(entries[0].actor.type, 'system')
})

test('a module that an administrator switched off stays off at the next start', async (t) => {
  const { owner, uuid } = await workspace(t, app)
  const flags = { flights: false, safety: false }
  assert.equal((await owner.post('/api/settings', { feature_flags: flags })).status, 200)
  await enableNewModules(app.services)
  await enableNewModules(nextVersion)
  const { modules } = (await owner.get('/api/v1/admin/workspace')).data
  assert.deepEqual(
    ['flights', 'safety', 'gliding'].map((name) => modules.includes(name)),
    [false, false, true],
  )
  // The next version's own switch.
  await app.sql("update workspaces set modules = array_remove(modules, 'gliding') where workspace_id = $1", [
    uuid,
  ])
  await enableNewModules(nextVersion)
  assert(!(await owner.get('/api/v1/admin/workspace')).data.modules.includes('gliding'))
})

test('a new module that the plan does not include stays off, also when the plan grows later', async (t) => {
  const { owner, uuid, id } = await workspace(t, app)
  await app.sql(
    `
      insert into entitlements (workspace_id, tier, billing_period, features)
      values ($1, 'starter', 'annual', '{fleet,crew}')`,
    [uuid],
  )
  await enableNewModules(nextVersion)
  assert(!(await owner.get('/api/v1/admin/workspace')).data.modules.includes('gliding'))
  await app.sql('delete from entitlements where workspace_id = $1', [uuid])
  await enableNewModules(nextVersion)
  const { data } = await owner.get('/api/v1/admin/workspace')
  assert.equal(data.id, id)
  assert(!data.modules.includes('gliding'))
})
