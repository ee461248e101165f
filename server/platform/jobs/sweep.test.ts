import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { sql } from '../database/database.ts'
import { startTestApp } from '../testing/app.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { type DueRow, sweep } from './sweep.ts'

const app = await startTestApp({}, { work: false })
const services = { ...app.services, log: pino({ level: 'silent' }) }
const owner = await workspace(undefined, app)

/** Looks at the projects of these workspaces that it has not yet described; `before` runs before it judges one. */
function describeProjects(spaces: TestWorkspace[], before: (row: DueRow) => void = () => {}) {
  const workspaceUuids = spaces.map(({ uuid }) => uuid)
  return sweep({
    name: 'test.projects',
    everyMs: 60_000,
    actor: 'Test',
    table: 'projects',
    due: () => sql`t.description is null and t.workspace_id = any (${workspaceUuids}::uuid[])`,
    async judge(tx, row) {
      before(row)
      await tx.run(sql`update projects set description = 'described' where id = ${row.id}`)
      return [{ type: 'project.described', subject: { type: 'project', id: row.id } }]
    },
  })
}

async function described({ owner }: TestWorkspace): Promise<string[]> {
  const { data } = await owner.get('/api/v1/admin/audit-log?action=project.described&page_size=100')
  return data.items.map(({ subject }: { subject: { id: string } }) => subject.id).sort()
}

async function spaceWithProjects(count: number) {
  const space = await workspace(undefined, app)
  const ids = []
  for (let n = 0; n < count; n++) ids.push((await space.project()).id)
  return { space, ids: ids.sort() }
}

test('a row that fails stops neither the other rows of its workspace nor other workspaces', async () => {
  const [first, second] = [await spaceWithProjects(2), await spaceWithProjects(1)]
  const work = describeProjects([first.space, second.space], ({ id }) => {
    if (id === first.ids[0]) throw new Error('this row cannot be judged')
  })
  assert.equal(await work.at(services, new Date()), 2)
  assert.deepEqual(await described(first.space), [first.ids[1]])
  assert.deepEqual(await described(second.space), second.ids)
  // What the failing row had begun is not there, so it is due again.
  assert.equal(await describeProjects([first.space, second.space]).at(services, new Date()), 1)
  assert.deepEqual(await described(first.space), first.ids)
})

test('two nodes that sweep at once emit once for each row, as the actor of the sweep', async () => {
  const { space, ids } = await spaceWithProjects(12)
  const node = await buildApp(
    readConfig({
      DATA_DIR: app.dataDir,
      PORT: '0',
      SECRET_KEY: 'a key for the tests, and for nothing else at all',
    }),
    app.databaseUrl,
    pino({ level: 'silent' }),
  )
  try {
    const counts = await Promise.all(
      [services, node.services, services, node.services].map((one) =>
        describeProjects([space]).at(one, new Date()),
      ),
    )
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      12,
    )
  } finally {
    await node.close()
  }
  assert.deepEqual(await described(space), ids)
  const { data } = await space.owner.get('/api/v1/admin/audit-log?action=project.described&page_size=1')
  assert.deepEqual([data.items[0].actor.type, data.items[0].actor.name], ['system', 'Test'])
})

test('a row that somebody is changing is not waited for, and is looked at again as they leave it', async () => {
  const { space, ids } = await spaceWithProjects(2)
  const work = describeProjects([space])
  await app.services.database.tenant({ workspaceId: space.uuid }, async (tx) => {
    await tx.run(sql`update projects set description = 'written by hand' where id = ${ids[0]}`)
    assert.equal(await work.at(services, new Date()), 1)
  })
  assert.equal(await work.at(services, new Date()), 0)
  assert.deepEqual(await described(space), [ids[1]])
})

test('a sweep begins no row once the process stops', async () => {
  const { space } = await spaceWithProjects(3)
  const stopping = new AbortController()
  const work = describeProjects([space], () => stopping.abort())
  assert.equal(await work.at(services, new Date(), stopping.signal), 1)
})

test('a sweep rests while the installation is in maintenance', async () => {
  const { space, ids } = await spaceWithProjects(1)
  const work = describeProjects([space])
  const message = (text: string | null) =>
    owner.owner.put('/api/system/maintenance', { maintenance_message: text })
  assert.equal((await message('We move to another machine')).status, 200)
  assert.equal(await work.at(services, new Date()), 0)
  assert.equal((await message(null)).status, 200)
  assert.equal(await work.at(services, new Date()), 1)
  assert.deepEqual(await described(space), ids)
})

test('a sweep of a module leaves the workspaces alone that have switched it off', async () => {
  const [on, off] = [await spaceWithProjects(1), await spaceWithProjects(1)]
  const { modules } = (await off.space.owner.get('/api/v1/admin/workspace')).data
  await off.space.owner.patch('/api/v1/admin/workspace', {
    modules: modules.filter((name: string) => name !== 'projects'),
  })
  const work = describeProjects([on.space, off.space])
  const withSweep = services.modules.map((module) =>
    module.name === 'projects' ? { ...module, periodic: [work] } : module,
  )
  assert.equal(await work.at({ ...services, modules: withSweep }, new Date()), 1)
  assert.deepEqual(await described(on.space), on.ids)
  assert.deepEqual(await described(off.space), [])
})
