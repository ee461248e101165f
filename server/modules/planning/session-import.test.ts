import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'

const sessions = '/api/v1/planning/sessions'

test('a schedule comes in with its people, in the zone of the workspace, and holds what it books', async (t) => {
  const ws = await workspace(t)
  await ws.app.sql("update workspaces set timezone = 'America/Denver' where workspace_id = $1", [ws.uuid])
  const aircraft = await ws.aircraft({ registration: 'N77ZZ' })
  await ws.person({ displayName: 'Ada Holm' })
  await ws.person({ displayName: 'Ben Roe' })
  await ws.made('/api/v1/planning/resources', { name: 'Room 1', kind: 'room' })
  const { id, problems } = await analyzed(
    ws.owner,
    'bookings',
    'Date,Aircraft,Start,End,Minutes,Instructor,Student,Title\n' +
      '2027-03-09,n77zz,09:00,10:30,,Ada Holm,Ben Roe,First lesson\n' +
      '2027-03-09,Room 1,11:00,,60,Ada Holm,Ben Roe,\n',
  )
  assert.deepEqual(problems, [])
  await ran(ws.owner, id)
  const [flight, lesson] = (await ws.owner.get(sessions)).data.items
  assert.deepEqual(
    [flight.status, flight.title, flight.startsAt, flight.instructorName, flight.participants[0].displayName],
    ['confirmed', 'First lesson', '2027-03-09T16:00:00.000Z', 'Ada Holm', 'Ben Roe'],
  )
  assert.deepEqual(
    [lesson.type, lesson.resourceName, lesson.endsAt],
    ['ground', 'Room 1', '2027-03-09T19:00:00.000Z'],
  )
  const taken = await ws.owner.post(sessions, {
    type: 'flight',
    aircraftId: aircraft.id,
    startsAt: '2027-03-09T17:00:00Z',
    endsAt: '2027-03-09T18:00:00Z',
  })
  assert.deepEqual([taken.body.code, taken.body.details[0].winner.id], ['resource_taken', flight.id])
})

test('rows that want what is booked, or what an earlier row has, are said by their row', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft({ registration: 'N88ZZ' })
  await ws.made(sessions, {
    type: 'flight',
    aircraftId: aircraft.id,
    title: 'Survey',
    startsAt: '2027-03-09T09:00:00Z',
    endsAt: '2027-03-09T10:00:00Z',
  })
  const { problems } = await analyzed(
    ws.owner,
    'bookings',
    'Date,Aircraft,Start,End\n' +
      '2027-03-09,N88ZZ,09:30,10:30\n' +
      '2027-03-10,N88ZZ,09:00,10:00\n' +
      '2027-03-10,N88ZZ,09:30,10:30\n' +
      '2027-03-10,N99XX,09:00,10:00\n' +
      '2027-03-11,N88ZZ,11:00,10:00\n',
  )
  const said = problems.join('\n')
  assert.match(said, /N88ZZ is taken by “Survey” of 9 Mar 2027 09:00/)
  assert.match(said, /Row \d books the same at that time/)
  assert.match(said, /called “N99XX”/)
  assert.match(said, /ends before it begins/)
  assert.equal(problems.length, 4, said)
})
