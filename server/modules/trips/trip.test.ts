import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { act, leg, sessions, through, trips } from './testing/trip.ts'

test('a trip is a draft with a number and its legs, and may be incomplete until it is confirmed', async (t) => {
  const ws = await workspace(t)
  const trip = await ws.made(trips, { type: 'charter', legs: [{ fromAirport: 'KBJC' }] })
  assert.match(trip.number, /^T-\d{4}-00001$/)
  assert.deepEqual([trip.status, trip.legs[0].fromAirport, trip.legs[0].aircraftId], ['draft', 'KBJC', null])
  const refused = await act(ws.owner, trip.id, 'confirm')
  assert.deepEqual([refused.status, refused.body.code], [422, 'rule_broken'])
  assert.deepEqual(
    refused.body.details.map(({ field }: { field: string }) => field),
    ['toAirport', 'plannedOffBlockAt', 'plannedOnBlockAt', 'aircraftId'].map((field) => `legs.0.${field}`),
  )
  const next = await ws.made(trips, { type: 'owner' })
  assert.match(next.number, /-00002$/)
})

test('legs run forward in time, and nobody is twice in one', async (t) => {
  const ws = await workspace(t)
  const person = await ws.person()
  const crew = [
    { crewId: person.id, role: 'pic' },
    { crewId: person.id, role: 'sic' },
  ]
  const later = leg({ plannedOffBlockAt: '2027-03-08T10:59:00Z', plannedOnBlockAt: '2027-03-08T12:00:00Z' })
  for (const [legs, field] of [
    [[leg({ plannedOnBlockAt: '2027-03-08T10:00:00Z' })], 'legs.0.plannedOnBlockAt'],
    [[leg(), later], 'legs.1.plannedOffBlockAt'],
    [[leg({ crew })], 'legs.0.crew.1.crewId'],
    [[leg({ fromAirport: 'QQQQ' })], 'legs.0.fromAirport'],
  ] as const) {
    const refused = await ws.owner.post(trips, { type: 'charter', legs })
    const isOfTime = field.endsWith('At')
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.details[0].field],
      [400, isOfTime ? 'ends_before_start' : 'invalid_request', field],
    )
  }
  const next = { ...later, plannedOffBlockAt: '2027-03-08T11:00:00Z' }
  assert.equal((await ws.owner.post(trips, { type: 'charter', legs: [leg(), next] })).status, 201)
})

const eachOrder = <Item>(items: readonly Item[]): Item[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((first) =>
        eachOrder(items.filter((other) => other !== first)).map((rest) => [first, ...rest]),
      )

test('a trip leg, a planned work order and a booking of one aircraft exclude each other in every order', async (t) => {
  const ws = await workspace(t)
  const times = { startsAt: '2027-03-08T10:30:00Z', endsAt: '2027-03-08T12:00:00Z' }
  const makers = {
    trip: async (aircraftId: string) => {
      const { id } = await ws.made(trips, { type: 'charter', legs: [leg({ aircraftId })] })
      return { id, answer: await act(ws.owner, id, 'confirm') }
    },
    work_order: async (aircraftId: string) => {
      const { id } = await ws.made('/api/v1/maintenance/work-orders', {
        ...{ aircraftId, kind: 'unscheduled', title: 'Brakes' },
        ...{ plannedStartAt: times.startsAt, plannedEndAt: times.endsAt },
      })
      return { id, answer: await ws.owner.post(`/api/v1/maintenance/work-orders/${id}/open`) }
    },
    planning_session: async (aircraftId: string) => {
      const answer = await ws.owner.post(sessions, { type: 'flight', aircraftId, ...times })
      return { id: answer.data?.id, answer }
    },
  }
  for (const order of eachOrder(Object.entries(makers))) {
    const aircraft = await ws.aircraft()
    const [[firstKind, makeFirst] = assert.fail(), ...others] = order
    const first = await makeFirst(aircraft.id)
    assert.ok(first.answer.status < 300, `${firstKind}: ${first.answer.text}`)
    for (const [kind, make] of others) {
      const { status, body } = (await make(aircraft.id)).answer
      assert.deepEqual(
        [status, body.code, body.details[0].winner.type, body.details[0].winner.id],
        [409, 'resource_taken', firstKind, first.id],
        `${kind} after ${firstKind}`,
      )
    }
  }
})

test('a trip names the field that is taken, and gives back what it held when it is cancelled', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const legs = [leg({ aircraftId: aircraft.id })]
  const booking = {
    type: 'maintenance_block',
    aircraftId: aircraft.id,
    startsAt: '2027-03-08T10:30:00Z',
    endsAt: '2027-03-08T12:00:00Z',
  }
  const booked = await ws.made(sessions, booking)
  const trip = await ws.made(trips, { type: 'charter', legs })
  const refused = await act(ws.owner, trip.id, 'confirm')
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.details[0].winner.id, refused.body.details[0].field],
    [409, 'resource_taken', booked.id, 'legs.0.aircraftId'],
  )
  await ws.made(`${sessions}/${booked.id}/cancel`, { reason: 'Later' })
  await through(ws.owner, trip.id, 'confirm')
  const taken = await ws.owner.post(sessions, booking)
  assert.deepEqual([taken.status, taken.body.details[0].winner.id], [409, trip.id])
  await through(ws.owner, trip.id, ['cancel', { reason: 'Weather' }])
  assert.equal((await ws.owner.post(sessions, booking)).status, 201)
  const reopened = await through(ws.owner, trip.id, 'reopen')
  assert.deepEqual([reopened.status, reopened.cancelReason], ['draft', null])
})

test('a trip departs, is closed out into drafts of flights, frees the rest of its time, and completes', async (t) => {
  const ws = await workspace(t)
  const [aircraft, ada, ben] = [await ws.aircraft(), await ws.person(), await ws.person()]
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  const trip = await ws.made(trips, {
    type: 'charter',
    operation: '91',
    legs: [
      {
        ...leg({ plannedOffBlockAt: at(-120), plannedOnBlockAt: at(-60), aircraftId: aircraft.id }),
        crew: [
          { crewId: ben.id, role: 'sic' },
          { crewId: ada.id, role: 'pic' },
        ],
      },
      {
        ...leg({ plannedOffBlockAt: at(-30), plannedOnBlockAt: at(120), aircraftId: aircraft.id }),
        crew: [{ crewId: ada.id, role: 'pic' }],
      },
    ],
  })
  const [ws2, legIds] = [ws.owner, trip.legs.map(({ id }: { id: string }) => id)]
  await through(ws2, trip.id, 'confirm', ['release', {}])
  await through(ws2, trip.id, ['authorise', { as: 'dispatcher' }])
  const admin = await ws.as('admin', { roles: ['admin'] })
  await through(admin, trip.id, ['authorise', { as: 'pic' }])
  const future = await act(ws2, trip.id, 'depart', { legId: legIds[0], actualOffBlockAt: at(30) })
  assert.deepEqual([future.status, future.body.details[0].field], [400, 'actualOffBlockAt'])
  const active = await through(ws2, trip.id, ['depart', { legId: legIds[0], actualOffBlockAt: at(-118) }])
  assert.equal(active.status, 'active')
  await through(ws2, trip.id, ['depart', { legId: legIds[1], actualOffBlockAt: at(-29) }])
  const flown = [
    { legId: legIds[0], actualOffBlockAt: at(-118), actualOnBlockAt: at(-61) },
    { legId: legIds[1], actualOffBlockAt: at(-29), actualOnBlockAt: at(-2) },
  ]
  const half = await act(ws2, trip.id, 'close-out', { legs: flown.slice(0, 1) })
  assert.deepEqual([half.status, half.body.details[0].field], [400, 'legs'])
  const closed = (await act(ws2, trip.id, 'close-out', { legs: flown })).data
  assert.equal(closed.status, 'close_out')
  const flight = (await ws2.get(`/api/v1/ops/flights/${closed.legs[0].flightId}`)).data
  assert.deepEqual(
    [
      flight.status,
      flight.operation,
      flight.flightType,
      flight.crew.map(({ role }: { role: string }) => role),
    ],
    ['draft', '91', 'charter', ['pic', 'sic']],
  )
  const free = { type: 'flight', aircraftId: aircraft.id, startsAt: at(1), endsAt: at(60) }
  assert.equal((await ws2.post(sessions, free)).status, 201)
  assert.equal((await through(ws2, trip.id, 'complete')).status, 'completed')
  assert.equal((await act(ws2, trip.id, 'cancel', { reason: 'Late' })).body.code, 'trip_state')
})

test('a key of a project reads the trips of that project alone', async (t) => {
  const ws = await workspace(t)
  const project = await ws.project()
  const own = await ws.made(trips, { type: 'charter', projectId: project.id })
  const other = await ws.made(trips, { type: 'charter' })
  const key = await ws.key({ scopes: ['trips:read'], projects: [project.id] })
  assert.deepEqual(
    (await key.get(trips)).data.items.map(({ id }: { id: string }) => id),
    [own.id],
  )
  assert.equal((await key.get(`${trips}/${other.id}`)).body.code, 'project_not_allowed')
  const from = new Date(Date.now() - 3_600_000).toISOString()
  const board = (await key.get(`/api/v1/ops/dispatch/board?from=${from}`)).data
  assert.deepEqual(
    board.queue.map(({ id }: { id: string }) => id),
    [own.id],
  )
})
