import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from '#platform/testing/client.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

type Row = Record<string, unknown>
const flown = { offBlockAt: '2026-03-04T16:00:00Z', onBlockAt: '2026-03-04T17:00:00Z' }
const approve = (client: Client, id: string, body?: Row) =>
  client.post(`/api/v1/ops/flights/${id}/approve`, body)
const warningsOf = async (client: Client, id: string) =>
  (await client.get(`/api/v1/ops/flights/${id}`)).data.warnings.map((warning: Row) => warning.code)

/** Expects that the flight has this warning alone, and is approved when the approver says that they saw it. */
async function expectWarning(space: TestWorkspace, id: string, code: string, message: RegExp) {
  const [warning, ...others] = (await space.owner.get(`/api/v1/ops/flights/${id}`)).data.warnings
  assert.deepEqual([warning?.code, warning?.isAcknowledged, others], [code, false, []])
  assert.match(warning.message, message)
  for (const query of ['', '?dry_run=true']) {
    const refused = await space.owner.post(`/api/v1/ops/flights/${id}/approve${query}`)
    assert.deepEqual([refused.status, refused.body.code], [409, 'warnings_not_acknowledged'])
    assert.match(refused.body.details[0].message, new RegExp(`^must name ${code}: `))
  }
  const approved = await approve(space.owner, id, { acknowledgedWarnings: [code] })
  assert.deepEqual([approved.status, approved.data.status], [200, 'approved'])
  assert.deepEqual(
    approved.data.warnings.map((seen: Row) => [seen.code, seen.isAcknowledged]),
    [[code, true]],
  )
}

async function submitted(space: TestWorkspace, fields: Row = {}) {
  return space.flight({ status: 'submitted', ...flown, ...fields })
}

test('a flight without a fault is approved without a word', async (t) => {
  const space = await workspace(t)
  const { id } = await submitted(space)
  assert.deepEqual(await warningsOf(space.owner, id), [])
  const { status, data } = await approve(space.owner, id)
  assert.deepEqual([status, data.warnings], [200, []])
})

test('a flight on a grounded aircraft is approved by somebody who says that they saw it, and the audit log keeps it', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ status: 'aog' })
  const { id } = await submitted(space, { aircraftId: plane.id })
  await expectWarning(space, id, 'aircraft_grounded', /was AOG when it was flown/)
  const { items } = (await space.owner.get(`/api/v1/admin/audit-log?action=flight.approved`)).data
  const [entry] = items
  assert.deepEqual(entry.changes.find((change: Row) => change.field === 'acknowledgedWarnings')?.after, [
    'aircraft_grounded',
  ])
  assert.ok(entry.changes.some((change: Row) => change.field === 'status'))
})

test('an aircraft that was grounded after the flight is shown with the day', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const { id } = await submitted(space, { aircraftId: plane.id })
  await space.owner.patch(`/api/v1/ops/aircraft/${plane.id}`, { status: 'aog' })
  await expectWarning(space, id, 'aircraft_grounded', /is AOG since \d{4}-\d\d-\d\d, after this flight/)
  await space.owner.patch(`/api/v1/ops/aircraft/${plane.id}`, { status: 'active' })
  assert.deepEqual(await warningsOf(space.owner, id), [])
})

test('a test flight of an aircraft in maintenance is no fault', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ status: 'maintenance' })
  const { id } = await submitted(space, { aircraftId: plane.id, flightType: 'maintenance' })
  assert.deepEqual(await warningsOf(space.owner, id), [])
})

test('an inspection that was overdue when the aircraft was flown is shown, also after it was done', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const item = await space.made('/api/v1/maintenance/items', {
    aircraftId: plane.id,
    title: 'Annual inspection',
    kind: 'inspection',
    reference: '14 CFR 91.409(a)',
    limits: [{ counter: 'calendar', intervalCalendarMonths: 12, dueOn: '2026-02-28' }],
  })
  const inTime = await submitted(space, {
    aircraftId: plane.id,
    offBlockAt: '2026-02-28T16:00:00Z',
    onBlockAt: '2026-02-28T17:00:00Z',
  })
  assert.deepEqual(await warningsOf(space.owner, inTime.id), [])
  const late = await submitted(space, { aircraftId: plane.id })
  await space.made(`/api/v1/maintenance/items/${item.id}/complete`, { doneOn: '2026-03-05' })
  await expectWarning(space, late.id, 'inspection_overdue', /Annual inspection was overdue .*91\.409\(a\)/)
  const after = await submitted(space, {
    aircraftId: plane.id,
    offBlockAt: '2026-03-05T16:00:00Z',
    onBlockAt: '2026-03-05T17:00:00Z',
  })
  assert.deepEqual(await warningsOf(space.owner, after.id), [])
})

test('an inspection by hours is judged by the meter before the flight, not by that of today', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const leg = (day: string, from: number, to: number) =>
    submitted(space, {
      aircraftId: plane.id,
      offBlockAt: `2026-03-${day}T16:00:00Z`,
      onBlockAt: `2026-03-${day}T17:00:00Z`,
      tachOutHundredths: from,
      tachInHundredths: to,
    })
  const first = await leg('01', 209_900, 210_000)
  const second = await leg('02', 210_950, 211_050)
  await approve(space.owner, first.id)
  await space.made('/api/v1/maintenance/items', {
    aircraftId: plane.id,
    title: '100-hour inspection',
    kind: 'inspection',
    limits: [{ counter: 'tach', intervalHundredths: 10_000, dueAtHundredths: 209_950 }],
  })
  assert.deepEqual(await warningsOf(space.owner, second.id), ['inspection_overdue'])
  assert.deepEqual(await warningsOf(space.owner, first.id), [])
})

test('a medical that had lapsed on the day of the flight is shown, also if it was renewed since', async (t) => {
  const space = await workspace(t)
  const pilot = await space.person()
  const record = await space.made('/api/v1/compliance/records', {
    crewId: pilot.id,
    kind: 'medical',
    title: 'Medical',
    issuedOn: '2024-01-10',
    expiresOn: '2026-03-03',
  })
  const { id } = await submitted(space, { crew: [{ crewId: pilot.id, role: 'pic' }] })
  await space.owner.patch(`/api/v1/compliance/records/${record.id}`, {
    issuedOn: '2026-03-10',
    expiresOn: '2028-03-31',
  })
  const renewed = await submitted(space, {
    crew: [{ crewId: pilot.id, role: 'pic' }],
    offBlockAt: '2026-03-11T16:00:00Z',
    onBlockAt: '2026-03-11T17:00:00Z',
  })
  assert.deepEqual(await warningsOf(space.owner, renewed.id), [])
  await expectWarning(space, id, 'medical_lapsed', /The medical of .* lapsed on 2026-03-03/)
})

test('a medical is judged for the flight: BasicMed and a lapsed first class cover a private one, and no commercial one', async (t) => {
  const space = await workspace(t)
  const hold = (crewId: string, body: Row) => space.made('/api/v1/compliance/records', { crewId, ...body })
  const [basic, first, lapl] = [await space.person(), await space.person(), await space.person()]
  await hold(basic.id, { kind: 'medical', medicalClass: 'third', issuedOn: '2020-01-10', ageAtExam: 50 })
  await hold(basic.id, { kind: 'basic_med', issuedOn: '2025-01-10', courseOn: '2025-01-10' })
  await hold(first.id, { kind: 'medical', medicalClass: 'first', issuedOn: '2025-01-10', ageAtExam: 45 })
  await hold(lapl.id, { kind: 'medical', medicalClass: 'lapl', issuedOn: '2025-01-10', ageAtExam: 30 })
  for (const { id: crewId } of [basic, first, lapl]) {
    const crew = [{ crewId, role: 'pic' }]
    const flown = await submitted(space, { crew })
    assert.deepEqual(await warningsOf(space.owner, flown.id), [])
    const charter = await submitted(space, {
      crew,
      flightType: 'charter',
      offBlockAt: '2026-03-04T18:00:00Z',
      onBlockAt: '2026-03-04T19:00:00Z',
    })
    assert.deepEqual(await warningsOf(space.owner, charter.id), ['medical_lapsed'])
  }
})

test('a flight review counts for who was in command, and not for a passenger on the crew list', async (t) => {
  const space = await workspace(t)
  const [pilot, observer] = [await space.person(), await space.person()]
  for (const { id: crewId } of [pilot, observer])
    await space.made('/api/v1/compliance/records', {
      crewId,
      kind: 'flight_review',
      title: 'Flight review',
      issuedOn: '2023-12-10',
      expiresOn: '2025-12-31',
    })
  const crew = [
    { crewId: pilot.id, role: 'pic' },
    { crewId: observer.id, role: 'observer' },
  ]
  const { id } = await submitted(space, { crew })
  await expectWarning(space, id, 'flight_review_lapsed', new RegExp(`of ${pilot.displayName} lapsed on 2025`))
})

test('a person in two aircraft at once is shown on both flights', async (t) => {
  const space = await workspace(t)
  const pilot = await space.person()
  const crew = [{ crewId: pilot.id, role: 'pic' }]
  const first = await submitted(space, { crew })
  const second = await submitted(space, {
    crew,
    offBlockAt: '2026-03-04T16:59:00Z',
    onBlockAt: '2026-03-04T18:00:00Z',
  })
  await submitted(space, { crew, offBlockAt: '2026-03-04T18:00:00Z', onBlockAt: '2026-03-04T19:00:00Z' })
  assert.deepEqual(await warningsOf(space.owner, first.id), ['person_in_two_aircraft'])
  await expectWarning(space, second.id, 'person_in_two_aircraft', new RegExp(`see ${first.id}`))
})

test('a flight with two pilots in command is shown', async (t) => {
  const space = await workspace(t)
  const crew = [
    { crewId: (await space.person()).id, role: 'pic' },
    { crewId: (await space.person()).id, role: 'pic' },
  ]
  const { id } = await submitted(space, { crew })
  await expectWarning(space, id, 'two_pilots_in_command', /are both pilot in command/)
})

test('a meter that its pilot confirmed is shown to the approver, and needs no second confirmation', async (t) => {
  const space = await workspace(t)
  const { id } = await submitted(space, { hobbsOutHundredths: 100, hobbsInHundredths: 900 })
  const [warning] = (await space.owner.get(`/api/v1/ops/flights/${id}`)).data.warnings
  assert.deepEqual([warning.code, warning.mustBeAcknowledged], ['meters_differ', false])
  assert.equal((await approve(space.owner, id)).status, 200)
})

test('one acknowledgment of two is not enough, and one of nothing is not kept', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ status: 'aog' })
  const crew = [
    { crewId: (await space.person()).id, role: 'pic' },
    { crewId: (await space.person()).id, role: 'pic' },
  ]
  const { id } = await submitted(space, { aircraftId: plane.id, crew })
  const acknowledgedWarnings = ['aircraft_grounded', 'medical_lapsed']
  const res = await approve(space.owner, id, { acknowledgedWarnings })
  assert.equal(res.status, 409)
  assert.match(res.body.details[0].message, /^must name two_pilots_in_command/)
  await approve(space.owner, id, { acknowledgedWarnings: [...acknowledgedWarnings, 'two_pilots_in_command'] })
  const [kept] = await space.app.sql('select acknowledged_warnings as codes from flights where id = $1', [id])
  assert.deepEqual(kept?.codes.sort(), ['aircraft_grounded', 'two_pilots_in_command'])
})

test('what a person’s medical says is shown to them and to approvers, not to other pilots or to a key that only reads flights', async (t) => {
  const space = await workspace(t)
  const pilot = await space.person()
  await space.made('/api/v1/compliance/records', {
    crewId: pilot.id,
    kind: 'medical',
    title: 'Medical',
    issuedOn: '2020-01-10',
    expiresOn: '2022-01-31',
  })
  const self = await space.as('self')
  await space.owner.patch(`/api/v1/ops/crew/${pilot.id}`, { userId: self.userId })
  const { id } = await submitted(space, { crew: [{ crewId: pilot.id, role: 'pic' }] })
  const chief = await space.as('chief', { roles: ['chief_pilot'] })
  const other = await space.as('other')
  const reader = await space.key({ scopes: ['flights:read'] })
  for (const client of [self, chief]) assert.deepEqual(await warningsOf(client, id), ['medical_lapsed'])
  for (const client of [other, reader]) assert.deepEqual(await warningsOf(client, id), [])
})

test('a reversal and the flight that it takes back have no warnings', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ status: 'storage' })
  const { id } = await submitted(space, { aircraftId: plane.id })
  await approve(space.owner, id, { acknowledgedWarnings: ['aircraft_grounded'] })
  const { data } = await space.owner.post(`/api/v1/ops/flights/${id}/reverse`, { reason: 'Not flown' })
  assert.deepEqual(await warningsOf(space.owner, id), [])
  assert.deepEqual(await warningsOf(space.owner, data.id), [])
})
