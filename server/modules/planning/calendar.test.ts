import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const sessions = '/api/v1/planning/sessions'
const feeds = '/api/v1/planning/feeds'

interface Entry {
  [name: string]: string
}

/** The events of a calendar, read by the rules of RFC 5545 and not by those of the writer. */
function eventsIn(text: string): Entry[] {
  assert.ok(text.endsWith('END:VCALENDAR\r\n'))
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  const lines = text.replaceAll(/\r\n[ \t]/g, '').split('\r\n')
  const events: Entry[] = []
  let event: Entry | null = null
  for (const line of lines) {
    const [, name = '', parameters = '', value = ''] = /^([^:;]+)((?:;[^:]*)?):(.*)$/.exec(line) ?? []
    if (line === 'BEGIN:VEVENT') event = {}
    else if (line === 'END:VEVENT' && event) {
      events.push(event)
      event = null
    } else if (event) {
      event[name] = value
      if (parameters) event[`${name} parameters`] = parameters
    }
  }
  return events
}

const instantOf = (event: Entry | undefined, name: string) => {
  const zone = event?.[`${name} parameters`]?.replace(';TZID=', '') ?? 'UTC'
  const local = event?.[name]?.replace(/^(....)(..)(..)T(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6') ?? ''
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant().toString()
}

test('a calendar keeps the UID of a booking through moves, on both sides of a change of the clock, until it is revoked', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const before = { startsAt: '2027-03-13T16:00:00Z', endsAt: '2027-03-13T17:00:00Z' }
  const after = { startsAt: '2027-03-15T15:00:00Z', endsAt: '2027-03-15T16:00:00Z' }
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
    return { text: answer.text, event: eventsIn(answer.text)[0] }
  }
  const first = await read()
  assert.match(first.text, /BEGIN:VTIMEZONE\r\nTZID:America\/Denver/)
  assert.match(first.event?.UID ?? '', new RegExp(`^${session.id}@`))
  assert.deepEqual([first.event?.DTSTART, first.event?.STATUS], ['20270313T090000', 'CONFIRMED'])
  assert.equal(instantOf(first.event, 'DTSTART'), '2027-03-13T16:00:00Z')
  assert.equal(first.event?.SUMMARY?.replaceAll(/\\([;,])/g, '$1'), `${title} · ${aircraft.registration}`)
  await ws.made(`${sessions}/${session.id}/move`, after)
  const moved = await read()
  assert.equal(moved.event?.UID, first.event?.UID)
  assert.ok(Number(moved.event?.SEQUENCE) > Number(first.event?.SEQUENCE))
  // Nine in the morning on both sides, and another hour in UTC.
  assert.equal(moved.event?.DTSTART, '20270315T090000')
  assert.equal(instantOf(moved.event, 'DTSTART'), '2027-03-15T15:00:00Z')
  await ws.made(`${sessions}/${session.id}/cancel`, { reason: 'Weather' })
  const cancelled = await read()
  assert.deepEqual([cancelled.event?.UID, cancelled.event?.STATUS], [first.event?.UID, 'CANCELLED'])
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
