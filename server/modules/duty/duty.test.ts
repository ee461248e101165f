import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { noticeLimits } from './limit-notice.ts'

const periods = '/api/v1/ops/duty/periods'
const leg135 = (offBlockAt: string, onBlockAt: string) => ({
  offBlockAt,
  onBlockAt,
  role: 'pic',
  operation: '135',
})
const external = (crewId: string) => ({
  crewId,
  kind: 'external',
  startsAt: '2026-03-02T10:00:00Z',
  endsAt: '2026-03-02T18:00:00Z',
  flightMinutes: 480,
})
const checkOf = (ws: TestWorkspace, crewId: string, body: object) =>
  ws.owner.post(`/api/v1/ops/duty/${crewId}/check`, body)

test('eight hours flown: the next flight is legal 24 hours after they began, and not a minute before', async (t) => {
  const ws = await workspace(t)
  const flown = await ws.person()
  const aircraft = await ws.aircraft()
  await ws.made('/api/v1/ops/flights', {
    aircraftId: aircraft.id,
    crew: [{ crewId: flown.id, role: 'pic' }],
    fromAirport: 'KBJC',
    toAirport: 'KFNL',
    offBlockAt: '2026-03-02T10:00:00Z',
    onBlockAt: '2026-03-02T18:00:00Z',
    operation: '135',
  })
  const elsewhere = await ws.person()
  await ws.made(periods, external(elsewhere.id))
  for (const { id } of [flown, elsewhere]) {
    const legal = await checkOf(ws, id, { legs: [leg135('2026-03-03T10:00:00Z', '2026-03-03T11:00:00Z')] })
    assert.deepEqual([legal.status, legal.data.isLegal], [200, true])
    const early = await checkOf(ws, id, { legs: [leg135('2026-03-03T09:59:00Z', '2026-03-03T10:59:00Z')] })
    assert.deepEqual([early.status, early.body.code], [422, 'rule_broken'])
    const [detail] = early.body.details
    assert.deepEqual(
      [detail.citation, detail.limit, detail.used, detail.earliestLegalStartAt],
      ['14 CFR 135.267(b)', 480, 481, '2026-03-03T10:00:00Z'],
    )
  }
})

test('ten hours of rest in the 24 hours before completion', async (t) => {
  const ws = await workspace(t)
  const person = await ws.person()
  await ws.made(periods, {
    crewId: person.id,
    kind: 'duty',
    startsAt: '2026-03-02T14:00:00Z',
    endsAt: '2026-03-02T23:00:00Z',
  })
  const day = (completion: string) => ({
    reportAt: '2026-03-03T09:00:00Z',
    legs: [
      leg135('2026-03-03T10:00:00Z', '2026-03-03T12:00:00Z'),
      leg135('2026-03-03T21:00:00Z', `2026-03-03T${completion}:00Z`),
    ],
  })
  assert.equal((await checkOf(ws, person.id, day('23:00'))).status, 200)
  const late = await checkOf(ws, person.id, day('23:01'))
  assert.deepEqual(
    [late.status, late.body.details[0].citation, late.body.details[0].used, late.body.details[0].limit],
    [422, '14 CFR 135.267(d)', 599, 600],
  )
})

test('a period is corrected by another one, never changed, and two of one person never overlap', async (t) => {
  const ws = await workspace(t)
  const person = await ws.person()
  const first = await ws.made(periods, {
    crewId: person.id,
    kind: 'duty',
    startsAt: '2026-03-02T08:00:00Z',
    endsAt: '2026-03-02T16:00:00Z',
  })
  const rest = {
    crewId: person.id,
    kind: 'rest',
    startsAt: '2026-03-02T15:59:00Z',
    endsAt: '2026-03-02T23:00:00Z',
  }
  const overlap = await ws.owner.post(periods, rest)
  assert.deepEqual([overlap.status, overlap.body.code], [409, 'duty_overlaps'])
  const flightDuty = { ...rest, kind: 'flight_duty' }
  assert.equal((await ws.owner.post(periods, flightDuty)).status, 201, 'flight duty lies within duty')
  const corrected = await ws.made(periods, {
    crewId: person.id,
    kind: 'duty',
    startsAt: '2026-03-02T08:00:00Z',
    endsAt: '2026-03-02T15:00:00Z',
    correctsId: first.id,
    note: 'Went home early',
  })
  assert.equal((await ws.owner.get(`${periods}/${first.id}`)).data.correctedById, corrected.id)
  assert.equal((await ws.owner.post(periods, rest)).status, 201)
  const again = await ws.owner.post(periods, { ...rest, kind: 'standby', correctsId: first.id })
  assert.deepEqual([again.status, again.body.code], [409, 'duty_period_corrected'])
  const withdrawn = { ...rest, correctsId: corrected.id, isWithdrawn: true, kind: 'duty' }
  assert.equal((await ws.owner.post(periods, withdrawn)).status, 201)
  const current = await ws.owner.get(`${periods}?crew_id=${person.id}&standing=current`)
  assert.deepEqual(current.data.items.map(({ kind }: { kind: string }) => kind).sort(), [
    'flight_duty',
    'rest',
  ])
  await assert.rejects(
    ws.app.sql('set role apron_app; update duty_periods set note = null'),
    /permission denied/,
  )
})

test('a period that ends before it begins, or says more flying than it is long, is refused at its field', async (t) => {
  const ws = await workspace(t)
  const person = await ws.person()
  for (const [fields, status, field] of [
    [{ endsAt: '2026-03-02T10:00:00Z' }, 400, 'endsAt'],
    [{ endsAt: '2026-05-02T10:00:00Z' }, 422, 'endsAt'],
    [{ flightMinutes: 481 }, 400, 'flightMinutes'],
    [{ kind: 'duty' }, 400, 'flightMinutes'],
    [{ isWithdrawn: true }, 400, 'correctsId'],
  ] as const) {
    const refused = await ws.owner.post(periods, { ...external(person.id), ...fields })
    assert.deepEqual([refused.status, refused.body.details[0].field], [status, field], JSON.stringify(fields))
    if (status === 400 && field === 'endsAt') assert.equal(refused.body.code, 'ends_before_start')
  }
})

test('members record and read their own duty; that of others is for those who run the flying', async (t) => {
  const ws = await workspace(t)
  const pilot = await ws.as('pilot', { roles: ['pilot'] })
  const [own, other] = [await ws.person({ userId: pilot.userId }), await ws.person()]
  const day = { kind: 'duty', startsAt: '2026-03-02T08:00:00Z', endsAt: '2026-03-02T16:00:00Z' }
  assert.equal((await pilot.post(periods, { ...day, crewId: own.id })).status, 201)
  assert.equal((await pilot.post(periods, { ...day, crewId: other.id })).body.code, 'role_missing')
  const hidden = await ws.made(periods, { ...day, crewId: other.id })
  assert.equal((await pilot.get(`${periods}/${hidden.id}`)).status, 404)
  assert.equal((await pilot.get(periods)).data.total, 1)
  assert.equal((await pilot.get(`/api/v1/ops/duty/${own.id}/standing`)).status, 200)
  assert.equal((await pilot.get(`/api/v1/ops/duty/${other.id}/standing`)).status, 403)
  assert.equal(
    (await pilot.post(`/api/v1/ops/duty/${other.id}/check`, { legs: [leg135(day.startsAt, day.endsAt)] }))
      .status,
    403,
  )
  const key = await ws.key({ scopes: ['duty:read'] })
  assert.equal((await key.get(`/api/v1/ops/duty/${other.id}/standing`)).status, 200)
  assert.equal((await key.post(periods, { ...day, crewId: own.id })).body.code, 'read_only_key')
})

test('the standing says what is used, what is left, and the earliest report', async (t) => {
  const ws = await workspace(t)
  const person = await ws.person()
  await ws.made(periods, external(person.id))
  const standing = async (at: string) =>
    (await ws.owner.get(`/api/v1/ops/duty/${person.id}/standing?at=${at}`)).data
  const { limits, earliestReportAt, lastDutyEndedAt } = await standing('2026-03-02T20:00:00Z')
  const flight = limits.find(({ rule }: { rule: string }) => rule === 'flight_time_24_hours')
  assert.deepEqual(
    [flight.usedMinutes, flight.limitMinutes, flight.leftMinutes, flight.isLegal],
    [480, 480, 0, true],
  )
  assert.deepEqual([lastDutyEndedAt, earliestReportAt], ['2026-03-02T18:00:00Z', '2026-03-03T10:00:00Z'])
  const later = await standing('2026-03-05T20:00:00Z')
  assert.equal(later.earliestReportAt, '2026-03-05T20:00:00Z')
})

test('nine hours of two pilots are within their ten: the standing says so, and no event says anything else', async (t) => {
  const ws = await workspace(t)
  const [pic, sic] = [await ws.person(), await ws.person()]
  const landed = Date.now() - 3_600_000
  await ws.made('/api/v1/ops/flights', {
    aircraftId: (await ws.aircraft()).id,
    crew: [
      { crewId: pic.id, role: 'pic' },
      { crewId: sic.id, role: 'sic' },
    ],
    fromAirport: 'KBJC',
    toAirport: 'KFNL',
    offBlockAt: new Date(landed - 541 * 60_000).toISOString(),
    onBlockAt: new Date(landed).toISOString(),
    operation: '135',
  })
  const { limits } = (await ws.owner.get(`/api/v1/ops/duty/${sic.id}/standing`)).data
  const flight = limits.find(({ rule }: { rule: string }) => rule === 'flight_time_24_hours')
  assert.deepEqual(
    [flight.usedMinutes, flight.limitMinutes, flight.leftMinutes, flight.isLegal],
    [541, 600, 59, true],
  )
  await noticeLimits.at(ws.app.services, new Date())
  const notices = await ws.owner.get('/api/v1/ops/duty/notices')
  assert.deepEqual(
    notices.data.items.map(({ level, limitMinutes }: { level: string; limitMinutes: number }) => [
      level,
      limitMinutes,
    ]),
    [
      ['near', 600],
      ['near', 600],
    ],
  )
})

test('the policy says which limits are shown; EASA limits judge only those who chose them', async (t) => {
  const ws = await workspace(t)
  const person = await ws.person()
  await ws.made(periods, {
    crewId: person.id,
    kind: 'duty',
    startsAt: '2026-03-01T00:00:00Z',
    endsAt: '2026-03-03T12:00:00Z',
  })
  const legs = [{ ...leg135('2026-03-03T13:00:00Z', '2026-03-03T14:00:00Z'), operation: 'cat' }]
  assert.deepEqual((await checkOf(ws, person.id, { legs })).data.limits, [])
  const changed = await ws.owner.patch('/api/v1/ops/duty/policy', { profiles: ['easa_ftl'] })
  assert.deepEqual([changed.status, changed.data.profiles], [200, ['easa_ftl']])
  const refused = await checkOf(ws, person.id, { legs })
  assert.deepEqual([refused.status, refused.body.details[0].citation], [422, 'ORO.FTL.210(a)(1)'])
  const shown = (await ws.owner.get(`/api/v1/ops/duty/${person.id}/standing?at=2026-03-03T12:00:00Z`)).data
  assert.ok(shown.limits.every(({ citation }: { citation: string }) => citation.startsWith('ORO.FTL')))
})

test('who comes near a limit, or over it, is reported once', async (t) => {
  const ws = await workspace(t)
  const person = await ws.person({ displayName: 'Ada Holm' })
  const now = Date.now()
  const flown = (flightMinutes: number, endedHoursAgo: number) => ({
    crewId: person.id,
    kind: 'external',
    endsAt: new Date(now - endedHoursAgo * 3_600_000).toISOString(),
    startsAt: new Date(now - (endedHoursAgo + 9) * 3_600_000).toISOString(),
    flightMinutes,
  })
  await ws.made(periods, flown(431, 1))
  const reported = async () => {
    await noticeLimits.at(ws.app.services, new Date())
    const notices = await ws.owner.get('/api/v1/ops/duty/notices')
    const log = await ws.owner.get('/api/v1/admin/audit-log?page_size=100')
    const events = log.data.items.filter(({ action }: { action: string }) => /^duty\./.test(action))
    assert.deepEqual(
      events.map(({ subject }: { subject: { id: string } }) => subject.id).sort(),
      notices.data.items.map(({ id }: { id: string }) => id).sort(),
    )
    return events.map(({ action }: { action: string }) => action).sort()
  }
  assert.deepEqual(await reported(), [])
  const [period] = (await ws.owner.get(periods)).data.items
  const near = await ws.made(periods, { ...flown(432, 1), correctsId: period.id })
  assert.deepEqual(await reported(), ['duty.near_limit'])
  assert.deepEqual(await reported(), ['duty.near_limit'])
  await ws.made(periods, { ...flown(481, 1), correctsId: near.id })
  assert.deepEqual(await reported(), ['duty.exceeded', 'duty.near_limit'])
})

test('an instructor who is booked for more than eight hours of instruction is named in the preview', async (t) => {
  const ws = await workspace(t)
  const [teacher, aircraft] = [await ws.person(), await ws.aircraft()]
  const lesson = (startsAt: string, endsAt: string) => ({
    type: 'flight',
    aircraftId: aircraft.id,
    instructorId: teacher.id,
    startsAt: `2027-03-08T${startsAt}:00Z`,
    endsAt: `2027-03-08T${endsAt}:00Z`,
  })
  await ws.made('/api/v1/planning/sessions', lesson('08:00', '15:00'))
  const preview = async (endsAt: string) =>
    (await ws.owner.post('/api/v1/planning/sessions/preview', lesson('15:00', endsAt))).data.findings
  assert.deepEqual(await preview('16:00'), [])
  const [finding] = await preview('16:01')
  assert.deepEqual(
    [finding.field, finding.citation, finding.isBlocking, finding.used],
    ['instructorId', '14 CFR 61.195(a)', false, 481],
  )
})

test('duty comes in from a file, and a row that overlaps is named', async (t) => {
  const ws = await workspace(t)
  await ws.person({ displayName: 'Ada Holm' })
  const { id, problems } = await analyzed(
    ws.owner,
    'duty_periods',
    'Name,Type,On duty,Off duty,Flight minutes\n' +
      'Ada Holm,duty,2026-03-02 08:00,2026-03-02 16:00,\n' +
      'Ada Holm,external,2026-03-03 08:00,2026-03-03 16:00,240\n' +
      'Ada Holm,rest,2026-03-02 15:00,2026-03-03 08:00,\n',
  )
  assert.equal(problems.length, 1)
  assert.match(problems[0] ?? '', /^4 .*Row 2 has the same person at that time/)
  await ran(ws.owner, id, true)
  const { items } = (await ws.owner.get(periods)).data
  assert.deepEqual(
    items.map(({ kind, flightMinutes }: { kind: string; flightMinutes: number | null }) => [
      kind,
      flightMinutes,
    ]),
    [
      ['external', 240],
      ['duty', null],
    ],
  )
})
