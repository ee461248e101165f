import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { cells, icaoMatrix } from '#rules/risk-matrix.ts'

const base = '/api/v1/safety'
const hazard = {
  title: 'Deer on runway 15/33',
  consequence: 'A collision on take-off or landing',
  category: 'ground_operations',
}

test('all 25 cells, in every notation, are judged by the matrix of ICAO', async (t) => {
  const { owner } = await workspace(t)
  const { current } = (await owner.get(`${base}/risk-matrix`)).data
  assert.deepEqual([current.matrixVersion, current.cells.length], [0, 25])
  for (const cell of current.cells) {
    const { icaoCell, reversedCell, severity, likelihood, tolerability } = cell
    for (const said of [
      { severity, likelihood },
      { severity: Number(reversedCell[0]), likelihood: reversedCell[1] },
      { riskScore: icaoCell, notation: 'icao' },
      { riskScore: reversedCell, notation: 'reversed' },
    ]) {
      const { status, data } = await owner.post(`${base}/risk-assessments?dry_run=true`, {
        title: 'A risk',
        ...said,
      })
      assert.equal(status, 201, JSON.stringify(said))
      assert.deepEqual(
        [data.icaoCell, data.reversedCell, data.tolerability],
        [icaoCell, reversedCell, tolerability],
        JSON.stringify(said),
      )
    }
  }
})

test('a cell is accepted only with its notation, and the refusal says what it could mean', async (t) => {
  const { owner } = await workspace(t)
  const refused = await owner.post(`${base}/risk-assessments`, { title: 'A risk', riskScore: '3B' })
  assert.equal(refused.status, 400)
  assert.match(refused.body.error, /3B alone can be read two ways: as ICAO 3B, or reversed, which is ICAO 2C/)
  assert.equal(refused.body.details[0].field, 'notation')
  for (const [body, field] of [
    [{ title: 'A risk' }, 'severity'],
    [{ title: 'A risk', severity: 'A' }, 'likelihood'],
    [{ title: 'A risk', severity: 'F', likelihood: 3 }, 'severity'],
    [{ title: 'A risk', riskScore: '3B', notation: 'icao', severity: 'A' }, 'riskScore'],
    [{ severity: 'A', likelihood: 3 }, 'title'],
    [{ severity: 'A', likelihood: 3, hazardId: 'haz_01jq8me7x2f9tb6k4z0r5w3v1n' }, 'hazardId'],
  ] as const) {
    const answer = await owner.post(`${base}/risk-assessments`, body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.equal(answer.body.details[0].field, field, JSON.stringify(body))
  }
})

test('a residual is a second assessment, and the register shows both', async (t) => {
  const { owner } = await workspace(t)
  const { id } = (await owner.post(`${base}/hazards`, hazard)).data
  const first = (await owner.post(`${base}/risk-assessments`, { hazardId: id, severity: 'B', likelihood: 4 }))
    .data
  assert.deepEqual([first.kind, first.title, first.tolerability], ['initial', hazard.title, 'intolerable'])
  assert.equal((await owner.patch(`${base}/risk-assessments/${first.id}`, { severity: 'E' })).status, 405)
  const second = (
    await owner.post(`${base}/risk-assessments`, {
      initialAssessmentId: first.id,
      riskScore: '3B',
      notation: 'reversed',
    })
  ).data
  assert.deepEqual(
    [second.kind, second.hazardId, second.icaoCell, second.tolerability],
    ['residual', id, '2C', 'tolerable'],
  )
  const third = await owner.post(`${base}/risk-assessments`, {
    initialAssessmentId: second.id,
    severity: 'E',
    likelihood: 1,
  })
  assert.equal(third.status, 400)
  assert.match(third.body.error, /is a residual assessment/)
  const line = (await owner.get(`${base}/hazards/${id}`)).data
  assert.deepEqual([line.initial.icaoCell, line.residual.icaoCell], ['4B', '2C'])
  for (const [query, found] of [
    ['cell=2C', 1],
    ['cell=4B', 0],
    ['initial_cell=4B', 1],
    ['residual_cell=2C', 1],
    ['tolerability=tolerable', 1],
    ['tolerability=intolerable', 0],
    ['search=deer', 1],
  ] as const)
    assert.equal((await owner.get(`${base}/hazards?${query}`)).data.total, found, query)
})

test('an assessment keeps the matrix that it was made with', async (t) => {
  const { owner } = await workspace(t)
  const before = (
    await owner.post(`${base}/risk-assessments`, { title: 'Fuel mix-up', severity: 'D', likelihood: 5 })
  ).data
  const table = { ...icaoMatrix, '5D': 'intolerable' }
  const defined = await owner.put(`${base}/risk-matrix`, { name: 'Ours, stricter', cells: table })
  assert.deepEqual([defined.status, defined.data.matrixVersion], [200, 1])
  const after = (
    await owner.post(`${base}/risk-assessments`, { title: 'Fuel mix-up', severity: 'D', likelihood: 5 })
  ).data
  assert.deepEqual([after.matrixVersion, after.tolerability], [1, 'intolerable'])
  const same = (await owner.get(`${base}/risk-assessments/${before.id}`)).data
  assert.deepEqual([same.matrixVersion, same.tolerability], [0, 'tolerable'])
  const residual = (
    await owner.post(`${base}/risk-assessments`, {
      initialAssessmentId: before.id,
      severity: 'D',
      likelihood: 5,
    })
  ).data
  assert.equal(residual.matrixVersion, 0)
  const upsideDown = await owner.put(`${base}/risk-matrix`, {
    name: 'Upside down',
    cells: { ...icaoMatrix, '1E': 'intolerable' },
  })
  assert.equal(upsideDown.status, 422)
  assert.match(upsideDown.body.error, /1E would be worse than 2E/)
  const short = { ...icaoMatrix } as Record<string, string>
  delete short['1E']
  assert.equal((await owner.put(`${base}/risk-matrix`, { name: 'Short', cells: short })).status, 400)
  assert.equal(cells.length, 25)
})

test('an intolerable risk cannot be accepted, and members cannot accept their own assessments', async (t) => {
  const { owner, as } = await workspace(t)
  const executive = await as('executive', { roles: ['accountable_executive'] })
  const make = async (severity: string) =>
    (await owner.post(`${base}/risk-assessments`, { title: 'Icing', severity, likelihood: 3 })).data.id
  const [bad, fair] = [await make('A'), await make('C')]
  const refused = await executive.post(`${base}/risk-assessments/${bad}/accept`, {})
  assert.deepEqual([refused.status, refused.body.code], [422, 'risk_intolerable'])
  assert.equal((await owner.post(`${base}/risk-assessments/${fair}/accept`, {})).status, 409)
  const accepted = await executive.post(`${base}/risk-assessments/${fair}/accept`, { note: 'Until spring' })
  assert.deepEqual([accepted.status, accepted.data.acceptanceNote], [200, 'Until spring'])
  assert.equal((await executive.post(`${base}/risk-assessments/${fair}/accept`, {})).status, 409)
})

test('a hazard can be monitored, closed and reopened, but not closed while its risk is intolerable', async (t) => {
  const { owner, as } = await workspace(t)
  const { id } = (await owner.post(`${base}/hazards`, hazard)).data
  const move = (to: string, body: object = {}) => owner.post(`${base}/hazards/${id}/${to}`, body)
  await owner.post(`${base}/risk-assessments`, { hazardId: id, severity: 'A', likelihood: 5 })
  const refused = await move('close', { reason: 'The fence is up' })
  assert.equal(refused.status, 422)
  assert.match(refused.body.error, /stands at 5A/)
  assert.equal((await move('monitor')).data.status, 'monitored')
  assert.deepEqual((await move('monitor')).body.code, 'hazard_state')
  assert.equal((await move('reopen', { reason: 'Deer again' })).data.status, 'open')
  await owner.post(`${base}/risk-assessments`, { hazardId: id, severity: 'E', likelihood: 1 })
  assert.deepEqual((await move('close', { reason: 'Fence' })).data.closedReason, 'Fence')
  const pilot = await as('pilot', { roles: ['pilot'] })
  assert.equal((await pilot.get(`${base}/hazards`)).status, 403)
  const auditor = await as('auditor', { roles: ['auditor'] })
  assert.equal((await auditor.get(`${base}/hazards`)).status, 200)
  assert.equal((await auditor.post(`${base}/hazards`, hazard)).status, 403)
})

test('controls belong to an existing hazard, and overdue controls are listed', async (t) => {
  const { owner } = await workspace(t)
  const { id } = (await owner.post(`${base}/hazards`, hazard)).data
  const control = { hazardId: id, title: 'A fence of 2.4 m', kind: 'engineering', dueOn: '2026-01-31' }
  const { data } = await owner.post(`${base}/risk-controls`, control)
  assert.deepEqual([data.status, data.effectiveness], ['planned', null])
  const lost = await owner.post(`${base}/risk-controls`, {
    ...control,
    hazardId: 'haz_01jq8me7x2f9tb6k4z0r5w3v1n',
  })
  assert.deepEqual([lost.status, lost.body.details[0].field], [400, 'hazardId'])
  assert.equal((await owner.get(`${base}/risk-controls?due_before=2026-02-01`)).data.total, 1)
  await owner.patch(`${base}/risk-controls/${data.id}`, {
    status: 'in_place',
    inPlaceOn: '2026-01-30',
    effectiveness: 'No deer inside in 60 days',
  })
  assert.equal((await owner.get(`${base}/risk-controls?due_before=2026-02-01`)).data.total, 0)
  assert.equal((await owner.get(`${base}/hazards/${id}`)).data.controlCount, 1)
})

test('a hazard notification records the person, the time, the channel and the acknowledgment (5.57)', async (t) => {
  const { owner } = await workspace(t)
  const { id } = (await owner.post(`${base}/hazards`, hazard)).data
  const notification = {
    hazardId: id,
    recipient: 'Airport manager',
    organization: 'City of Loveland',
    method: 'phone',
    message: 'The fence at the north end is open.',
  }
  const future = await owner.post(`${base}/hazard-notifications`, {
    ...notification,
    notifiedAt: '2999-01-01T00:00:00Z',
  })
  assert.equal(future.status, 400)
  const { data } = await owner.post(`${base}/hazard-notifications`, notification)
  assert.deepEqual([data.hazardTitle, data.acknowledgedAt], [hazard.title, null])
  const path = `${base}/hazard-notifications/${data.id}/acknowledge`
  const answered = await owner.post(path, { acknowledgedBy: 'R. Lopez', acknowledgement: 'Repaired today' })
  assert.equal(answered.data.acknowledgedBy, 'R. Lopez')
  assert.equal((await owner.post(path, { acknowledgedBy: 'Somebody else' })).status, 409)
  const events = (await owner.get(`/api/v1/admin/audit-log?action=hazard`)).data.items
  assert.deepEqual(
    events.map(({ action }: { action: string }) => action),
    ['hazard.notified', 'hazard.identified'],
  )
})
