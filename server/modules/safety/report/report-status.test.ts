import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { type ReportStatus, reportStatuses } from './report.ts'

const input = {
  type: 'hazard',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
}
// From → to; everything else is refused with 409.
const allowed: [from: ReportStatus, to: ReportStatus][] = [
  ['new', 'under_review'],
  ['under_review', 'investigating'],
  ['under_review', 'action_required'],
  ['under_review', 'closed'],
  ['investigating', 'action_required'],
  ['investigating', 'closed'],
  ['action_required', 'closed'],
  ['closed', 'reopened'],
  ['reopened', 'under_review'],
]

const app = await testApp()
const space = await workspace(undefined, app)
const manager = await space.as('manager', { roles: ['safety_manager'] })

/** A report in that status, with what has to be there for `to`. */
async function reportIn(from: ReportStatus, to: ReportStatus): Promise<string> {
  const { id } = (await manager.post('/api/v1/sms/reports', input)).data
  // The work that a status wants has tests of its own; here the rows are put where they would be.
  await app.sql('update safety_reports set status = $1 where id = $2', [from, id])
  if (to === 'action_required')
    await manager.post('/api/v1/sms/cpas', {
      kind: 'corrective',
      title: 'Fit a reel',
      priority: 'low',
      reportId: id,
    })
  if (to === 'investigating')
    await app.sql(
      `
        insert into safety_investigations (workspace_id, id, code, title, report_id, preliminary_due_on,
            created_by_name)
        values ($1, 'siv_' || substr($2, 5), 'SI-' || $2, 'The hose', $2, current_date, 'test')`,
      [space.uuid, id],
    )
  return id
}

for (const from of reportStatuses)
  for (const to of reportStatuses) {
    const fits = allowed.some(([a, b]) => a === from && b === to)
    test(`a report that is ${from} ${fits ? 'moves' : 'does not move'} to ${to}`, async () => {
      const id = await reportIn(from, to)
      const body = { status: to, reason: 'Because of the reel', outcome: 'The pump has a reel now' }
      const { status, data } = await manager.post(`/api/v1/sms/reports/${id}/status`, body)
      assert.equal(status, fits ? 200 : 409)
      if (!fits) return
      assert.equal(data.status, to)
      const [move] = (await manager.get(`/api/v1/sms/reports/${id}`)).data.moves
      assert.deepEqual([move.from, move.to, move.reason], [from, to, body.reason])
      assert.match(move.by, /^manager/)
    })
  }

const refused: [what: string, from: ReportStatus, body: object][] = [
  ['to close without an outcome', 'under_review', { status: 'closed', reason: 'Nothing to do' }],
  ['to close without a reason', 'under_review', { status: 'closed', outcome: 'Nothing was to be done' }],
  ['to reopen without a reason', 'closed', { status: 'reopened' }],
  ['to investigate without an investigation', 'under_review', { status: 'investigating' }],
  ['to require action without an action', 'under_review', { status: 'action_required' }],
]
for (const [what, from, body] of refused)
  test(`it is refused ${what}`, async () => {
    const id = await reportIn(from, 'new')
    assert.equal((await manager.post(`/api/v1/sms/reports/${id}/status`, body)).status, 422)
  })

test('a report does not close while an action is open', async () => {
  const id = await reportIn('under_review', 'action_required')
  const close = { status: 'closed', reason: 'Done', outcome: 'The pump has a reel now' }
  const { status, body } = await manager.post(`/api/v1/sms/reports/${id}/status`, close)
  assert.equal(status, 422)
  assert.match(body.error, /Still open: CPA-\d{4}-\d{5}/)
})

test('only a safety manager, an admin or the owner can move a report', async () => {
  const id = await reportIn('new', 'under_review')
  for (const [role, status] of [
    ['pilot', 403],
    ['accountable_executive', 403],
    ['auditor', 403],
    ['chief_pilot', 403],
    ['admin', 200],
  ] as const) {
    const member = await space.as(role, { roles: [role] })
    assert.equal(
      (await member.post(`/api/v1/sms/reports/${id}/status`, { status: 'under_review' })).status,
      status,
      role,
    )
  }
})

test('when two members move a report at the same time, one succeeds', async () => {
  const id = await reportIn('new', 'under_review')
  const moves = await Promise.all(
    [1, 2, 3].map(() => manager.post(`/api/v1/sms/reports/${id}/status`, { status: 'under_review' })),
  )
  assert.deepEqual(moves.map(({ status }) => status).sort(), [200, 409, 409])
})
