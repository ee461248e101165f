import assert from 'node:assert/strict'
import { test } from 'node:test'
import { analyzed, ran } from '#platform/importing/testing/try-import.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { leg, sessions, trips } from './testing/trip.ts'
import { expireTripRequests } from './trip-request.ts'

test('a request is quoted and accepted into a trip; a quote that is over expires', async (t) => {
  const ws = await workspace(t)
  const path = '/api/v1/ops/trip-requests'
  const ask = {
    from: 'KBJC',
    to: 'Aspen',
    wantedAt: '2027-03-08T10:00:00Z',
    passengerCount: 3,
    contact: 'Grace, +1 303 555 0100',
  }
  const request = await ws.made(path, ask)
  assert.equal(request.status, 'created')
  const quote = {
    quoteMinor: 480_000,
    currency: 'USD',
    validUntil: new Date(Date.now() + 3_600_000).toISOString(),
  }
  const quoted = await ws.made(`${path}/${request.id}/quote`, quote)
  assert.deepEqual([quoted.status, quoted.quoteMinor], ['quoted', 480_000])
  const accepted = await ws.made(`${path}/${request.id}/accept`)
  const trip = (await ws.owner.get(`${trips}/${accepted.tripId}`)).data
  assert.deepEqual([trip.status, trip.legs[0].passengerCount, trip.number], ['draft', 3, accepted.tripNumber])
  assert.equal((await ws.owner.post(`${path}/${request.id}/decline`)).body.code, 'trip_request_state')
  const late = await ws.made(path, ask)
  await ws.made(`${path}/${late.id}/quote`, quote)
  await expireTripRequests.at(ws.app.services, new Date(Date.now() + 7_200_000))
  assert.equal((await ws.owner.get(`${path}/${late.id}`)).data.status, 'expired')
})

test('a risk assessment has the band of its own version of the form; a red one needs a second person', async (t) => {
  const ws = await workspace(t)
  const forms = '/api/v1/ops/frat/forms'
  const assessments = '/api/v1/ops/frat/assessments'
  const questions = [
    { key: 'night', section: 'environment', text: 'At night?', weight: 10 },
    { key: 'new_to_type', section: 'pilot', text: 'Under 50 hours on type?', weight: 10 },
  ]
  assert.equal((await ws.made(forms, { questions, yellowAt: 10, redAt: 20 })).version, 1)
  const aircraft = await ws.aircraft()
  const now = Date.now()
  const session = await ws.made(sessions, {
    type: 'flight',
    aircraftId: aircraft.id,
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 3_600_000).toISOString(),
  })
  const answers = (night: boolean, isNew: boolean) => ({
    sessionId: session.id,
    answers: [
      { key: 'night', answer: night },
      { key: 'new_to_type', answer: isNew },
    ],
  })
  const yellow = await ws.made(assessments, answers(true, false))
  assert.deepEqual([yellow.score, yellow.band, yellow.formVersion], [10, 'yellow', 1])
  await ws.made(forms, { questions, yellowAt: 5, redAt: 10 })
  assert.equal((await ws.owner.get(`${assessments}/${yellow.id}`)).data.band, 'yellow')
  const red = await ws.made(assessments, answers(true, true))
  assert.deepEqual([red.band, red.formVersion], ['red', 2])
  const refused = await ws.owner.post(`${sessions}/${session.id}/check-out`)
  assert.deepEqual([refused.status, refused.body.details[0].assessmentId], [422, red.id])
  assert.equal((await ws.owner.post(`${assessments}/${red.id}/second`, {})).body.code, 'own_assessment')
  const pilotTwo = await ws.as('second', { roles: ['pilot'] })
  assert.equal((await pilotTwo.post(`${assessments}/${red.id}/second`, {})).status, 200)
  assert.equal((await ws.owner.post(`${sessions}/${session.id}/check-out`)).status, 200)
  const missing = await ws.owner.post(assessments, { sessionId: session.id, answers: [] })
  assert.deepEqual([missing.status, missing.body.details[0].field], [400, 'answers'])
})

test('the dispatch board shows trips, what waits, and what else holds an aircraft', async (t) => {
  const ws = await workspace(t)
  const [plane, other] = [await ws.aircraft(), await ws.aircraft()]
  const trip = await ws.made(trips, { type: 'charter', legs: [leg({ aircraftId: plane.id })] })
  await ws.made(sessions, {
    type: 'maintenance_block',
    aircraftId: other.id,
    startsAt: '2027-03-08T10:00:00Z',
    endsAt: '2027-03-08T12:00:00Z',
  })
  const board = (await ws.owner.get('/api/v1/ops/dispatch/board?from=2027-03-08T00:00:00Z')).data
  assert.deepEqual(
    [board.trips[0].id, board.trips[0].route, board.queue.length, board.trips[0].aircraftIds],
    [trip.id, 'KBJC–KASE', 1, [plane.id]],
  )
  const taken = board.aircraft.find(({ id }: { id: string }) => id === other.id).taken
  assert.deepEqual([taken.length, taken[0].title], [1, 'Maintenance'])
})

test('trips come in from a file as drafts, with the rows of one number as its legs', async (t) => {
  const ws = await workspace(t)
  await ws.aircraft({ registration: 'N77TR' })
  await ws.person({ displayName: 'Ada Holm' })
  const { id, problems } = await analyzed(
    ws.owner,
    'trips',
    'Trip number,Customer,From,To,Departure time,Arrival time,Tail,Captain,Pax\n' +
      'Q-17,Ridgeline,KBJC,KASE,2027-03-08 10:00,2027-03-08 11:00,N77TR,Ada Holm,3\n' +
      'Q-17,Ridgeline,KASE,KBJC,2027-03-08 15:00,2027-03-08 16:00,N77TR,Ada Holm,2\n' +
      'Q-18,,KBJC,QQQQ,2027-03-09 10:00,2027-03-09 11:00,,,\n',
  )
  assert.equal(problems.length, 1)
  assert.match(problems[0] ?? '', /^4 To/)
  await ran(ws.owner, id, true)
  const { items } = (await ws.owner.get(trips)).data
  assert.deepEqual(
    items.map(({ status, customerName, legs }: { status: string; customerName: string; legs: object[] }) => [
      status,
      customerName,
      legs.length,
    ]),
    [['draft', 'Ridgeline', 2]],
  )
  assert.equal(items[0].legs[0].crew[0].displayName, 'Ada Holm')
})
