import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { testApp } from '../testing/app.ts'
import type { Answer } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()

const refusal = ({ status, body }: Answer) => [
  status,
  body.code,
  body.error,
  body.details?.map(({ field }: { field: string }) => field) ?? [],
]

/** Changes the schema for one test. */
async function alter(t: TestContext, change: string, undo: string): Promise<void> {
  await app.sql(change)
  t.after(() => app.sql(undo))
}

/** A transaction beside those of the requests. */
async function otherTransaction(t: TestContext): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: app.databaseUrl })
  await client.connect()
  t.after(() => client.end())
  await client.query('begin')
  return client
}

/** Waits until a request waits for a lock; it may not be answered before. */
async function untilItWaits(answer: Promise<Answer>): Promise<void> {
  const isWaiting = "select count(*)::int as waiting from pg_stat_activity where wait_event_type = 'Lock'"
  while ((await app.sql<{ waiting: number }>(isWaiting))[0]?.waiting === 0)
    assert.equal(await Promise.race([answer.then((early) => early.text), 'not answered']), 'not answered')
}

test('a record that is deleted while a request names it is refused as a missing one', async (t) => {
  const { owner } = await workspace(t, app)
  const hazard = (
    await owner.post('/api/v1/safety/hazards', {
      title: 'Deer',
      consequence: 'A collision',
      category: 'flight_operations',
    })
  ).data
  assert.ok(hazard, 'a hazard')
  const other = await otherTransaction(t)
  await other.query('delete from hazards where id = $1', [hazard.id])
  const control = { hazardId: hazard.id, title: 'Fence', kind: 'engineering' }
  const answer = owner.post('/api/v1/safety/risk-controls', control)
  await untilItWaits(answer)
  await other.query('commit')
  assert.deepEqual(refusal(await answer), [
    400,
    'invalid_request',
    'hazardId matches no hazard in this workspace',
    ['hazardId'],
  ])
})

test('a reference that is checked at the commit is refused like every other', async (t) => {
  const { owner } = await workspace(t, app)
  await alter(
    t,
    `create table payers (workspace_id uuid, name text, primary key (workspace_id, name));
     alter table projects add constraint projects_payer foreign key (workspace_id, customer) references payers deferrable initially deferred`,
    'alter table projects drop constraint projects_payer; drop table payers',
  )
  assert.deepEqual(refusal(await owner.post('/api/projects', { name: 'Survey', customer: 'Nobody' })), [
    400,
    'invalid_request',
    'customer matches no payers in this workspace',
    ['customer'],
  ])
})

test('a record that others refer to is not deleted, and the answer says what refers to it', async (t) => {
  const { owner, uuid, project } = await workspace(t, app)
  const { id } = await project()
  await alter(
    t,
    `create table invoices (workspace_id uuid, project_id text, constraint invoices_project foreign key (workspace_id, project_id) references projects)`,
    'drop table invoices',
  )
  await app.sql('insert into invoices values ($1, $2)', [uuid, id])
  assert.deepEqual(refusal(await owner.delete(`/api/projects/${id}`)), [
    409,
    'conflict',
    'This project cannot be deleted: other records refer to it (invoices)',
    [],
  ])
  assert.equal((await owner.get(`/api/projects/${id}`)).status, 200)
})

test('a value that the schema takes and the database refuses is named, and is no failure of ours', async (t) => {
  const { owner } = await workspace(t, app)
  await alter(
    t,
    `alter table projects add constraint projects_customer check (customer <> 'Nobody')`,
    'alter table projects drop constraint projects_customer',
  )
  assert.deepEqual(refusal(await owner.post('/api/projects', { name: 'Survey', customer: 'Nobody' })), [
    400,
    'invalid_request',
    'customer has a value that is not allowed here',
    ['customer'],
  ])
  const made = (await owner.post('/api/projects', { name: 'Survey', customer: 'Somebody' })).data
  await alter(
    t,
    `
      update projects set customer = 'Somebody'
       where customer is null; alter table projects alter column customer set not null`,
    'alter table projects alter column customer drop not null',
  )
  assert.deepEqual(refusal(await owner.patch(`/api/projects/${made.id}`, { customer: null })), [
    400,
    'invalid_request',
    'customer must not be null',
    ['customer'],
  ])
})

test('a write that another one has overtaken is done again, and sees what the other has written', async (t) => {
  const { owner, project, aircraft } = await workspace(t, app)
  const { data: service } = await owner.post(`/api/projects/${(await project()).id}/services`, {
    name: 'Block A',
    kind: 'survey',
  })
  const deployment = { aircraftId: (await aircraft()).id, startsOn: '2026-06-01', endsOn: '2026-06-10' }
  const deploy = async () => (await owner.post(`/api/services/${service.id}/deployments`, deployment)).data.id
  const [first, second] = [await deploy(), await deploy()]
  const other = await otherTransaction(t)
  await other.query("update deployments set status = 'running' where id = $1", [first])
  const answer = owner.post(`/api/deployments/${second}/advance`, { to: 'running' })
  await untilItWaits(answer)
  await other.query('commit')
  assert.deepEqual([(await answer).status, (await answer).data?.status], [200, 'running'])
  assert.equal((await owner.get(`/api/deployments/${first}`)).data.status, 'superseded')
})

test('a reference that no field of the request holds is a failure of ours', async (t) => {
  const { owner } = await workspace(t, app)
  await alter(
    t,
    `create table slugs (workspace_id uuid, slug text, primary key (workspace_id, slug));
     alter table projects add constraint projects_slug_known foreign key (workspace_id, slug) references slugs not valid`,
    'alter table projects drop constraint projects_slug_known; drop table slugs',
  )
  assert.equal((await owner.post('/api/projects', { name: 'Survey' })).status, 500)
})
