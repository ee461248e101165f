import assert from 'node:assert/strict'
import { test } from 'node:test'
import ICAL from 'ical.js'
import nodeIcal from 'node-ical'
import { workspace } from '#platform/testing/workspace.ts'

const sessions = '/api/v1/planning/sessions'
const feeds = '/api/v1/planning/feeds'

interface Entry {
  uid: string
  sequence: number
  startsAt: string
  endsAt: string
  status: string
  summary: string
}

/** Two programs that read calendars, neither of them ours. Each judges local times by the zones of the file. */
const readers: Record<string, (text: string) => Entry[]> = {
  'ical.js': (text) => {
    const calendar = new ICAL.Component(ICAL.parse(text))
    for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
    return calendar.getAllSubcomponents('vevent').map((component) => {
      const event = new ICAL.Event(component)
      return {
        uid: event.uid,
        sequence: event.sequence,
        startsAt: event.startDate.toJSDate().toISOString(),
        endsAt: event.endDate.toJSDate().toISOString(),
        status: String(component.getFirstPropertyValue('status')),
        summary: event.summary,
      }
    })
  },
  'node-ical': (text) =>
    Object.values(nodeIcal.sync.parseICS(text)).flatMap((entry) =>
      entry?.type === 'VEVENT'
        ? [
            {
              uid: entry.uid,
              sequence: Number(entry.sequence),
              startsAt: entry.start.toISOString(),
              endsAt: entry.end?.toISOString() ?? '',
              status: entry.status ?? '',
              summary: String(entry.summary),
            },
          ]
        : [],
    ),
}

/** What both read, which has to be the same. */
function entriesIn(text: string): Entry[] {
  assert.ok(text.endsWith('END:VCALENDAR\r\n'))
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  const [first, ...others] = Object.entries(readers).map(([name, read]) => ({ name, entries: read(text) }))
  for (const { name, entries } of others) assert.deepEqual(entries, first?.entries, name)
  return first?.entries ?? []
}

test('a calendar keeps the UID of a booking through moves, on both sides of a change of the clock, until it is revoked', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const before = { startsAt: '2027-03-13T16:00:00.000Z', endsAt: '2027-03-13T17:00:00.000Z' }
  const after = { startsAt: '2027-03-15T15:00:00.000Z', endsAt: '2027-03-15T16:00:00.000Z' }
  const title =
    'Dual; navigation, with a name that is longer than a line of a calendar may be: Zürich – Genève'
  const session = await ws.made(sessions, {
    type: 'flight',
    aircraftId: aircraft.id,
    timezone: 'America/Denver',
    title,
    notes: 'Not for calendars',
    ...before,
  })
  const feed = await ws.made(feeds, { subjectType: 'aircraft', subjectId: aircraft.id })
  const address = new URL(feed.url).pathname
  const read = async () => {
    const answer = await ws.anybody.get(address)
    assert.match(answer.headers.get('content-type') ?? '', /^text\/calendar/)
    assert.equal(answer.headers.get('cache-control'), 'private, max-age=900')
    assert.doesNotMatch(answer.text, /Not for calendars/)
    const entries = entriesIn(answer.text)
    assert.equal(entries.length, 1)
    return { text: answer.text, ...(entries[0] as Entry) }
  }
  const first = await read()
  assert.match(first.text, /X-PUBLISHED-TTL:PT15M\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n/)
  assert.match(first.text, /DTSTART;TZID=America\/Denver:20270313T090000\r\n/)
  assert.match(first.text, /LAST-MODIFIED:\d{8}T\d{6}Z\r\n/)
  assert.match(first.uid, new RegExp(`^${session.id}@`))
  assert.deepEqual({ ...first, ...before }, first)
  assert.deepEqual([first.status, first.summary], ['CONFIRMED', `${title} · ${aircraft.registration}`])
  await ws.made(`${sessions}/${session.id}/move`, after)
  const moved = await read()
  assert.equal(moved.uid, first.uid)
  assert.ok(moved.sequence > first.sequence)
  // Nine in the morning on both sides, and another hour in UTC.
  assert.match(moved.text, /DTSTART;TZID=America\/Denver:20270315T090000\r\n/)
  assert.deepEqual({ ...moved, ...after }, moved)
  await ws.made(`${sessions}/${session.id}/cancel`, { reason: 'Weather' })
  const cancelled = await read()
  assert.deepEqual([cancelled.uid, cancelled.status], [first.uid, 'CANCELLED'])
  assert.ok(cancelled.sequence > moved.sequence)
  assert.equal((await ws.owner.delete(`${feeds}/${feed.id}`)).status, 204)
  assert.equal((await ws.anybody.get(address)).status, 404)
})

test('a member makes a calendar of themselves alone, and sees no calendar of others', async (t) => {
  const ws = await workspace(t)
  const [aircraft, member] = [await ws.aircraft(), await ws.as('pilot', { roles: ['pilot'] })]
  const person = await ws.person({ displayName: 'Pat Pilot', userId: member.userId })
  const own = await member.post(feeds, {})
  assert.deepEqual([own.data.subjectId, own.data.subjectName], [person.id, 'Pat Pilot'])
  assert.equal((await member.post(feeds, { subjectId: aircraft.id })).body.code, 'role_missing')
  const other = await ws.made(feeds, { subjectId: aircraft.id })
  assert.equal((await member.delete(`${feeds}/${other.id}`)).status, 404)
  assert.equal((await member.get(feeds)).data.total, 1)
  assert.equal((await ws.owner.get(feeds)).data.total, 2)
  assert.doesNotMatch((await ws.owner.get(feeds)).text, /\.ics/)
  // Who becomes inactive has no calendar any more.
  const address = new URL(own.data.url).pathname
  assert.equal((await ws.anybody.get(address)).status, 200)
  assert.notEqual((await ws.owner.get(feeds)).data.items[1].lastFetchedAt, null)
  await ws.owner.patch(`/api/v1/ops/crew/${person.id}`, { status: 'inactive' })
  assert.equal((await ws.anybody.get(address)).status, 404)
})
