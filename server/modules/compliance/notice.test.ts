import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { giveDefaults } from '#platform/notifications/default-rule.ts'
import { runEngine } from '#platform/notifications/engine.ts'
import { startTestApp } from '#platform/testing/app.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { noticeCompliance } from './notice.ts'

// Nothing happens by itself: each test says when somebody looks, and what time it is.
const app = await startTestApp({}, { work: false })
const { services } = app
const path = '/api/v1/compliance/records'
const dayMs = 86_400_000

async function record(space: TestWorkspace, fields: object = {}) {
  const { status, data, text } = await space.owner.post(path, {
    crewId: (await space.person({ displayName: 'Ada Holm' })).id,
    kind: 'document',
    title: 'Passport',
    warningDays: 10,
    ...fields,
  })
  assert.equal(status, 201, text)
  return data
}
/** The statuses that were reported of a record, the oldest first. */
const reportedStatuses = async (space: TestWorkspace, id: string) =>
  (
    await space.owner.get(`/api/v1/public/events?sort=sequence&subject=${id}&type=compliance.updated`)
  ).data.items.map(({ data }: { data: Record<string, string> }) => `${data.statusBefore} → ${data.status}`)

test('each crossing is reported once, even when several nodes sweep at the same time', async (t) => {
  const space = await workspace(t, app)
  const today = localDate(new Date(), 'UTC')
  const { id } = await record(space, { expiresOn: addDays(today, 30) })
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
    const look = (days: number) => {
      const now = new Date(Date.now() + days * dayMs)
      return Promise.all(
        [services, node.services, services, node.services].map((one) => noticeCompliance.at(one, now)),
      )
    }
    await look(0)
    assert.deepEqual(await reportedStatuses(space, id), ['null → compliant'])
    const counts = await look(20)
    assert.ok(counts.some((count) => count > 0))
    assert.deepEqual(await reportedStatuses(space, id), ['null → compliant', 'compliant → expiring'])
    await look(31)
    await look(32)
    assert.deepEqual(await reportedStatuses(space, id), [
      'null → compliant',
      'compliant → expiring',
      'expiring → expired',
    ])
  } finally {
    await node.close()
  }
})

test('a day ends at midnight in the time zone of the workspace', async (t) => {
  const space = await workspace(t, app)
  await space.owner.patch('/api/v1/admin/workspace', { timezone: 'America/Denver' })
  const { id } = await record(space, { expiresOn: '2031-01-15' })
  // Denver is seven hours behind in winter.
  await noticeCompliance.at(services, new Date('2031-01-16T06:59:59Z'))
  assert.deepEqual((await reportedStatuses(space, id)).at(-1), 'compliant → expiring')
  await noticeCompliance.at(services, new Date('2031-01-16T07:00:00Z'))
  assert.deepEqual((await reportedStatuses(space, id)).at(-1), 'expiring → expired')
})

test('a renewal before the sweep reports the status itself, and the sweep reports nothing more', async (t) => {
  const space = await workspace(t, app)
  const { id } = await record(space, { expiresOn: '2031-01-15' })
  await noticeCompliance.at(services, new Date('2031-02-01T12:00:00Z'))
  await space.owner.patch(`${path}/${id}`, { expiresOn: '2041-01-15' })
  assert.equal(await noticeCompliance.at(services, new Date('2031-02-01T12:00:00Z')), 0)
  assert.deepEqual(await reportedStatuses(space, id), [
    'null → compliant',
    'compliant → expired',
    'expired → compliant',
  ])
})

test('nothing is reported of people who left, of withdrawn records, or while the module is off', async (t) => {
  const space = await workspace(t, app)
  const [left, withdrawn, off] = [
    await record(space, { expiresOn: '2031-01-15' }),
    await record(space, { expiresOn: '2031-01-15' }),
    await record(space, { expiresOn: '2031-01-15' }),
  ]
  await space.owner.patch(`/api/v1/ops/crew/${left.crewId}`, { status: 'inactive' })
  await space.owner.post(`${path}/${withdrawn.id}/withdraw`, { reason: 'Handed in' })
  const { data } = await space.owner.get('/api/v1/admin/workspace')
  const modules = data.modules.filter((module: string) => module !== 'compliance')
  await space.owner.patch('/api/v1/admin/workspace', { modules })
  const later = new Date('2031-02-01T12:00:00Z')
  assert.equal(await noticeCompliance.at(services, later), 0)
  await space.owner.patch('/api/v1/admin/workspace', { modules: data.modules })
  assert.equal(await noticeCompliance.at(services, later), 1)
  assert.deepEqual(await reportedStatuses(space, off.id), ['null → compliant', 'compliant → expired'])
})

test('the default rules notify the chief pilot once of an expired record, with a clear sentence', async (t) => {
  const space = await workspace(t, app)
  await giveDefaults.at(services, new Date())
  const { id } = await record(space, {
    kind: 'flight_review',
    title: undefined,
    issuedOn: '2024-08-15',
    expiresOn: '2024-09-15',
  })
  await space.owner.patch(`${path}/${id}`, { notes: 'Called him' })
  await runEngine(services, new Date())
  const queued = await app.sql<{ body: string; config: { roles: string[] } }>(
    `
      select d.body, e.config
        from webhook_deliveries d
        join webhook_endpoints e on e.workspace_id = d.workspace_id and e.id = d.endpoint_id
       where d.workspace_id = $1 and d.body is not null`,
    [space.uuid],
  )
  assert.equal(queued.length, 1)
  assert.deepEqual(queued[0]?.config.roles, [
    'account_owner',
    'admin',
    'chief_pilot',
    'director_of_operations',
  ])
  const { title, body } = JSON.parse(queued[0]?.body ?? '{}')
  assert.equal(title, 'Compliance updated: Flight review')
  assert.match(body, /Ada Holm: Flight review expired at the end of 2024-09-15 \(14 CFR 61\.56\(c\)\)/)
  const rules = (await space.owner.get('/api/notifications/rules')).data
  const named = rules.map((rule: { name: string }) => rule.name)
  assert.ok(named.includes('Compliance expired') && named.includes('Compliance expiring'))
})
