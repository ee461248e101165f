import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/planning/series'
const sessions = '/api/v1/planning/sessions'
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000)

/** The second Tuesday of a coming month, two weeks before the clock of Denver changes. */
function tuesdayBeforeTheClockChanges(): string {
  for (let ahead = 1; ; ahead++) {
    const at = day(ahead).toISOString().slice(0, 10)
    const offset = (on: string) =>
      Temporal.PlainDateTime.from(`${on}T09:00`).toZonedDateTime('America/Denver').offset
    const later = new Date(Date.parse(at) + 14 * 86_400_000).toISOString().slice(0, 10)
    if (new Date(`${at}T12:00:00Z`).getUTCDay() === 2 && offset(at) !== offset(later)) return at
  }
}
const startsOn = tuesdayBeforeTheClockChanges()
const series = (aircraft: { id: string }, more: object = {}) => ({
  session: { type: 'flight', aircraftId: aircraft.id, title: 'Every Tuesday' },
  rule: 'FREQ=WEEKLY;BYDAY=TU;COUNT=10',
  timezone: 'America/Denver',
  startsOn,
  startLocalTime: '09:00',
  durationMinutes: 90,
  onConflict: 'refuse',
  ...more,
})
const inDenver = (at: string) =>
  Temporal.Instant.from(at)
    .toZonedDateTimeISO('America/Denver')
    .toPlainTime()
    .toString({ smallestUnit: 'minute' })

test('over a taken third week, refuse makes none and names the day; skip makes nine, all at nine local', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const third = Temporal.PlainDate.from(startsOn).add({ days: 14 })
  const noon = third.toZonedDateTime({ timeZone: 'America/Denver', plainTime: '10:00' })
  const taken = await ws.made(sessions, {
    type: 'flight',
    aircraftId: aircraft.id,
    startsAt: noon.toInstant().toString(),
    endsAt: noon.add({ hours: 1 }).toInstant().toString(),
  })
  const refused = await ws.owner.post(path, series(aircraft))
  assert.deepEqual([refused.status, refused.body.code], [409, 'resource_taken'])
  assert.equal(refused.body.details.length, 1)
  assert.equal(refused.body.details[0].occurrenceOn, third.toString())
  assert.equal(refused.body.details[0].winner.id, taken.id)
  assert.equal((await ws.owner.get(sessions)).data.total, 1)
  const made = (await ws.owner.post(path, series(aircraft, { onConflict: 'skip' }))).data
  assert.equal(made.sessionIds.length, 9)
  assert.deepEqual(
    made.skipped.map(({ on }: { on: string }) => on),
    [third.toString()],
  )
  const booked = (await ws.owner.get(`${sessions}?series_id=${made.id}&page_size=100`)).data.items
  assert.deepEqual(
    new Set(booked.map(({ startsAt }: { startsAt: string }) => inDenver(startsAt))),
    new Set(['09:00']),
  )
  const utc = new Set(booked.map(({ startsAt }: { startsAt: string }) => startsAt.slice(11, 16)))
  assert.equal(utc.size, 2, 'the clock changes between them')
})

test('a cancelled series frees its days that have not begun, and leaves out what was excepted', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const second = Temporal.PlainDate.from(startsOn).add({ days: 7 }).toString()
  const made = (await ws.owner.post(path, series(aircraft, { exceptOn: [second] }))).data
  assert.equal(made.sessionIds.length, 9)
  assert.equal(
    (await ws.owner.post(`${path}/${made.id}/cancel`, { reason: 'Course ended' })).data.status,
    'cancelled',
  )
  const open = await ws.owner.get(`${sessions}?series_id=${made.id}&status=confirmed`)
  assert.equal(open.data.total, 0)
  assert.equal((await ws.owner.post(path, series(aircraft))).status, 201)
})

test('a rule outside of what is supported is refused with its part, a skipped time with its neighbors', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const rule = await ws.owner.post(path, series(aircraft, { rule: 'FREQ=WEEKLY;BYSETPOS=1' }))
  assert.deepEqual([rule.status, rule.body.details[0].part], [400, 'BYSETPOS=1'])
  const spring = { startsOn: '2027-03-14', startLocalTime: '02:30', rule: 'FREQ=DAILY;COUNT=1' }
  const skipped = await ws.owner.post(path, series(aircraft, spring))
  assert.deepEqual([skipped.status, skipped.body.code], [400, 'no_such_local_time'])
  assert.match(skipped.body.error, /take 01:30 or 03:30/)
  const autumn = { startsOn: '2027-11-07', startLocalTime: '01:30', rule: 'FREQ=DAILY;COUNT=1' }
  const twice = await ws.owner.post(path, series(aircraft, autumn))
  assert.match(twice.body.error, /send offset -06:00 or -07:00/)
  const said = await ws.owner.post(path, series(aircraft, { ...autumn, offset: '-07:00' }))
  const [session] = (await ws.owner.get(`${sessions}?series_id=${said.data.id}`)).data.items
  assert.equal(session.startsAt, '2027-11-07T08:30:00.000Z')
})
