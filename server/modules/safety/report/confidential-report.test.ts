import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { runIfDue } from '#platform/jobs/periodic.ts'
import { startTestApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { announceReports } from './announce.ts'

const input = {
  mode: 'confidential',
  type: 'concern',
  category: 'human_factors',
  title: 'Duty days that run too long',
  description: 'The evening line has been planned over the limit three times this month, and nobody says so.',
}

test('only a safety manager can reveal the sender of a confidential report, and each reveal is audited', async (t) => {
  const space = await workspace(t)
  const [pilot, manager, auditor, executive] = [
    await space.as('Whistling Wanda'),
    await space.as('manager', { roles: ['safety_manager'] }),
    await space.as('auditor', { roles: ['auditor'] }),
    await space.as('executive', { roles: ['accountable_executive'] }),
  ]
  const { data: report } = await pilot.post('/api/v1/sms/reports', input)
  const path = `/api/v1/sms/reports/${report.id}`
  assert.deepEqual((await manager.get(path)).data.reporter, { known: 'sealed', name: null })
  const look = { reason: 'To ask about the roster of May' }
  for (const other of [auditor, executive, pilot, await space.key()])
    assert.equal((await other.post(`${path}/reveal-reporter`, look)).status, 403)
  assert.equal((await manager.post(`${path}/reveal-reporter?dry_run=true`, look)).status, 400)
  assert.equal((await manager.post(`${path}/reveal-reporter`, {})).status, 400)
  const revealed = await manager.post(`${path}/reveal-reporter`, look)
  assert.match(revealed.data.name, /^Whistling Wanda/)
  const log = (await space.owner.get(`/api/v1/admin/audit-log?subject=${report.id}`)).data.items
  const looks = log.filter(({ action }: { action: string }) => action === 'safety_report.reporter_revealed')
  assert.equal(looks.length, 1)
  assert.equal(looks[0].changes[0].after, look.reason)
})

test('the sender of a confidential report sees it, and no row names the sender', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('Whistling Wanda')
  const headers = {
    'user-agent': 'WANDA-AGENT',
    'x-request-id': 'WANDA-REQUEST',
    'idempotency-key': 'WANDA-KEY',
  }
  const { data: report } = await pilot.post('/api/v1/sms/reports', input, headers)
  await pilot.post('/api/v1/sms/reports', input, headers)
  const path = `/api/v1/sms/reports/${report.id}`
  assert.equal((await pilot.get(path)).data.isOwn, true)
  assert.equal((await pilot.get('/api/v1/sms/reports')).data.total, 2)
  assert.equal((await (await space.as('other')).get(path)).status, 404)
  const file = await pilot.send('POST', `${path}/files?filename=wanda.jpg`, {
    headers: { 'content-type': 'image/jpeg', ...headers },
    body: await sharp({ create: { width: 64, height: 48, channels: 3, background: '#336699' } })
      .jpeg()
      .toBuffer(),
  })
  assert.equal(file.data.name, 'photograph-1.jpg')
  assert.equal((await pilot.post(`${path}/messages`, { text: 'Once more this week' }, headers)).status, 201)
  const about = await space.app.sql<{ row: string }>(
    `
      select to_jsonb(t)::text as row
        from safety_reports t
      union all select to_jsonb(t)::text from events t
       where subject_type = 'safety_report'
      union all select to_jsonb(t)::text from safety_report_messages t
      union all select to_jsonb(t)::text from idempotency_keys t
      union all select to_jsonb(t)::text from safety_report_files t
      union all select to_jsonb(t)::text from files t`,
  )
  assert.ok(about.length >= 6)
  for (const { row } of about)
    for (const trace of [pilot.userId, 'Wanda', 'wanda', 'WANDA']) assert(!row.includes(trace), row)
  const marks = await space.app.sql('select reporter_mark as mark from safety_reports')
  assert.notDeepEqual(marks[0]?.mark, marks[1]?.mark, 'two reports of one person cannot be laid side by side')
})

test('other members see only the published part of a report', async (t) => {
  const space = await workspace(t)
  const [pilot, manager, other] = [
    await space.as('pilot'),
    await space.as('manager', { roles: ['safety_manager'] }),
    await space.as('other', { roles: ['dispatcher'] }),
  ]
  const { data: report } = await pilot.post('/api/v1/sms/reports', {
    ...input,
    mode: 'standard',
    place: 'KFNL',
  })
  const path = `/api/v1/sms/reports/${report.id}`
  const published = {
    title: 'Evening duty was planned too long',
    summary:
      'Rosters of the evening line are now checked against the limits of 14 CFR 135.267 before they are published.',
  }
  await manager.post(`${path}/publish`, published)
  const read = (await other.get(path)).data
  assert.deepEqual(
    [read.title, read.description, read.place, read.isPartial],
    [published.title, published.summary, null, true],
  )
  const listed = await other.get('/api/v1/sms/reports')
  assert.equal(listed.data.total, 1)
  for (const { text } of [listed, await other.get(path)])
    assert(!text.includes('three times') && !text.includes('KFNL'))
  assert.equal((await other.get('/api/v1/sms/reports?search=three+times')).data.total, 0)
  assert.equal((await other.get('/api/v1/sms/reports?aircraft=N1')).status, 400)
  for (const part of ['messages', `files/${'fil_01jq8me7x2f9tb6k4z0r5w3v1n'}`])
    assert.equal((await other.get(`${path}/${part}`)).status, 404)
  assert.deepEqual((await other.get(`/api/v1/timeline/${report.id}`)).data, [])
  await manager.post(`${path}/withdraw`)
  assert.equal((await other.get(path)).status, 404)
})

test('the sent text cannot be changed, and its sender can add messages', async (t) => {
  const space = await workspace(t)
  const [pilot, manager] = [await space.as('pilot'), await space.as('manager', { roles: ['safety_manager'] })]
  const { data: report } = await pilot.post('/api/v1/sms/reports', { ...input, mode: 'standard' })
  const path = `/api/v1/sms/reports/${report.id}`
  assert.equal((await pilot.patch(path, { category: 'weather' })).status, 403)
  assert.equal((await manager.patch(path, { title: 'Another title than was sent' })).status, 400)
  const added = await pilot.post(`${path}/messages`, { text: 'It happened again' })
  assert.deepEqual([added.data[0].side, added.data[0].authorName], ['reporter', null])
  const triaged = await manager.patch(path, { initialSeverity: 'C', initialLikelihood: 4 })
  assert.deepEqual([triaged.data.initialSeverity, triaged.data.initialLikelihood], ['C', 4])
})

test('a deleted report is gone, its code is not used again, and the audit log says who deleted it and why', async (t) => {
  const space = await workspace(t)
  const manager = await space.as('manager', { roles: ['safety_manager'] })
  const { data: report } = await manager.post('/api/v1/sms/reports', input)
  assert.equal((await manager.delete(`/api/v1/sms/reports/${report.id}`)).status, 400)
  assert.equal((await manager.delete(`/api/v1/sms/reports/${report.id}?reason=Sent+twice`)).status, 204)
  assert.equal((await manager.get(`/api/v1/sms/reports/${report.id}`)).status, 404)
  assert.match((await manager.post('/api/v1/sms/reports', input)).data.code, /00002$/)
  const log = (await space.owner.get(`/api/v1/admin/audit-log?subject=${report.id}`)).data.items
  assert.deepEqual([log[0].action, log[0].changes[0].after], ['safety_report.deleted', 'Sent twice'])
})

test('a session that only the identity provider of the workspace vouches for does not show whose report it is', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  const { data: report } = await pilot.post('/api/v1/sms/reports', input)
  const path = `/api/v1/sms/reports/${report.id}`
  assert.equal((await pilot.get(path)).data.isOwn, true)
  await space.app.sql("update sessions set factors = '{sso}' where user_id = $1", [pilot.userId])
  assert.equal((await pilot.get(path)).status, 404)
  assert.equal((await pilot.get('/api/v1/sms/reports')).data.total, 0)
  assert.equal((await pilot.post(`${path}/messages`, { text: 'Once more' })).status, 404)
  // The code still opens it, and so does a proof of their own.
  const { status } = await space.anybody.post('/api/v1/sms/public/reports/follow', {
    trackingCode: report.trackingCode,
  })
  assert.equal(status, 200)
  await space.app.sql("update sessions set factors = '{sso,passkey}' where user_id = $1", [pilot.userId])
  assert.equal((await pilot.get(path)).data.isOwn, true)
})

test('a confidential report has the hour of its sending and of its event, and is announced when that hour is over', async (t) => {
  const app = await startTestApp({}, { work: false })
  const space = await workspace(t, app)
  await space.owner.patch('/api/v1/admin/workspace', { operatingRules: ['faa_91', 'easa_nco'] })
  const [pilot, manager] = [await space.as('pilot'), await space.as('manager', { roles: ['safety_manager'] })]
  const { data: report } = await pilot.post('/api/v1/sms/reports', {
    ...input,
    occurredAt: '2026-11-02T14:37:29.512Z',
    type: 'incident',
    category: 'flight_operations',
  })
  const path = `/api/v1/sms/reports/${report.id}`
  await pilot.post(`${path}/messages`, { text: 'Once more this week' })
  const shown = (await manager.get(path)).data
  const messages = (await manager.get(`${path}/messages`)).data
  const times = [shown.createdAt, shown.updatedAt, shown.occurredAt, messages[0].createdAt]
  assert.deepEqual(
    times.filter((at) => Date.parse(at) % 3_600_000 !== 0),
    [],
  )
  assert.equal(shown.occurredAt, '2026-11-02T14:00:00.000Z')
  // The deadlines that start with a report tell no more, and neither do their IDs.
  const clocks = await app.sql<{ id: string; runs_from: Date; due_at: Date; created_at: Date }>(
    'select id, runs_from, due_at, created_at from safety_report_clocks',
  )
  assert.ok(clocks.length > 0)
  for (const { id, runs_from, due_at, created_at } of clocks) {
    assert.equal(runs_from.getTime() % 3_600_000, 0)
    assert.equal(due_at.getTime() % 3_600_000, 0)
    assert.equal(created_at.getTime() % 3_600_000, 0)
    assert.equal(timeOf(id) % 3_600_000, 0)
  }
  assert.equal(timeOf(report.id) % 3_600_000, 0)
  const announced = () =>
    app.sql('select type, actor_id, request_id from events where subject_id = $1 order by seq', [report.id])
  await runIfDue(app.services, announceReports)
  assert.deepEqual(await announced(), [])
  assert.deepEqual((await manager.get('/api/notifications')).data.notifications, [])
  await app.sql("update safety_reports set created_at = created_at - interval '2 hours'")
  await app.sql("update safety_report_messages set created_at = created_at - interval '2 hours'")
  await app.sql('delete from periodic_work')
  await runIfDue(app.services, announceReports)
  assert.deepEqual(await announced(), [
    { type: 'safety_report.submitted', actor_id: null, request_id: null },
    { type: 'safety_report.message_received', actor_id: null, request_id: null },
  ])
  assert.equal((await manager.get('/api/notifications')).data.notifications.length, 2)
})

/** The time inside of an ID. */
function timeOf(recordId: string): number {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
  const letters = recordId.slice(recordId.lastIndexOf('_') + 1)
  const bits = [...letters].reduce((value, letter) => value * 32n + BigInt(alphabet.indexOf(letter)), 0n)
  return Number(bits >> 80n)
}
