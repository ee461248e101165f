import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { judgeImported } from './judge-imported.ts'

type Row = Record<string, unknown>
const file = [
  'Aircraft,Off block,On block,From,To,PIC',
  'N1AP,2026-03-04 09:00,2026-03-04 10:00,KFNL,KGXY,Ada Holm',
  'N2AP,2026-03-05 09:00,2026-03-05 10:00,KFNL,KGXY,Ada Holm',
].join('\n')

/** Two imported flights, of which one was flown on a grounded aircraft. */
async function imported(space: TestWorkspace, status?: string) {
  await space.person({ displayName: 'Ada Holm' })
  await space.person({ displayName: 'Bo Lind' })
  await space.aircraft({ registration: 'N1AP', status: 'aog' })
  await space.aircraft({ registration: 'N2AP' })
  const options = { timeZone: 'America/Denver', ...(status ? { status } : {}) }
  const { id } = await analyzed(space.owner, 'flights', file, options)
  await ran(space.owner, id)
  return id
}
const seenBy = ({ warnings }: { warnings: Row[] }) => warnings.map(({ acknowledgedBy }) => acknowledgedBy)
const judge = (space: TestWorkspace) => judgeImported.at(space.app.services, new Date())
const unacknowledged = async (space: TestWorkspace) =>
  (await space.owner.get('/api/v1/ops/flights?unacknowledged=true')).data.items

test('an import says what was wrong with the flights that it approved, and an approver acknowledges it', async (t) => {
  const space = await workspace(t)
  const importId = await imported(space)
  assert.deepEqual(await unacknowledged(space), [])
  assert.equal(await judge(space), 1)
  const [flight, ...others] = await unacknowledged(space)
  assert.deepEqual([flight.aircraftRegistration, flight.status, others], ['N1AP', 'approved', []])
  const log = (await space.owner.get('/api/v1/admin/audit-log?action=flight.import_judged')).data.items
  assert.deepEqual(
    log.map(({ subject }: { subject: { id: string } }) => subject.id),
    [importId],
  )
  const path = `/api/v1/ops/flights/${flight.id}/acknowledge`
  const refused = await space.owner.post(path, { acknowledgedWarnings: [] })
  assert.deepEqual([refused.status, refused.body.code], [409, 'warnings_not_acknowledged'])
  const chief = await space.as('chief', { roles: ['chief_pilot'] })
  const { status, data } = await chief.post(path, { acknowledgedWarnings: ['aircraft_grounded'] })
  assert.equal(status, 200)
  assert.deepEqual(
    data.warnings.map((warning: Row) => [warning.code, warning.isAcknowledged]),
    [['aircraft_grounded', true]],
  )
  assert.ok(data.warnings[0].acknowledgedBy)
  assert.notEqual(data.warnings[0].acknowledgedBy, flight.approvedBy)
  assert.deepEqual(seenBy(data), seenBy((await chief.get(`/api/v1/ops/flights/${flight.id}`)).data))
  assert.deepEqual(await unacknowledged(space), [])
  const seen = await space.owner.get('/api/v1/admin/audit-log?action=flight.warnings_acknowledged')
  const [{ changes }] = seen.data.items
  assert.deepEqual(
    changes.filter(({ field }: Row) => field === 'acknowledgedWarnings'),
    [{ field: 'acknowledgedWarnings', before: [], after: ['aircraft_grounded'] }],
  )
  assert.equal(await judge(space), 0)
})

test('flights that come in as drafts are judged when somebody approves them', async (t) => {
  const space = await workspace(t)
  await imported(space, 'draft')
  assert.equal(await judge(space), 0)
  assert.deepEqual(await unacknowledged(space), [])
})

test('a pilot does not acknowledge, and nobody acknowledges a draft', async (t) => {
  const space = await workspace(t)
  await imported(space)
  await judge(space)
  const [flight] = await unacknowledged(space)
  const pilot = await space.as('pilot', { roles: ['pilot'] })
  const body = { acknowledgedWarnings: ['aircraft_grounded'] }
  assert.equal((await pilot.post(`/api/v1/ops/flights/${flight.id}/acknowledge`, body)).status, 403)
  const draft = await space.flight()
  const refused = await space.owner.post(`/api/v1/ops/flights/${draft.id}/acknowledge`, body)
  assert.deepEqual([refused.status, refused.body.code], [409, 'flight_state'])
})
