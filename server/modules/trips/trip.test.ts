import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { erasePassengers } from './erase-passengers.ts'
import { act, leg, pilot, sessions, through, trips } from './testing/trip.ts'

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

test('release, then another PIC: the release is void, and says why; nobody authorizes it', async (t) => {
  const ws = await workspace(t)
  const [first, second] = [await pilot(ws, 'Ada'), await pilot(ws, 'Ben')]
  const aircraft = await ws.aircraft()
  const own = leg({ aircraftId: aircraft.id, crew: [{ crewId: first.crewId, role: 'pic' }] })
  const trip = await ws.made(trips, { type: 'charter', legs: [own] })
  const never = await act(ws.owner, trip.id, 'authorise', { as: 'dispatcher' })
  assert.equal(never.body.code, 'trip_state')
  const released = await through(ws.owner, trip.id, 'confirm', 'schedule', ['release', {}])
  assert.equal(released.status, 'released')
  await through(ws.owner, trip.id, ['authorise', { as: 'dispatcher' }])
  const twice = await act(ws.owner, trip.id, 'authorise', { as: 'pic' })
  assert.deepEqual([twice.status, twice.body.code], [403, 'second_person_needed'])
  assert.equal((await act(second, trip.id, 'authorise', { as: 'pic' })).status, 404)
  const changed = await ws.owner.patch(`${trips}/${trip.id}`, {
    legs: [{ ...own, id: trip.legs[0].id, crew: [{ crewId: second.crewId, role: 'pic' }] }],
  })
  assert.deepEqual(
    [changed.status, changed.data.status, changed.data.releaseId, changed.data.legs[0].id],
    [200, 'scheduled', null, trip.legs[0].id],
  )
  const release = (await ws.owner.get(`${trips}/${trip.id}/release`)).data
  assert.match(release.voidReason, /crew/)
  const refused = await act(ws.owner, trip.id, 'authorise', { as: 'pic' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'release_void'])
  const log = await ws.owner.get(`/api/v1/admin/audit-log?subject=${trip.id}`)
  const actions = log.data.items.map(({ action }: { action: string }) => action)
  assert.ok(actions.includes('trip.released') && actions.includes('trip.release_voided'), actions.join(', '))
})

test('two people dispatch a trip; where one person alone flies, one is enough', async (t) => {
  const ws = await workspace(t)
  const ada = await pilot(ws, 'Ada')
  const legs = async () => [
    leg({ aircraftId: (await ws.aircraft()).id, crew: [{ crewId: ada.crewId, role: 'pic' }] }),
  ]
  const alone = await ws.made(trips, { type: 'charter', legs: await legs() })
  const steps = ['confirm', ['release', {}], 'file'] as const
  await through(ws.owner, alone.id, ...(steps as never as string[]))
  const both = await through(
    ws.owner,
    alone.id,
    ['authorise', { as: 'dispatcher' }],
    ['authorise', { as: 'pic' }],
  )
  assert.equal(both.status, 'dispatched')
  await through(ws.owner, alone.id, ['cancel', { reason: 'Weather' }])
  await ws.person({ displayName: 'Ben' })
  const trip = await ws.made(trips, { type: 'charter', legs: await legs() })
  await through(ws.owner, trip.id, ...(steps as never as string[]), ['authorise', { as: 'dispatcher' }])
  assert.equal((await act(ada, trip.id, 'authorise', { as: 'dispatcher' })).body.code, 'role_missing')
  assert.equal((await through(ada, trip.id, ['authorise', { as: 'pic' }])).status, 'dispatched')
})

test('a red item refuses the release, or is waived with a reason; grounding never is', async (t) => {
  const ws = await workspace(t)
  const aircraft = await ws.aircraft()
  const person = await ws.person()
  const trip = await ws.made(trips, {
    type: 'charter',
    operation: '135',
    legs: [leg({ aircraftId: aircraft.id, crew: [{ crewId: person.id, role: 'pic' }] })],
  })
  await through(ws.owner, trip.id, 'confirm')
  const refused = await act(ws.owner, trip.id, 'release', {})
  assert.deepEqual([refused.status, refused.body.code], [422, 'rule_broken'])
  const red = refused.body.details
    .filter(({ field }: { field: string }) => field === 'confirmed')
    .map(({ key }: { key: string }) => key)
  assert.ok(red.includes('planning.weather') && red.includes('documents.aboard'), red.join(', '))
  const [waived, ...confirmed] = red
  const waiver = { waivers: [{ key: waived, reason: 'Briefed by phone' }], confirmed }
  const dispatcher = await ws.as('dispatcher', { roles: ['dispatcher'] })
  assert.equal((await act(dispatcher, trip.id, 'release', waiver)).body.code, 'role_missing')
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'aog' })
  const grounded = await act(ws.owner, trip.id, 'release', waiver)
  assert.deepEqual([grounded.status, grounded.body.code], [422, 'aircraft_not_dispatchable'])
  const { key } = grounded.body.details[0]
  const bold = await act(ws.owner, trip.id, 'release', {
    confirmed: red,
    waivers: [{ key, reason: 'It will be fine' }],
  })
  assert.deepEqual([bold.status, bold.body.details[0].field], [422, 'waivers.0.key'])
  await ws.owner.patch(`/api/v1/ops/aircraft/${aircraft.id}`, { status: 'active' })
  await through(ws.owner, trip.id, ['release', waiver])
  const { items, inputsSha256 } = (await ws.owner.get(`${trips}/${trip.id}/release`)).data
  const item = items.find((entry: { key: string }) => entry.key === waived)
  assert.deepEqual([item.state, item.waiverReason], ['red', 'Briefed by phone'])
  assert.match(inputsSha256, /^[0-9a-f]{64}$/)
})

test('flying that breaks a limit refuses the confirmation, with the earliest legal start', async (t) => {
  const ws = await workspace(t)
  const [aircraft, person] = [await ws.aircraft(), await ws.person()]
  await ws.made('/api/v1/ops/duty/periods', {
    crewId: person.id,
    kind: 'external',
    startsAt: '2027-03-07T10:30:00Z',
    endsAt: '2027-03-07T18:30:00Z',
    flightMinutes: 480,
  })
  const trip = await ws.made(trips, {
    type: 'charter',
    operation: '135',
    legs: [leg({ aircraftId: aircraft.id, crew: [{ crewId: person.id, role: 'pic' }] })],
  })
  const refused = await act(ws.owner, trip.id, 'confirm')
  assert.deepEqual([refused.status, refused.body.code], [422, 'rule_broken'])
  const [detail] = refused.body.details
  assert.deepEqual(
    [detail.citation, detail.limit, detail.earliestLegalStartAt],
    ['14 CFR 135.267(b)', 480, '2027-03-08T10:30:00Z'],
  )
  // What is confirmed counts against the next trip of the same day.
  const other = await ws.person()
  const long = (off: string, on: string, plane: string) => ({
    type: 'charter',
    operation: '135',
    legs: [
      leg({
        plannedOffBlockAt: `2027-03-09T${off}:00Z`,
        plannedOnBlockAt: `2027-03-09T${on}:00Z`,
        aircraftId: plane,
        crew: [{ crewId: other.id, role: 'pic' }],
      }),
    ],
  })
  const morning = await ws.made(trips, long('06:00', '12:00', aircraft.id))
  await through(ws.owner, morning.id, 'confirm')
  const evening = await ws.made(trips, long('14:00', '16:01', (await ws.aircraft()).id))
  assert.equal((await act(ws.owner, evening.id, 'confirm')).body.details[0].citation, '14 CFR 135.267(b)')
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

test('trips with passengers are read by those who plan, and by the crew that flies them', async (t) => {
  const ws = await workspace(t)
  const [ada, ben] = [await pilot(ws, 'Ada'), await pilot(ws, 'Ben')]
  const trip = await ws.made(trips, {
    type: 'charter',
    passengers: [{ name: 'Grace Hopper', weightKg: 70.5, documentNumber: 'X123' }],
    legs: [leg({ crew: [{ crewId: ada.crewId, role: 'pic' }] })],
  })
  assert.equal((await ada.get(`${trips}/${trip.id}`)).data.passengers[0].weightKg, 70.5)
  assert.equal((await ben.get(`${trips}/${trip.id}`)).status, 404)
  assert.equal((await ben.get(trips)).data.total, 0)
  const key = await ws.key({ scopes: ['trips:read'] })
  assert.equal((await key.get(trips)).data.items[0].passengers[0].name, 'Grace Hopper')
  assert.equal((await (await ws.key({ scopes: ['flights:read'] })).get(trips)).status, 403)
})

test('a year after a trip nothing is left of its passengers', async (t) => {
  const ws = await workspace(t)
  const trip = await ws.made(trips, {
    type: 'charter',
    passengers: [{ name: 'Grace Hopper' }],
    legs: [leg()],
  })
  const passengersAfter = async (days: number) => {
    const end = Date.parse('2027-03-08T11:00:00Z')
    await erasePassengers.at(ws.app.services, new Date(end + days * 86_400_000 + 1))
    return (await ws.owner.get(`${trips}/${trip.id}`)).data.passengers.length
  }
  assert.deepEqual([await passengersAfter(364), await passengersAfter(365)], [1, 0])
})

test('the history counts passengers, and never names them: it outlasts their erasure', async (t) => {
  const ws = await workspace(t)
  const passengers = [{ name: 'Grace Hopper', documentNumber: 'X123' }]
  const trip = await ws.made(trips, { type: 'charter', passengers, legs: [leg()] })
  await ws.owner.patch(`${trips}/${trip.id}`, { passengers: [...passengers, { name: 'Amelia Lund' }] })
  await through(ws.owner, trip.id, ['cancel', { reason: 'Weather' }])
  const log = await ws.owner.get(`/api/v1/admin/audit-log?subject=${trip.id}`)
  const counts = log.data.items.flatMap(({ changes }: { changes: { field: string }[] }) =>
    changes.filter(({ field }) => field === 'passengers'),
  )
  assert.deepEqual(counts, [
    { field: 'passengers', before: 1, after: 2 },
    { field: 'passengers', before: null, after: 1 },
  ])
  const rows = await ws.app.sql<{ words: string }>(
    "select concat_ws(' ', changes, payload, personal, subject_label) as words from events where workspace_id = $1",
    [ws.uuid],
  )
  assert.doesNotMatch(rows.map(({ words }) => words).join('\n'), /Hopper|Lund|X123/)
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
