import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'

const path = '/api/v1/planning/sessions'
const board = '/api/v1/planning/board?from=2027-03-08T00:00:00Z&to=2027-03-15T00:00:00Z'
const slot = { startsAt: '2027-03-08T10:00:00Z', endsAt: '2027-03-08T11:30:00Z' }

test('the board shows each booking on the rows that it takes, and no cancelled one', async (t) => {
  const ws = await workspace(t)
  const [aircraft, student, instructor] = [await ws.aircraft(), await ws.person(), await ws.person()]
  const session = await ws.made(path, {
    type: 'flight',
    ...slot,
    aircraftId: aircraft.id,
    instructorId: instructor.id,
    participants: [{ crewId: student.id, role: 'student' }],
  })
  const gone = await ws.made(path, {
    type: 'flight',
    aircraftId: aircraft.id,
    startsAt: '2027-03-09T10:00:00Z',
    endsAt: '2027-03-09T11:00:00Z',
  })
  await ws.made(`${path}/${gone.id}/cancel`, { reason: 'Weather' })
  const byAircraft = (await ws.owner.get(board)).data
  assert.deepEqual(byAircraft.bookings.id, [session.id])
  assert.deepEqual(
    [byAircraft.bookings.start, byAircraft.bookings.minutes, byAircraft.bookings.rows],
    [[600], [90], [[0]]],
  )
  assert.equal(byAircraft.rows[0].name, aircraft.registration)
  const byPerson = (await ws.owner.get(`${board}&by=person`)).data
  const names = byPerson.bookings.rows[0].map((row: number) => byPerson.rows[row].id)
  assert.deepEqual(names.sort(), [instructor.id, student.id].sort())
  assert.deepEqual((await ws.owner.get(`${board}&by=resource`)).data.bookings.id, [])
})

test('a board that has not changed is answered 304; after any change it is read again', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const first = await ws.owner.get(board)
  const etag = first.headers.get('etag') ?? ''
  assert.notEqual(etag, '')
  assert.equal((await ws.owner.get(board, { 'if-none-match': etag })).status, 304)
  await ws.made(path, { type: 'flight', ...slot, aircraftId: aircraft.id })
  const second = await ws.owner.get(board, { 'if-none-match': etag })
  assert.deepEqual([second.status, second.data.bookings.id.length], [200, 1])
  // The tag of one caller tells nothing to another.
  const other = await ws.as('dispatcher', { roles: ['dispatcher'] })
  const tag = second.headers.get('etag') ?? ''
  assert.equal((await other.get(board, { 'if-none-match': tag })).status, 200)
})

test('members share a board until the next event, and nobody else sees theirs', async (t) => {
  const [ws, neighbor] = await Promise.all([workspace(t), workspace(t)])
  const aircraft = await ws.aircraft()
  const [other, key, limited] = [
    await ws.as('dispatcher', { roles: ['dispatcher'] }),
    await ws.key({ scopes: ['planning:read'] }),
    await ws.key({ scopes: ['planning:read'], projects: [(await ws.project()).id] }),
  ]
  const callers = { owner: ws.owner, other, key, limited, neighbor: neighbor.owner }
  const countsOf = async () => {
    const counts = Object.entries(callers).map(async ([name, caller]) => {
      const { status, data, text } = await caller.get(board)
      assert.equal(status, 200, text)
      return [name, data.bookings.id.filter(Boolean).length]
    })
    return Object.fromEntries(await Promise.all(counts))
  }
  const none = { owner: 0, other: 0, key: 0, limited: 0, neighbor: 0 }
  assert.deepEqual(await countsOf(), none)
  const session = await ws.made(path, { type: 'flight', ...slot, aircraftId: aircraft.id })
  for (const _turn of [1, 2]) assert.deepEqual(await countsOf(), { ...none, owner: 1, other: 1, key: 1 })
  const [first, again] = [await ws.owner.get(board), await other.get(board)]
  assert.equal(again.text, first.text)
  assert.notEqual(again.headers.get('etag'), first.headers.get('etag'))
  assert.deepEqual(
    ['content-type', 'vary', 'cache-control'].map((name) => again.headers.get(name)),
    ['content-type', 'vary', 'cache-control'].map((name) => first.headers.get(name)),
  )
  assert.equal(
    (await ws.as('customer', { roles: ['customer'] }).then((guest) => guest.get(board))).status,
    403,
  )
  await ws.made(`${path}/${session.id}/cancel`, { reason: 'Weather' })
  // Of many who ask at once, all get the same.
  const crowd = await Promise.all(
    Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? ws.owner : other).get(board)),
  )
  assert.equal(new Set(crowd.map(({ status, text }) => `${status} ${text}`)).size, 1)
  assert.deepEqual(await countsOf(), none)
})

test('a key that is limited to projects reads its own bookings, and of others only that the time is taken', async (t) => {
  const ws = await workspace(t)
  const [aircraft, project, pilot] = [await ws.aircraft(), await ws.project(), await ws.as('pilot')]
  const at = (from: string, to: string) => ({ startsAt: `2027-03-09T${from}Z`, endsAt: `2027-03-09T${to}Z` })
  const flight = { type: 'flight', aircraftId: aircraft.id, title: 'Secret survey' }
  await ws.made(path, { ...flight, ...slot })
  const own = await ws.made(path, {
    ...flight,
    ...at('10:00:00', '11:00:00'),
    title: 'Ours',
    projectId: project.id,
  })
  // A request of others takes nothing, and who waits is theirs alone.
  await pilot.post(path, { ...flight, ...at('12:00:00', '13:00:00') })
  await pilot.post(path, {
    type: 'flight',
    ...at('12:00:00', '13:00:00'),
    standby: { typeDesignator: 'C172' },
  })
  const key = await ws.key({ scopes: ['planning:read'], projects: [project.id] })
  const { data, text } = await key.get(board)
  assert.doesNotMatch(text, /Secret/)
  const { id, kind, start, minutes, type, title, status } = data.bookings
  assert.deepEqual(
    [id, kind, start, minutes],
    [
      ['', own.id],
      ['', 'planning_session'],
      [600, 2040],
      [90, 60],
    ],
  )
  assert.deepEqual(
    [type, title, status],
    [
      ['', 'flight'],
      ['', 'Ours'],
      ['confirmed', 'confirmed'],
    ],
  )
  assert.deepEqual(data.standbys, [])
})

test('a program that follows the board is notified of each change', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const { secret } = await ws.key({ scopes: ['planning:read'] })
  const stream = await fetch(ws.app.origin + board, {
    headers: { authorization: `Bearer ${secret}`, accept: 'text/event-stream' },
    signal: AbortSignal.timeout(20_000),
  })
  assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/)
  await ws.made(path, { type: 'flight', ...slot, aircraftId: aircraft.id })
  let text = ''
  for await (const bytes of stream.body ?? []) {
    text += Buffer.from(bytes).toString()
    if (text.includes('event: changed')) break
  }
  assert.match(text, /data: \{"sequence":\d+\}/)
  assert.doesNotMatch(text, /pse_/)
})

test('a board of two months is refused', async (t) => {
  const ws = await workspace(t)
  const wide = await ws.owner.get('/api/v1/planning/board?from=2027-03-08T00:00:00Z&to=2027-05-08T00:00:00Z')
  assert.equal(wide.status, 422)
})

test('the row of an aircraft says what is left to its next inspection, and a booking that uses it up is warned of', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  await ws.made(`/api/v1/ops/aircraft/${aircraft.id}/readings`, { kind: 'tach', readingHundredths: 100_000 })
  await ws.made('/api/v1/maintenance/items', {
    aircraftId: aircraft.id,
    title: '100-hour inspection',
    kind: 'inspection',
    limits: [{ counter: 'tach', intervalHundredths: 10_000, dueAtHundredths: 100_220 }],
  })
  const [row] = (await ws.owner.get(board)).data.rows
  assert.deepEqual([row.due, row.isDueSoon], ['2.2 h left to the 100-hour inspection', true])
})
