import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { until } from '#platform/testing/until.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { type InvestigationStatus, investigationStatuses } from './investigation.ts'
import { remindOfPreliminaryReports } from './remind.ts'

const space = await workspace()
const manager = await space.as('manager', { roles: ['safety_manager'] })
const [{ id: memberOfManager }] = (await space.app.sql<{ id: string }>(
  'select id from members where user_id = $1',
  [manager.userId],
)) as [{ id: string }]
const path = (id: string, part = '') => `/api/v1/sms/investigations/${id}${part}`
const narrative = 'The reel was out of order since May, and the hose was laid where there was room for it.'

async function open(fields: object = {}): Promise<string> {
  const { data, status, text } = await manager.post('/api/v1/sms/investigations', {
    title: 'The hose',
    leadMemberId: memberOfManager,
    ...fields,
  })
  assert.equal(status, 201, text)
  return data.id
}
const move = (id: string, status: InvestigationStatus, more: object = {}) =>
  manager.post(path(id, '/status'), { status, ...more })

/** An investigation with everything that any move wants. */
async function readyIn(status: InvestigationStatus): Promise<string> {
  const id = await open()
  await manager.post(path(id, '/entries'), { kind: 'evidence', title: 'The hose, photographed' })
  const { data } = await manager.post(path(id, '/findings'), {
    kind: 'root_cause',
    statement: 'The reel is not maintained',
  })
  await manager.patch(path(id, `/findings/${data.findings[0].id}`), { isAccepted: true })
  await manager.patch(path(id), { narrative })
  const steps: InvestigationStatus[] = ['data_collection', 'analysis', 'review', 'completed']
  for (const step of steps.slice(0, investigationStatuses.indexOf(status)))
    assert.equal((await move(id, step, { noActionReason: 'The pump was replaced' })).status, 200)
  return id
}

const allowed: [InvestigationStatus, InvestigationStatus][] = [
  ['new', 'data_collection'],
  ['data_collection', 'analysis'],
  ['analysis', 'review'],
  ['review', 'completed'],
  ['review', 'data_collection'],
]
for (const from of investigationStatuses)
  for (const to of investigationStatuses) {
    const fits = allowed.some(([a, b]) => a === from && b === to)
    test(`an investigation in ${from} ${fits ? 'moves' : 'does not move'} to ${to}`, async () => {
      const id = await readyIn(from)
      const { status } = await move(id, to, { reason: 'As agreed', noActionReason: 'The pump was replaced' })
      assert.equal(status, fits ? 200 : 409)
    })
  }

test('each step is refused until its conditions are met', async () => {
  const id = await open({ leadMemberId: null })
  const refuses = async (to: InvestigationStatus, words: RegExp, more: object = {}) => {
    const { status, body } = await move(id, to, more)
    assert.equal(status, 422)
    assert.match(body.error, words)
  }
  await refuses('data_collection', /investigator/)
  await manager.patch(path(id), { leadMemberId: memberOfManager })
  await move(id, 'data_collection')
  await refuses('analysis', /evidence/)
  await manager.post(path(id, '/entries'), { kind: 'evidence', title: 'The hose' })
  await move(id, 'analysis')
  await manager.post(path(id, '/findings'), { kind: 'observation', statement: 'It was dark' })
  await refuses('review', /root cause/)
  const { data } = await manager.post(path(id, '/findings'), { kind: 'root_cause', statement: 'No reel' })
  await refuses('review', /narrative/)
  await manager.patch(path(id), { narrative })
  await move(id, 'review')
  await refuses('data_collection', /what is missing/)
  await refuses('completed', /2 of 2 findings are not accepted/)
  for (const finding of data.findings)
    await manager.patch(path(id, `/findings/${finding.id}`), { isAccepted: true })
  await refuses('completed', /action/)
  assert.equal(
    (
      await manager.post('/api/v1/sms/cpas', {
        kind: 'corrective',
        title: 'Fit a reel',
        priority: 'high',
        investigationId: id,
      })
    ).status,
    201,
  )
  assert.equal((await move(id, 'completed')).status, 200)
})

test('a completed investigation cannot be changed', async () => {
  const id = await readyIn('completed')
  const [finding] = (await manager.get(path(id))).data.findings
  for (const answer of [
    await manager.patch(path(id), { narrative: `${narrative} And more.` }),
    await manager.post(path(id, '/findings'), { kind: 'observation', statement: 'Late' }),
    await manager.patch(path(id, `/findings/${finding.id}`), { isAccepted: false }),
    await manager.delete(path(id, `/findings/${finding.id}`)),
    await manager.post(path(id, '/entries'), { kind: 'timeline', title: 'Late' }),
  ])
    assert.equal(answer.status, 409)
  await assert.rejects(
    space.app.sql("update safety_investigations set title = 'Another' where id = $1", [id]),
    /stays as it is/,
  )
})

test('an investigation moves its report, has 30 days for the preliminary report, and emits no findings', async () => {
  const { data: report } = await manager.post('/api/v1/sms/reports', {
    type: 'incident',
    category: 'maintenance',
    title: 'Nose wheel found loose',
    description:
      'On the walk-around the nose wheel could be moved by hand, the axle nut was only finger-tight.',
  })
  const status = async () => (await manager.get(`/api/v1/sms/reports/${report.id}`)).data.status
  assert.equal(
    (await manager.post('/api/v1/sms/investigations', { title: 'Loose wheel', reportId: report.id })).status,
    422,
  )
  await manager.post(`/api/v1/sms/reports/${report.id}/status`, { status: 'under_review' })
  const id = await open({ reportId: report.id })
  assert.equal(await status(), 'investigating')
  assert.equal(
    (await manager.post('/api/v1/sms/investigations', { title: 'Twice', reportId: report.id })).status,
    409,
  )
  const { data: investigation } = await manager.get(path(id))
  assert.match(investigation.code, /^SI-\d{4}-\d{5}$/)
  assert.equal(
    (Date.parse(investigation.preliminaryDueOn) - Date.parse(investigation.createdAt.slice(0, 10))) /
      86_400_000,
    30,
  )
  await manager.post(path(id, '/entries'), { kind: 'evidence', title: 'The nut' })
  const { data } = await manager.post(path(id, '/findings'), {
    kind: 'root_cause',
    statement: 'SECRET-FINDING of torque',
  })
  await manager.patch(path(id, `/findings/${data.findings[0].id}`), { isAccepted: true })
  await manager.patch(path(id), { narrative })
  await manager.post('/api/v1/sms/cpas', {
    kind: 'corrective',
    title: 'Torque check',
    priority: 'critical',
    investigationId: id,
    findingId: data.findings[0].id,
  })
  for (const step of ['data_collection', 'analysis', 'review', 'completed'] as const)
    assert.equal((await move(id, step)).status, 200, step)
  assert.equal(await status(), 'action_required')
  const events = await space.app.sql<{ type: string; payload: string }>(
    'select type, payload from events where subject_id = $1 and is_public order by seq',
    [id],
  )
  assert.deepEqual(
    events.map(({ type }) => type),
    ['investigation.opened', ...Array(4).fill('investigation.status_changed'), 'investigation.completed'],
  )
  assert(!events.some(({ payload }) => payload.includes('SECRET-FINDING')))
})

test('the investigator works on an investigation, and members who neither lead nor manage cannot see it', async () => {
  const pilot = await space.as('investigating pilot')
  const other = await space.as('other pilot')
  const [{ id: member }] = (await space.app.sql('select id from members where user_id = $1', [
    pilot.userId,
  ])) as [{ id: string }]
  const id = await open({ leadMemberId: member })
  assert.equal((await pilot.get(path(id))).status, 200)
  assert.equal(
    (
      await pilot.post(path(id, '/entries'), {
        kind: 'interview',
        title: 'The line crew',
        text: 'They laid it there.',
      })
    ).status,
    201,
  )
  assert.equal((await pilot.get('/api/v1/sms/investigations')).data.total, 1)
  assert.equal((await other.get(path(id))).status, 404)
  assert.equal((await other.get('/api/v1/sms/investigations')).data.total, 0)
  const auditor = await space.as('auditor', { roles: ['auditor'] })
  assert.equal((await auditor.post(path(id, '/entries'), { kind: 'timeline', title: 'x' })).status, 403)
})

test('a file of evidence is downloaded as it was sent, and never runs in the browser', async () => {
  const id = await open()
  const send = (type: string, body: string) =>
    manager.send('POST', path(id, '/evidence?filename=..%2Fetc%2Fplan.html'), {
      headers: { 'content-type': type },
      body,
    })
  assert.equal((await send('text/plain', '<html><script>alert(1)</script>')).status, 422)
  const { data } = await send('application/pdf', '%PDF-1.7 the plan')
  const [entry] = data.entries
  assert.equal(entry.fileName, 'plan.pdf')
  const file = await manager.get(path(id, `/evidence/${entry.fileId}`))
  assert.equal(file.text, '%PDF-1.7 the plan')
  assert.equal(file.headers.get('content-type'), 'application/pdf')
  assert.match(file.headers.get('content-disposition') ?? '', /^attachment/)
  assert.match(file.headers.get('content-security-policy') ?? '', /sandbox/)
  const another = await open()
  assert.equal((await manager.get(path(another, `/evidence/${entry.fileId}`))).status, 404)
})

test('a file is deleted with its entry, but not by a dry run', async () => {
  const id = await open()
  const send = { headers: { 'content-type': 'text/plain' }, body: 'The hose' }
  const attached = await manager.send('POST', path(id, '/evidence?filename=hose.txt'), send)
  const [entry] = attached.data.entries
  const stored = () => space.app.sql('select 1 from files where id = $1', [entry.fileId])
  const onDisk = space.app.services.files.path(space.uuid, entry.fileId)
  assert.equal((await manager.delete(path(id, `/entries/${entry.id}?dry_run=true`))).status, 204)
  assert.deepEqual([(await stored()).length, existsSync(onDisk)], [1, true])
  assert.equal((await manager.delete(path(id, `/entries/${entry.id}`))).status, 204)
  assert.deepEqual((await manager.get(path(id))).data.entries, [])
  assert.equal((await stored()).length, 0)
  await until(
    async () => existsSync(onDisk),
    (isThere) => !isThere,
  )
  assert.equal((await manager.get(path(id, `/evidence/${entry.fileId}`))).status, 404)
})

test('reminders of the preliminary report are sent once each at 7, 3 and 0 days and when late', async () => {
  const place = await workspace()
  const boss = await place.as('boss', { roles: ['safety_manager'] })
  const { data } = await boss.post('/api/v1/sms/investigations', { title: 'The hose' })
  const dueAt = Date.parse(`${data.preliminaryDueOn}T12:00:00Z`)
  const reminders = async () =>
    (await place.app.sql('select 1 from notifications where subject_id = $1', [data.id])).length
  for (const [days, times] of [
    [-8, 0],
    [-7, 1],
    [-5, 1],
    [-3, 2],
    [0, 3],
    [1, 4],
    [2, 4],
  ] as const) {
    await remindOfPreliminaryReports.at(place.app.services, new Date(dueAt + days * 86_400_000))
    assert.equal(await reminders(), times, `${days} days`)
  }
  await boss.patch(path(data.id), { preliminaryReport: 'The hose lay there since the reel broke.' })
  assert.ok((await boss.get(path(data.id))).data.preliminaryAt)
})
