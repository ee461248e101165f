import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { nights } from '#rules/night.ts'

type Row = Record<string, unknown>
const squawks = '/api/v1/maintenance/squawks'
const today = localDate(new Date(), 'UTC')

/** A pilot who may fly, and an aircraft that may be flown. */
async function ready(more: Row = {}) {
  const space = await workspace()
  const person = await space.person({ displayName: 'Ada Holm' })
  const record = (fields: Row) => space.made('/api/v1/compliance/records', { crewId: person.id, ...fields })
  await record({ kind: 'certificate', title: 'Commercial pilot, ASEL', issuedOn: '2020-05-01' })
  const medical = await record({
    kind: 'medical',
    medicalClass: 'second',
    operation: 'private',
    issuedOn: addDays(today, -60),
    ageAtExam: 30,
    ...more,
  })
  await record({ kind: 'flight_review', issuedOn: addDays(today, -60) })
  const plane = await space.aircraft({ baseAirport: 'KFNL' })
  return { space, person, plane, medical }
}
type Ready = Awaited<ReturnType<typeof ready>>

async function go({ space, person, plane }: Ready, query: Row = {}) {
  const all = { aircraft_id: plane.id, person_id: person.id, ...query }
  const text = new URLSearchParams(Object.entries(all).map(([name, value]) => [name, String(value)]))
  const { status, data, text: body } = await space.owner.get(`/api/v1/compliance/go?${text}`)
  assert.equal(status, 200, body)
  return data
}
async function deferred(space: TestWorkspace, aircraftId: string, fields: Row) {
  const squawk = await space.made(squawks, { aircraftId, title: 'Landing light out', phase: 'preflight' })
  await space.made(`${squawks}/${squawk.id}/defer`, { route: 'nef', ...fields })
  return squawk
}

test('yes, with what lapses first', async () => {
  const sheet = await go(await ready({ expiresOn: addDays(today, 10) }))
  assert.deepEqual([sheet.verdict, sheet.first], ['yes', null], JSON.stringify(sheet))
  assert.deepEqual([sheet.nextToLapse, sheet.lapsesAt], ['61.23', `${addDays(today, 11)}T00:00:00.000Z`])
  assert.ok(sheet.limitations.includes('No passengers'))
})

test('a grounding says no and is named first; after it is taken back, yes', async () => {
  const all = await ready({ issuedOn: '2019-01-10', ageAtExam: 45 })
  const squawk = await all.space.made(squawks, {
    aircraftId: all.plane.id,
    title: 'Oil on the belly',
    phase: 'preflight',
    isGrounding: true,
  })
  const sheet = await go(all)
  assert.deepEqual(
    [sheet.verdict, sheet.first.part, sheet.first.citation],
    ['no', 'airworthiness', '14 CFR 91.7(a)'],
  )
  assert.match(sheet.first.message, /status is AOG/)
  // The medical is the next reason.
  assert.ok(sheet.lines.some(({ title, verdict }: Row) => title === '61.23' && verdict === 'no'))
  await all.space.made(`${squawks}/${squawk.id}/unground`, { reason: 'Cleaned, no leak found' })
  assert.equal((await go(all)).first.title, '61.23')
})

test('a deferral says yes in the last minute of its last day at the base, and no a minute later', async () => {
  const all = await ready()
  const expiresOn = addDays(today, 5)
  const squawk = await deferred(all.space, all.plane.id, { expiresOn })
  const dayAfter = Temporal.PlainDate.from(addDays(expiresOn, 1)).toZonedDateTime('America/Denver')
  const by = (minutes: number) =>
    go(all, { at: new Date(dayAfter.epochMilliseconds + minutes * 60_000).toISOString() })
  const last = await by(-1)
  assert.deepEqual([last.verdict, last.nextToLapse], ['yes', `Deferred ${squawk.number}`])
  const sheet = await by(0)
  assert.deepEqual([sheet.verdict, sheet.first.part, sheet.first.title], ['no', 'limitation', squawk.number])
  assert.match(sheet.first.message, new RegExp(`the deferral expired on ${expiresOn}`))
})

test('an aircraft limited to the day goes in the last minute of the day, and not at night', async () => {
  const all = await ready()
  await deferred(all.space, all.plane.id, { limitations: ['day_only'], expiresOn: addDays(today, 30) })
  const noon = Date.parse(`${addDays(today, 1)}T19:00:00Z`)
  const [evening] = nights(
    'civil',
    { latitude: 40.4518, longitude: -105.0113 },
    { from: noon, to: noon + 86_400_000 },
  )
  assert.ok(evening)
  // The field lies a little beside this position, by a second or so.
  const by = (minutes: number) =>
    go(all, { at: new Date(evening.from + minutes * 60_000).toISOString(), night: false })
  assert.equal((await by(-2)).verdict, 'yes')
  const night = await by(1)
  assert.deepEqual([night.verdict, night.first.part], ['no', 'limitation'])
  assert.match(night.first.message, /by day only/)
})

test('a medical is good to the last minute of its last day, in the zone of the workspace', async () => {
  const expiresOn = addDays(today, 2)
  const all = await ready({ expiresOn })
  assert.equal((await go(all, { at: `${expiresOn}T23:59:00Z` })).verdict, 'yes')
  const sheet = await go(all, { at: `${addDays(expiresOn, 1)}T00:00:00Z` })
  assert.deepEqual([sheet.verdict, sheet.first.title, sheet.first.part], ['no', '61.23', 'eligibility'])
})

test('a duty limit says no one minute early, and yes when the 24 hours are over', async () => {
  const all = await ready()
  const day = addDays(today, -3)
  for (const hour of ['10', '14'])
    await all.space.flight({
      aircraftId: all.plane.id,
      crew: [{ crewId: all.person.id, role: 'pic' }],
      operation: '135',
      offBlockAt: `${day}T${hour}:00:00Z`,
      onBlockAt: `${day}T${Number(hour) + 4}:00:00Z`,
      status: 'approved',
    })
  const ask = (clock: string) => go(all, { at: `${addDays(day, 1)}T${clock}:00Z`, minutes: 60 })
  assert.equal((await ask('10:00')).verdict, 'yes')
  const early = await ask('09:59')
  assert.deepEqual(
    [early.verdict, early.first.part, early.first.citation],
    ['no', 'duty', '14 CFR 135.267(b)'],
  )
})

test('an inspection that is required says no the day after it was due', async () => {
  const all = await ready()
  const dueOn = addDays(today, 3)
  await all.space.made('/api/v1/maintenance/items', {
    aircraftId: all.plane.id,
    title: 'Transponder check',
    kind: 'inspection',
    reference: '14 CFR 91.413',
    limits: [{ counter: 'calendar', dueOn }],
  })
  assert.equal((await go(all, { at: `${dueOn}T12:00:00Z` })).verdict, 'yes')
  const sheet = await go(all, { at: `${addDays(dueOn, 2)}T12:00:00Z` })
  assert.deepEqual([sheet.verdict, sheet.first.citation], ['no', '14 CFR 91.413'])
})

test('an open airworthiness directive says no until it is complied with, a service bulletin does not', async () => {
  const all = await ready()
  const base = '/api/v1/maintenance/directives'
  const decide = async (kind: string, status: string, more: Row = {}) => {
    const directive = await all.space.made(base, {
      kind,
      authority: 'FAA',
      number: `${kind}-1`,
      title: 'Seat rails',
      effectiveOn: '2011-06-17',
    })
    await all.space.made(`${base}/${directive.id}/applicability`, {
      aircraftId: all.plane.id,
      status,
      ...more,
    })
    return directive
  }
  await decide('sb', 'open')
  assert.equal((await go(all)).verdict, 'yes')
  const { id } = await decide('ad', 'open')
  const sheet = await go(all)
  assert.deepEqual(
    [sheet.verdict, sheet.first.part, sheet.first.citation],
    ['no', 'airworthiness', '14 CFR 39.7'],
  )
  await all.space.made(`${base}/${id}/applicability`, {
    aircraftId: all.plane.id,
    status: 'complied',
    method: 'Inspected by paragraph (g)',
    certificateKind: 'IA',
    certificateNumber: '2718281',
  })
  assert.equal((await go(all)).verdict, 'yes')
})

test('nobody reads the go sheet of somebody whom they may not see, and a key needs both scopes', async () => {
  const all = await ready()
  const { space, person, plane } = all
  const path = `/api/v1/compliance/go?aircraft_id=${plane.id}&person_id=${person.id}`
  const other = await space.as('other', { roles: ['pilot'] })
  assert.equal((await other.get(path)).status, 404)
  const narrow = await space.key({ scopes: ['compliance:read'] })
  assert.deepEqual(
    [(await narrow.get(path)).status, (await narrow.get(path)).body.code],
    [403, 'scope_missing'],
  )
  const both = await space.key({ scopes: ['compliance:read', 'maintenance:read'] })
  assert.equal((await both.get(path)).status, 200)
  const stranger = await workspace(undefined, space.app)
  assert.equal((await stranger.owner.get(path)).status, 404)
})

test('of a grounding, an expired deferral, a day-only limitation at night, a lapsed medical and a duty limit the first is named; each is met one minute before', async () => {
  const last = addDays(today, 5)
  const next = addDays(last, 1)
  const all = await ready({ expiresOn: last })
  const { space, person, plane, medical } = all
  // Eight hours of commercial flying are planned for the day before, in another aircraft.
  const other = await space.aircraft({ baseAirport: 'KFNL' })
  const leg = (from: number) => ({
    fromAirport: 'KBJC',
    toAirport: 'KASE',
    plannedOffBlockAt: `${last}T${from}:00:00Z`,
    plannedOnBlockAt: `${last}T${from + 4}:00:00Z`,
    aircraftId: other.id,
    crew: [{ crewId: person.id, role: 'pic' }],
  })
  const trip = await space.made('/api/v1/ops/trips', {
    type: 'charter',
    operation: '135',
    legs: [leg(10), leg(14)],
  })
  await space.made(`/api/v1/ops/trips/${trip.id}/confirm`, {})
  const expiring = await deferred(space, plane.id, { expiresOn: last })
  const dayOnly = await deferred(space, plane.id, {
    limitations: ['day_only'],
    expiresOn: addDays(today, 30),
  })
  const grounding = await space.made(squawks, {
    aircraftId: plane.id,
    title: 'Oil on the belly',
    phase: 'preflight',
    isGrounding: true,
  })
  const ask = (at: string, minutes = 1) => go(all, { at, minutes, rules: '135', night: false })
  const says = async (line: string, at: string, minutes?: number) =>
    (await ask(at, minutes)).lines.some(
      ({ part, title, verdict, isBlocking }: Row) =>
        verdict === 'no' && isBlocking && `${part}: ${title}` === line,
    )
  const minuteOf = (milliseconds: number) => new Date(milliseconds).toISOString()
  const midnight = Temporal.PlainDate.from(next).toZonedDateTime('America/Denver').epochMilliseconds
  const [night] = nights(
    'civil',
    { latitude: 40.4518, longitude: -105.0113 },
    { from: Date.parse(`${last}T19:00:00Z`), to: Date.parse(`${next}T19:00:00Z`) },
  )
  assert.ok(night)
  const [lastYes, firstNo] = [-60_000, 0]
  const early = `${next}T09:59:00Z`
  for (const [line, yes, no, minutes] of [
    [`limitation: ${expiring.number}`, minuteOf(midnight + lastYes), minuteOf(midnight + firstNo), 1],
    // The field lies a little beside this position, by a second or so.
    [`limitation: ${dayOnly.number}`, minuteOf(night.from - 120_000), minuteOf(night.from + 60_000), 1],
    ['eligibility: 61.23', `${last}T23:59:00Z`, `${next}T00:00:00Z`, 1],
    ['duty: Flight time in 24 hours', `${next}T10:00:00Z`, early, 60],
  ] as const) {
    assert.equal(await says(line, yes, minutes), false, `${line} at ${yes}`)
    assert.equal(await says(line, no, minutes), true, `${line} at ${no}`)
  }
  const first = async () => {
    const sheet = await ask(early, 60)
    return [sheet.verdict, sheet.first?.part, sheet.first?.title]
  }
  const resolve = async ({ id }: Row) => {
    await space.made(`${squawks}/${id}/start`, {})
    await space.made(`${squawks}/${id}/resolve`, {
      text: 'Replaced',
      certificateKind: 'A&P',
      certificateNumber: '2718281',
    })
  }
  assert.deepEqual(await first(), ['no', 'airworthiness', 'In service'])
  await space.made(`${squawks}/${grounding.id}/unground`, { reason: 'Cleaned, no leak found' })
  assert.deepEqual(await first(), ['no', 'limitation', expiring.number])
  await resolve(expiring)
  assert.deepEqual(await first(), ['no', 'limitation', dayOnly.number])
  await resolve(dayOnly)
  assert.deepEqual(await first(), ['no', 'eligibility', '61.23'])
  const renewed = { expiresOn: addDays(today, 30) }
  assert.equal((await space.owner.patch(`/api/v1/compliance/records/${medical.id}`, renewed)).status, 200)
  assert.deepEqual(await first(), ['no', 'duty', 'Flight time in 24 hours'])
  assert.equal((await ask(`${next}T10:00:00Z`, 60)).verdict, 'yes')
})

test('a squawk that the crew reads before it leaves is no reason to stay, under part 135 either', async () => {
  const all = await ready()
  await all.space.owner.patch('/api/v1/admin/workspace', { operatingRules: ['faa_135'] })
  const squawk = await all.space.made(squawks, {
    aircraftId: all.plane.id,
    title: 'Seat belt stiff',
    phase: 'preflight',
  })
  const sheet = await go(all)
  assert.equal(sheet.verdict, 'yes', JSON.stringify(sheet.first))
  const line = sheet.lines.find(({ title }: Row) => title === squawk.number)
  assert.deepEqual(
    [line.verdict, line.isBlocking, line.message],
    ['yes', false, `${sheet.registration} has ${squawk.number}, not resolved: Seat belt stiff`],
  )
})
