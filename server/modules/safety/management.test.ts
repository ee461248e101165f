import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

test('a meeting keeps its agenda, attendees, minutes and actions', async (t) => {
  const { owner } = await workspace(t)
  const meeting = {
    title: 'Safety review board, Q1',
    kind: 'review_board',
    heldAt: '2026-03-31T15:00:00.000Z',
    agenda: [{ topic: 'Indicators' }, { topic: 'Hazards', notes: 'Deer again' }],
    attendees: [{ name: 'R. Lopez', function: 'Accountable executive', isPresent: true }],
  }
  const { status, data } = await owner.post('/api/v1/sms/meetings', meeting)
  assert.deepEqual([status, data.status, data.agenda], [201, 'planned', meeting.agenda])
  const held = await owner.patch(`/api/v1/sms/meetings/${data.id}`, {
    status: 'held',
    minutes: 'The fence is to be repaired.',
    actions: [{ what: 'Repair the fence', owner: 'Airport manager', dueOn: '2026-04-15' }],
  })
  assert.equal(held.data.actions[0].what, 'Repair the fence')
  assert.deepEqual(held.data.attendees, meeting.attendees)
  const wrong = await owner.post('/api/v1/sms/meetings', { ...meeting, agenda: [{ text: 'x' }] })
  assert.equal(wrong.status, 400)
})

test('a decision of a meeting becomes an action in the register once, and the meeting shows its status', async (t) => {
  const { owner, as } = await workspace(t)
  const { data: meeting } = await owner.post('/api/v1/sms/meetings', {
    title: 'Safety review board, Q2',
    kind: 'review_board',
    heldAt: '2026-06-30T15:00:00.000Z',
    actions: [{ what: 'Repair the fence', owner: 'Airport manager', dueOn: '2026-07-15' }, { what: 'Go' }],
  })
  assert.deepEqual(meeting.cpas, [])
  const path = `/api/v1/sms/meetings/${meeting.id}`
  const action = { action: 0, kind: 'corrective', priority: 'high' }
  const made = await owner.post(`${path}/cpas`, action)
  assert.deepEqual(
    [made.status, made.data.title, made.data.dueOn, made.data.meetingTitle],
    [201, 'Repair the fence', '2026-07-15', meeting.title],
  )
  await owner.post(`/api/v1/sms/cpas/${made.data.id}/status`, { status: 'in_progress' })
  const { data: after } = await owner.get(path)
  assert.equal(after.actions[0].cpaId, made.data.id)
  assert.deepEqual(after.cpas, [
    { id: made.data.id, code: made.data.code, status: 'in_progress', dueOn: '2026-07-15' },
  ])
  // What was read goes back as it is.
  assert.equal((await owner.patch(path, { actions: after.actions, minutes: 'Done so' })).status, 200)
  assert.equal((await owner.get(path)).data.actions[0].cpaId, made.data.id)
  assert.equal((await owner.post(`${path}/cpas`, action)).status, 409)
  assert.match((await owner.post(`${path}/cpas`, { ...action, action: 1 })).body.error, /three characters/)
  assert.match((await owner.post(`${path}/cpas`, { ...action, action: 9 })).body.error, /2 actions/)
  const pilot = await as('pilot', { roles: ['pilot'] })
  assert.equal((await pilot.post(`${path}/cpas`, { ...action, action: 1 })).status, 403)
})

test('a change can be approved only after its hazards are linked, assessed and tolerable', async (t) => {
  const { owner } = await workspace(t)
  const { id } = (
    await owner.post('/api/v1/safety/changes', {
      title: 'A second base at Greeley',
      kind: 'base',
      description: 'Two aircraft move to KGXY in May.',
    })
  ).data
  const step = (name: string, body?: object) => owner.post(`/api/v1/safety/changes/${id}/${name}`, body)
  assert.match((await step('approve', {})).body.error, /Link the hazards/)
  const hazard = (
    await owner.post('/api/v1/safety/hazards', {
      title: 'No fuel quality checks at KGXY',
      consequence: 'Engine failure after take-off',
      category: 'maintenance',
    })
  ).data
  const named = await step('hazards', { hazardId: hazard.id })
  assert.deepEqual(named.data.hazards, [{ hazardId: hazard.id, title: hazard.title, tolerability: null }])
  assert.match((await step('approve', {})).body.error, /has not been assessed/)
  const initial = (
    await owner.post('/api/v1/safety/risk-assessments', { hazardId: hazard.id, severity: 'A', likelihood: 3 })
  ).data
  assert.match((await step('approve', {})).body.error, /is intolerable/)
  await owner.post('/api/v1/safety/risk-assessments', {
    initialAssessmentId: initial.id,
    severity: 'A',
    likelihood: 1,
  })
  assert.equal((await step('approve', {})).data.status, 'approved')
  assert.equal((await step('review', { reviewNote: 'Early' })).body.code, 'change_state')
  assert.equal((await step('implement')).data.status, 'implemented')
  assert.equal((await step('review', { reviewNote: 'Works as it should' })).data.status, 'reviewed')
  assert.equal((await step('reject', { reason: 'Too late' })).status, 409)
})

test('a finding of an audit becomes a report, once', async (t) => {
  const { owner } = await workspace(t)
  const audit = (
    await owner.post('/api/v1/safety/audits', {
      title: 'Fuelling, spring 2026',
      kind: 'internal',
      audited: 'Fuel farm and bowser',
      startsOn: '2026-04-01',
    })
  ).data
  const early = await owner.patch(`/api/v1/safety/audits/${audit.id}`, { endsOn: '2026-03-01' })
  assert.deepEqual([early.status, early.body.details[0].field], [400, 'endsOn'])
  const finding = (
    await owner.post('/api/v1/safety/audit-findings', {
      auditId: audit.id,
      title: 'Bonding cable is not tested',
      description: 'The bonding cable of the bowser has no record of a test since May of last year.',
      grade: 'major',
      requirement: 'NFPA 407',
    })
  ).data
  const reported = await owner.post(`/api/v1/safety/audit-findings/${finding.id}/report`, {
    category: 'ground_operations',
  })
  const report = (await owner.get(`/api/v1/sms/reports/${reported.data.reportId}`)).data
  assert.deepEqual([report.type, report.title], ['audit_finding', finding.title])
  assert.match(report.code, /^AUF-/)
  const twice = await owner.post(`/api/v1/safety/audit-findings/${finding.id}/report`, {
    category: 'ground_operations',
  })
  assert.equal(twice.status, 409)
  assert.equal((await owner.get(`/api/v1/safety/audits/${audit.id}`)).data.openFindingCount, 1)
  const metrics = (await owner.get('/api/v1/sms/metrics')).data
  assert.deepEqual([metrics.audits.openFindings, metrics.reports.byCategory.ground_operations], [1, 1])
  assert.equal(metrics.reports.byMonth.length, 12)
})

test('the metrics of investigations and actions match their lists', async (t) => {
  const { owner, as, app } = await workspace(t)
  const verifier = await as('verifier', { roles: ['inspector'] })
  const [member] = await app.sql('select id from members where user_id = $1', [verifier.userId])
  const ids: string[] = []
  for (const title of ['The hose', 'The gate', 'The fence'])
    ids.push((await owner.post('/api/v1/sms/investigations', { title })).data.id)
  const change = (id: string | undefined, set: string) =>
    app.sql(`update safety_investigations set ${set} where id = $1`, [id])
  await change(ids[0], 'preliminary_due_on = current_date - 3')
  // Late, and filed; and late, and completed: neither is waited for.
  await change(ids[1], 'preliminary_due_on = current_date - 3, preliminary_at = now()')
  await change(ids[2], "preliminary_due_on = current_date - 3, status = 'completed'")
  const statuses = ['open', 'in_progress', 'verification', 'closed']
  for (const status of statuses) {
    const { data } = await owner.post('/api/v1/sms/cpas', {
      kind: 'corrective',
      title: `An action that is ${status}`,
      priority: 'high',
      verifierMemberId: member?.id,
      ...(status === 'open' ? {} : { dueOn: '2026-01-02' }),
    })
    await app.sql('update safety_cpas set status = $2 where id = $1', [data.id, status])
  }
  const { investigations, cpas } = (await owner.get('/api/v1/sms/metrics')).data
  assert.deepEqual(investigations, { byStatus: { new: 2, completed: 1 }, open: 2, preliminaryOverdue: 1 })
  assert.deepEqual(cpas, {
    byStatus: Object.fromEntries(statuses.map((status) => [status, 1])),
    open: 3,
    overdue: 2,
    awaitingVerification: 1,
  })
  for (const [path, count] of Object.entries({
    'investigations?open=true': investigations.open,
    'investigations?preliminary_overdue=true': investigations.preliminaryOverdue,
    'investigations?preliminary_overdue=false': 2,
    'cpas?open=true': cpas.open,
    'cpas?overdue=true': cpas.overdue,
    'cpas?overdue=false': 2,
    'cpas?status=verification': cpas.awaitingVerification,
  }))
    assert.equal((await owner.get(`/api/v1/sms/${path}`)).data.total, count, path)
})

test('the register and the metrics use the calendar of the workspace, and always match', async (t) => {
  const { owner, app, uuid } = await workspace(t)
  const made = async (path: string, body: object) =>
    (await owner.post(`/api/v1/safety/${path}`, body)).data.id as string
  const hazard = { title: 'Deer on the runway', consequence: 'A collision', category: 'ground_operations' }
  const [judged, late, plain] = [
    await made('hazards', hazard),
    await made('hazards', hazard),
    await made('hazards', hazard),
  ]
  await made('risk-assessments', { hazardId: judged, severity: 'B', likelihood: 4 })
  await made('risk-controls', { hazardId: late, title: 'A fence', kind: 'engineering', dueOn: '2026-01-02' })
  await owner.post(`/api/v1/safety/hazards/${plain}/close`, { reason: 'There are no deer any more' })
  const auditId = await made('audits', {
    title: 'Spring',
    kind: 'internal',
    audited: 'Line operations',
    startsOn: '2026-03-01',
  })
  for (const title of ['No fuel log in the hut', 'No lamp at the pump'])
    await made('audit-findings', {
      auditId,
      title,
      grade: 'minor',
      description: 'It was not there on either day, and nobody could say since when it has been gone.',
    })
  const numbers = async () => (await owner.get('/api/v1/sms/metrics')).data
  const total = async (path: string) => (await owner.get(`/api/v1/safety/${path}`)).data.total
  const { hazards, audits, indicators } = await numbers()
  assert.deepEqual(
    [hazards.unassessed, hazards.controlOverdue, hazards.byTolerability.intolerable],
    [1, 1, 1],
  )
  assert.deepEqual([audits.openFindings, audits.withOpenFindings, indicators.inAlert], [2, 1, 0])
  assert.equal(await total('hazards?unassessed=true'), hazards.unassessed)
  assert.equal(await total('hazards?control_overdue=true'), hazards.controlOverdue)
  assert.equal(await total('hazards?tolerability=intolerable&live=true'), 1)
  assert.equal(await total('audits?open_findings=true'), audits.withOpenFindings)
  assert.equal(await total('spis?in_alert=true'), 0)

  // The day that it is in Pago Pago is over in Kiritimati, always.
  await app.sql(
    "update hazards set review_on = (now() at time zone 'Pacific/Pago_Pago')::date where id = $1",
    [late],
  )
  for (const [zone, overdue] of [
    ['Pacific/Pago_Pago', 0],
    ['Pacific/Kiritimati', 1],
  ] as const) {
    await app.sql('update workspaces set timezone = $2 where workspace_id = $1', [uuid, zone])
    assert.equal((await numbers()).hazards.reviewOverdue, overdue, zone)
    assert.equal(await total('hazards?review_overdue=true'), overdue, zone)
  }
})

test('safety’s part of the audit log does not say who sent a report', async (t) => {
  const { owner, as } = await workspace(t)
  const pilot = await as('pilot', { roles: ['pilot'] })
  await pilot.post('/api/v1/sms/reports', {
    type: 'concern',
    title: 'Duty days are too long',
    description: 'The third day in a row that ended after fourteen hours, and nobody at dispatch minded.',
    category: 'organizational',
  })
  await owner.post('/api/v1/sms/key-personnel', {
    function: 'accountable_executive',
    name: 'R. Lopez',
    sinceOn: '2026-01-01',
  })
  const auditor = await as('auditor', { roles: ['auditor'] })
  const { items } = (await auditor.get('/api/v1/safety/audit-log')).data
  assert.deepEqual(
    items.map(({ action }: { action: string }) => action),
    ['key_person.created', 'safety_report.submitted'],
  )
  assert.equal(items[1].actor.name, null)
  assert.doesNotMatch(JSON.stringify(items[1]), /pilot-/)
  assert.equal((await pilot.get('/api/v1/safety/audit-log')).status, 403)

  const total = async (query: string) =>
    (await auditor.get(`/api/v1/safety/audit-log?${query}`)).data.total as number
  assert.equal(await total('subject_type=key_person'), 1)
  assert.equal(await total('action=safety_report'), 1)
  assert.equal(await total('date_from=2999-01-01'), 0)
  assert.equal(await total(`actor=${items[0].actor.id}`), 1)
  // Neither a filter nor the search finds out who sent it.
  assert.equal(await total(`actor=${pilot.userId}`), 0)
  assert.equal(await total('search=pilot-'), 0)

  const file = await auditor.get('/api/v1/safety/audit-log/export')
  assert.match(file.headers.get('content-disposition') ?? '', /safety-audit-log-.*\.csv/)
  const lines = file.text.trim().split('\r\n')
  assert.match(lines[0] ?? '', /^sequence,occurredAt,action,/)
  assert.deepEqual([lines.length, /pilot-/.test(file.text)], [3, false])
  const narrowed = await auditor.get('/api/v1/safety/audit-log/export?subject_type=key_person')
  assert.equal(narrowed.text.trim().split('\r\n').length, 2)
  assert.equal((await pilot.get('/api/v1/safety/audit-log/export')).status, 403)
})
