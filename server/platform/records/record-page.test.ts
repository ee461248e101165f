import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordEvent } from '../events/record.ts'
import { newId } from '../kernel/id.ts'
import { kindNamed } from '../kernel/record-kind.ts'
import { testApp } from '../testing/app.ts'
import { requestMaker } from '../testing/attack-request.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()

test('each type of event and each audited operation is about a declared kind of record', () => {
  const { eventTypes, operations } = app.services
  assert.deepEqual(
    eventTypes.filter(({ subject }) => !kindNamed(subject)),
    [],
  )
  const subjects = operations.flatMap(({ writes, creates, on }) => (writes ? [creates ?? on] : []))
  assert.deepEqual(
    subjects.filter((subject) => subject && !kindNamed(subject.name)),
    [],
  )
})

test('an event about something that no kind declares is refused', async (t) => {
  const space = await workspace(t, app)
  await assert.rejects(
    app.services.database.tenant({ workspaceId: space.uuid }, (tx) =>
      recordEvent(
        tx,
        { type: 'balloon.launched', subject: { type: 'balloon', id: 'bln_1' } },
        {
          workspaceId: space.id,
          actor: { type: 'system', id: null, name: 'Test' },
          request: null,
          now: new Date(),
        },
      ),
    ),
    /about a balloon, which is declared nowhere/,
  )
})

test('a risk assessment opens its hazard, or the report that it judges, or the list of risks', async (t) => {
  const space = await workspace(t, app)
  const { record } = requestMaker(space)
  const hazardId = await record('haz')
  const reportId = await record('rpt')
  const assess = async (of: object) =>
    (
      await space.owner.post('/api/v1/safety/risk-assessments', {
        title: 'Deer on the runway',
        severity: 'B',
        likelihood: 4,
        ...of,
      })
    ).data.id
  const pageOf = async (id: string) => (await space.owner.get(`/api/v1/record-pages/${id}`)).data.path
  assert.equal(await pageOf(await assess({ hazardId })), `/safety/risks/${hazardId}`)
  assert.equal(await pageOf(await assess({ reportId })), `/safety/reports/${reportId}`)
  assert.equal(await pageOf(await assess({})), '/safety/risks')
})

test('the page of a part is refused to members who may not read the part', async (t) => {
  const space = await workspace(t, app)
  const other = await workspace(t, app)
  const controlId = await requestMaker(space).record('rct')
  const path = `/api/v1/record-pages/${controlId}`
  assert.equal((await space.owner.get(path)).status, 200)
  assert.equal((await (await space.as('student', { roles: ['student'] })).get(path)).status, 404)
  assert.equal((await other.owner.get(path)).status, 404)
  assert.equal((await space.owner.get(`/api/v1/record-pages/${newId('rct')}`)).status, 404)
})
