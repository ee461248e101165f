import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'

const space = await workspace()
const { app } = space
const chief = await space.as('chief', { roles: ['chief_pilot'] })
const pilot = await space.as('pilot', { roles: ['pilot'] })
const own = await space.person({ displayName: 'Ada Holm', userId: pilot.userId })
const path = '/api/v1/compliance/records'
const today = localDate(new Date(), 'UTC')
const passport = { kind: 'document', issuingAuthority: 'State', issuedOn: '2020-01-01' }
let count = 0

async function create(fields: object = {}) {
  const { status, data, text } = await chief.post(path, {
    crewId: own.id,
    ...passport,
    title: `Passport ${++count}`,
    ...fields,
  })
  assert.equal(status, 201, text)
  return data
}
const attach = (who: typeof chief, id: string, filename = 'scan.txt') =>
  who.send('POST', `${path}/${id}/files?filename=${filename}`, {
    headers: { 'content-type': 'text/plain' },
    body: 'Seen',
  })
const latestEvent = async (id: string) => {
  const { data } = await space.owner.get(`/api/v1/public/events?subject=${id}&type=compliance.updated`)
  return data.items[0]
}

test('the expiry of a medical is calculated from class, operation and age, and cites its rule', async () => {
  const person = await space.person()
  const { status, data } = await chief.post(path, {
    crewId: person.id,
    kind: 'medical',
    medicalClass: 'first',
    operation: 'commercial',
    issuedOn: '2024-03-20',
    ageAtExam: 45,
  })
  assert.equal(status, 201)
  const { title, expiresOn, expirySource, citation, airlineTransportUntil, privateUntil, warnsOn } = data
  assert.deepEqual(
    { title, expiresOn, expirySource, citation, airlineTransportUntil, privateUntil, warnsOn },
    {
      title: 'Medical certificate',
      expiresOn: '2025-03-31',
      expirySource: 'rule',
      citation: '14 CFR 61.23(d)(1)(iii)',
      airlineTransportUntil: '2024-09-30',
      privateUntil: '2026-03-31',
      warnsOn: '2025-01-30',
    },
  )
  const refused = await chief.patch(`${path}/${data.id}`, { expiresOn: '2025-04-01' })
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'expiresOn'])
  assert.match(refused.body.error, /valid to 2025-03-31 at most/)
})

const standings: [ends: number | null, status: string, decidedBy: string][] = [
  [-1, 'expired', 'expiresOn'],
  [0, 'expiring', 'warnsOn'],
  [90, 'expiring', 'warnsOn'],
  [91, 'compliant', 'warnsOn'],
  [null, 'compliant', 'noExpiry'],
]
for (const [ends, status, decidedBy] of standings)
  test(`what ends ${ends === null ? 'never' : `${ends} days from today`} is ${status}, by ${decidedBy}`, async () => {
    const expiresOn = ends === null ? null : addDays(today, ends)
    const record = await create({ expiresOn })
    assert.deepEqual([record.status, record.decidedBy], [status, decidedBy])
    assert.equal(record.decidedOn, decidedBy === 'warnsOn' ? record.warnsOn : expiresOn)
    const { data } = await chief.get(`${path}?status=${status}&page_size=100`)
    assert.ok(data.items.some((one: { id: string }) => one.id === record.id))
    assert.ok(data.items.every((one: { status: string }) => one.status === status))
  })

test('a record expires after its last day in the time zone of the workspace', async () => {
  // A day and an hour apart, so that it is never the same date in both.
  const late = await workspace(undefined, app)
  const early = await workspace(undefined, app)
  await late.owner.patch('/api/v1/admin/workspace', { timezone: 'Pacific/Pago_Pago' })
  await early.owner.patch('/api/v1/admin/workspace', { timezone: 'Pacific/Kiritimati' })
  const expiresOn = localDate(new Date(), 'Pacific/Pago_Pago')
  const statusIn = async (where: typeof late) => {
    const { id } = await where.person()
    const { data } = await where.owner.post(path, { crewId: id, ...passport, title: 'Visa', expiresOn })
    return data.status
  }
  assert.deepEqual([await statusIn(late), await statusIn(early)], ['expiring', 'expired'])
})

test('a renewal is a new version, and each version names the member who wrote it', async () => {
  const record = await create({ expiresOn: '2025-01-31', number: 'P1' })
  const renewed = await chief.patch(`${path}/${record.id}`, {
    issuedOn: '2025-01-10',
    expiresOn: '2035-01-09',
    number: 'P2',
  })
  assert.deepEqual([renewed.status, renewed.data.status, renewed.data.version], [200, 'compliant', 2])
  const event = await latestEvent(record.id)
  assert.deepEqual(
    [event.data.statusBefore, event.data.status, event.data.expiresOn, 'number' in event.data],
    ['expired', 'compliant', '2035-01-09', false],
  )
  await chief.post(`${path}/${record.id}/withdraw`, { reason: 'Reported stolen' })
  const { data } = await chief.get(`${path}/${record.id}/history`)
  assert.deepEqual(
    data.items.map((one: Record<string, unknown>) => [
      one.version,
      one.change,
      one.number,
      one.expiresOn,
      one.withdrawnReason,
    ]),
    [
      [3, 'withdrawn', 'P2', '2035-01-09', 'Reported stolen'],
      [2, 'updated', 'P2', '2035-01-09', null],
      [1, 'created', 'P1', '2025-01-31', null],
    ],
  )
  assert.ok(data.items.every((one: { changedBy: string }) => one.changedBy.startsWith('chief')))
})

test('nobody can change the history, not even the database roles of the server', async () => {
  const { id } = await create()
  for (const statement of [
    `update compliance_versions set changed_at = now() where record_id = '${id}'`,
    `delete from compliance_versions where record_id = '${id}'`,
    `
      insert into compliance_versions (workspace_id, id, record_id, version, record)
      values ('${space.uuid}', 'x', '${id}', 9, '{}')`,
    `delete from compliance_records where id = '${id}'`,
    `delete from compliance_files where record_id = '${id}'`,
  ])
    for (const role of ['tenant', 'system'] as const)
      await assert.rejects(
        app.services.database[role === 'tenant' ? 'tenant' : 'system'](
          ...([
            ...(role === 'tenant' ? [{ workspaceId: space.uuid }] : []),
            (tx: { prepared(text: string, values: unknown[]): Promise<unknown> }) =>
              tx.prepared(statement, []),
          ] as never as [never, never]),
        ),
        /permission denied/,
        `${role}: ${statement}`,
      )
})

test('a withdrawn record cannot change, is listed on request, and allows a new record of its title', async () => {
  const record = await create({ title: 'Green card', expiresOn: '2040-01-01' })
  const again = await chief.post(path, { crewId: own.id, ...passport, title: 'green CARD' })
  assert.deepEqual([again.status, again.body.code], [409, 'compliance_record_exists'])
  const { data } = await chief.post(`${path}/${record.id}/withdraw`, { reason: 'Of somebody else' })
  assert.deepEqual([data.status, data.decidedBy], ['missing', 'withdrawnAt'])
  for (const answer of [
    await chief.patch(`${path}/${record.id}`, { number: 'X' }),
    await chief.post(`${path}/${record.id}/withdraw`, { reason: 'Once more' }),
    await attach(chief, record.id),
  ])
    assert.deepEqual([answer.status, answer.body.code], [409, 'compliance_withdrawn'])
  const ids = async (query: string) =>
    (await chief.get(`${path}?page_size=100&${query}`)).data.items.map((one: { id: string }) => one.id)
  assert.ok(!(await ids('')).includes(record.id))
  assert.ok((await ids('withdrawn=true')).includes(record.id))
  await create({ title: 'Green card' })
})

test('an entered expiry is neither kept nor dropped silently when the exam changes', async () => {
  const { id } = await space.person()
  const { data } = await chief.post(path, {
    crewId: id,
    kind: 'medical',
    medicalClass: 'second',
    issuedOn: '2024-01-15',
    expiresOn: '2024-07-31',
  })
  const moved = await chief.patch(`${path}/${data.id}`, { issuedOn: '2024-07-20' })
  assert.equal(moved.status, 400)
  assert.match(moved.body.error, /expiresOn was entered by hand, and issuedOn changes/)
  const computed = await chief.patch(`${path}/${data.id}`, { issuedOn: '2024-07-20', expiresOn: null })
  assert.deepEqual([computed.data.expiresOn, computed.data.expirySource], ['2025-07-31', 'rule'])
})

test('the age at one examination is not reused for the next', async () => {
  const { id } = await space.person()
  const exam = { kind: 'medical', medicalClass: 'first', issuedOn: '2022-03-20' }
  const { data } = await chief.post(path, { crewId: id, ...exam, ageAtExam: 39 })
  assert.equal(data.expiresOn, '2023-03-31')
  const renewed = await chief.patch(`${path}/${data.id}`, { issuedOn: '2023-03-20' })
  assert.deepEqual([renewed.status, renewed.body.details[0].field], [400, 'ageAtExam'])
  const older = await chief.patch(`${path}/${data.id}`, { issuedOn: '2023-03-20', ageAtExam: 40 })
  assert.equal(older.data.expiresOn, '2023-09-30')
  // Who was 40 is not younger at the next.
  const next = await chief.patch(`${path}/${data.id}`, { issuedOn: '2023-09-10' })
  assert.equal(next.data.expiresOn, '2024-03-31')
})

test('the evidence of a withdrawn record, which may belong to another person, is hidden from its person', async () => {
  const record = await create()
  const file = (await attach(chief, record.id)).data
  assert.equal((await pilot.get(`${path}/${record.id}`)).data.evidence.length, 1)
  await chief.post(`${path}/${record.id}/withdraw`, { reason: 'Of somebody else' })
  assert.deepEqual((await pilot.get(`${path}/${record.id}`)).data.evidence, [])
  assert.equal((await pilot.get(`${path}/${record.id}/files/${file.id}`)).status, 404)
  assert.equal((await chief.get(`${path}/${record.id}/files/${file.id}`)).text, 'Seen')
})

test('pilots see their own records, can attach evidence, and cannot change them', async () => {
  const mine = await create({ expiresOn: '2040-01-01' })
  const other = await create({ crewId: (await space.person()).id })
  const list = await pilot.get(`${path}?page_size=100`)
  assert.ok(list.data.items.some((one: { id: string }) => one.id === mine.id))
  assert.ok(list.data.items.every((one: { crewId: string }) => one.crewId === own.id))
  assert.equal((await pilot.get(`${path}?person=${other.crewId}`)).data.total, 0)
  assert.deepEqual(
    (await pilot.get('/api/v1/compliance/people')).data.items.map((one: { id: string }) => one.id),
    [own.id],
  )
  for (const answer of [
    await pilot.get(`${path}/${other.id}`),
    await pilot.get(`${path}/${other.id}/history`),
    await attach(pilot, other.id),
  ])
    assert.equal(answer.status, 404)
  assert.deepEqual((await pilot.get(`/api/v1/timeline/${other.id}`)).data, [])
  assert.ok((await pilot.get(`/api/v1/timeline/${mine.id}`)).data.length > 0)
  assert.equal((await pilot.get('/api/v1/public/compliance')).status, 403)
  assert.equal((await pilot.get('/api/v1/public/events')).status, 403)

  const file = await attach(pilot, mine.id)
  assert.equal(file.status, 201)
  assert.equal((await pilot.get(`${path}/${mine.id}/files/${file.data.id}`)).text, 'Seen')
  assert.equal((await pilot.get(`${path}/${mine.id}`)).data.files, 1)
  assert.equal(
    (await chief.get(`${path}/${mine.id}/files/${(await attach(chief, other.id)).data.id}`)).status,
    404,
  )
  for (const answer of [
    await pilot.patch(`${path}/${mine.id}`, { expiresOn: '2050-01-01' }),
    await pilot.post(`${path}/${mine.id}/withdraw`, { reason: 'Do not look' }),
    await pilot.post(path, { crewId: own.id, kind: 'checkout', title: 'C172' }),
  ])
    assert.equal(answer.status, 403)
})

test('an auditor reads all records and cannot attach evidence', async () => {
  const auditor = await space.as('auditor', { roles: ['auditor'] })
  const { id } = await create()
  assert.equal((await auditor.get(`${path}/${id}/history`)).status, 200)
  assert.equal((await attach(auditor, id)).status, 403)
})

test('the public list has no number, age, note or evidence, and no withdrawn record', async () => {
  const { id } = await create({
    title: 'Crew visa',
    number: 'V-77',
    notes: 'private',
    expiresOn: '2040-01-01',
  })
  const key = await space.key({ scopes: ['public.compliance:read'] })
  const { data, text } = await key.get('/api/v1/public/compliance?page_size=100')
  const item = data.items.find((one: { id: string }) => one.id === id)
  assert.deepEqual([item.title, item.status, item.personName], ['Crew visa', 'compliant', 'Ada Holm'])
  assert.ok(!text.includes('V-77') && !text.includes('private') && !text.includes('missing'))
})
