import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { until } from '#platform/testing/until.ts'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { sendBookingMessages } from './booking-message.ts'

const app = await startTestApp()
const path = '/api/v1/planning/sessions'
const setting = '/api/v1/planning/message-setting'
const at = (time: string, day = 8) => `2027-03-${String(day).padStart(2, '0')}T${time}:00.000Z`
const times = (from: string, to: string) => ({ startsAt: at(from), endsAt: at(to) })
/** Sends what waits, and waits for what the server itself is just sending. */
async function send() {
  await sendBookingMessages.at(app.services, new Date())
  await until(
    () => app.sql('select 1 from planning_messages'),
    (rows) => rows.length === 0,
  )
}

async function member(ws: TestWorkspace, name: string, roles: string[]) {
  const client = await ws.as(name, { roles })
  const person = await ws.person({ displayName: name, userId: client.userId })
  const heard = async () => {
    await send()
    const { notifications } = (await client.get('/api/notifications')).data
    return notifications.map(({ title }: { title: string }) => title).reverse() as string[]
  }
  const mails = () =>
    app.sql<{ subject: string; body: string; attachment: { content: string } | null }>(
      `select m.subject, m.body, m.attachment from mails m join users u on u.email = m.recipient
        where u.id = $1 and m.notice_of is not null order by m.created_at, m.id`,
      [client.userId],
    )
  return Object.assign(client, { crewId: person.id as string, heard, mails })
}

test('the people of a booking hear that it is made, moved and cancelled, with the booking as a calendar file', async (t) => {
  const ws = await workspace(t, app)
  const aircraft = await ws.aircraft()
  const student = await member(ws, 'student', ['student'])
  const stranger = await member(ws, 'stranger', ['pilot'])
  const session = await ws.made(path, {
    type: 'flight',
    title: 'Lesson',
    aircraftId: aircraft.id,
    notes: 'Weak in crosswind',
    participants: [{ crewId: student.crewId, role: 'student' }],
    ...times('10:00', '11:00'),
  })
  await ws.made(`${path}/${session.id}/move`, times('12:00', '13:00'))
  await ws.made(`${path}/${session.id}/cancel`, { reason: 'Fog' })
  const line = (time: string) => new RegExp(`^${time}: Lesson, ${aircraft.registration}, 8 Mar 2027`)
  const titles = await student.heard()
  assert.equal(titles.length, 3)
  for (const [index, word] of ['Booked', 'Moved', 'Cancelled'].entries())
    assert.match(titles[index] ?? '', line(word))
  assert.deepEqual(await stranger.heard(), [])
  const mails = await student.mails()
  assert.equal(mails.length, 3)
  const [, , cancelled] = mails
  assert.match(cancelled?.body ?? '', /Reason: Fog/)
  assert.match(cancelled?.attachment?.content ?? '', new RegExp(`UID:${session.id}@`))
  assert.match(cancelled?.attachment?.content ?? '', /STATUS:CANCELLED/)
  assert.doesNotMatch(JSON.stringify(mails), /crosswind/)
  // Each event is reported once.
  await send()
  assert.equal((await student.mails()).length, 3)
})

test('an instructor hears of a request and its maker of the answer; nobody hears of what they did themselves', async (t) => {
  const ws = await workspace(t, app)
  const aircraft = await ws.aircraft()
  const pilot = await member(ws, 'pilot', ['pilot'])
  const instructor = await member(ws, 'instructor', ['instructor'])
  const asked = (
    await pilot.post(path, {
      type: 'flight',
      aircraftId: aircraft.id,
      instructorId: instructor.crewId,
      participants: [{ crewId: pilot.crewId, role: 'pilot' }],
      ...times('10:00', '11:00'),
    })
  ).data
  assert.equal((await instructor.heard()).length, 1)
  assert.match((await instructor.heard())[0] ?? '', /^Please confirm: Flight/)
  assert.deepEqual(await pilot.heard(), [])
  await instructor.post(`${path}/${asked.id}/decline`, { reason: 'Too windy' })
  assert.match((await pilot.heard())[0] ?? '', /^Declined: Flight/)
  assert.equal((await instructor.heard()).length, 1)
})

test('each member says how they hear of bookings, for themselves alone', async (t) => {
  const ws = await workspace(t, app)
  const aircraft = await ws.aircraft()
  const [quiet, loud] = [await member(ws, 'quiet', ['pilot']), await member(ws, 'loud', ['pilot'])]
  assert.deepEqual((await quiet.get(setting)).data, { inApp: true, mail: true })
  assert.deepEqual((await quiet.patch(setting, { mail: false })).data, { inApp: true, mail: false })
  assert.deepEqual((await loud.get(setting)).data, { inApp: true, mail: true })
  await ws.made(path, {
    type: 'flight',
    aircraftId: aircraft.id,
    participants: [quiet, loud].map(({ crewId }) => ({ crewId, role: 'pilot' })),
    ...times('10:00', '11:00'),
  })
  assert.equal((await quiet.heard()).length, 1)
  assert.deepEqual([(await quiet.mails()).length, (await loud.mails()).length], [0, 1])
})

test('a series is one message, and the standby who gets a freed aircraft hears of it', async (t) => {
  const ws = await workspace(t, app)
  const aircraft = await ws.aircraft()
  const [student, waiting] = [
    await member(ws, 'student', ['student']),
    await member(ws, 'waiting', ['pilot']),
  ]
  const series = await ws.made('/api/v1/planning/series', {
    session: {
      type: 'flight',
      title: 'Every day',
      aircraftId: aircraft.id,
      participants: [{ crewId: student.crewId, role: 'student' }],
    },
    rule: 'FREQ=DAILY;COUNT=5',
    timezone: 'UTC',
    startsOn: '2027-03-08',
    startLocalTime: '10:00',
    durationMinutes: 60,
    onConflict: 'refuse',
  })
  assert.deepEqual(await student.heard(), ['5 bookings made: Every day'])
  const [mail] = await student.mails()
  assert.equal(mail?.attachment?.content.match(/BEGIN:VEVENT/g)?.length, 5)
  await waiting.post(path, {
    type: 'flight',
    ...times('10:00', '11:00'),
    participants: [{ crewId: waiting.crewId, role: 'pilot' }],
    standby: { typeDesignator: 'C172' },
  })
  await ws.made(`${path}/${series.sessionIds[0]}/cancel`, { reason: 'Ill' })
  assert.match((await waiting.heard())[0] ?? '', /^You have an aircraft: Flight/)
})
