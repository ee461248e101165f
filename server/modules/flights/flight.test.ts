import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

type Row = Record<string, unknown>
const link = (ws: TestWorkspace, crewId: string, userId: string) =>
  ws.owner.patch(`/api/v1/ops/crew/${crewId}`, { userId })

test('approving a flight posts its meters in the same transaction and says so in one event', async (t) => {
  const { owner, flight, aircraft } = await workspace(t)
  const { id: aircraftId } = await aircraft()
  const { id } = await flight({
    aircraftId,
    status: 'submitted',
    hobbsOutHundredths: 10_000,
    hobbsInHundredths: 10_120,
    tachOutHundredths: 9_000,
    tachInHundredths: 9_095,
  })
  const res = await owner.post(`/api/v1/ops/flights/${id}/approve`)
  assert.equal(res.status, 200)
  assert.equal(res.data.status, 'approved')
  const meters = await owner.get(`/api/v1/ops/aircraft/${aircraftId}/meters`)
  assert.deepEqual(
    meters.data.map((meter: Row) => [meter.kind, meter.currentHundredths]),
    [
      ['hobbs', 10_120],
      ['tach', 9_095],
    ],
  )
  const events = await owner.get(`/api/v1/public/events?subject=${id}`)
  assert.deepEqual(
    events.data.items.map((event: Row) => event.type),
    ['flight.approved', 'flight.submitted'],
  )
  assert.equal(events.data.items[0].data.id, id)
})

test('nobody approves a flight that they flew', async (t) => {
  const ws = await workspace(t)
  const chief = await ws.as('chief', { roles: ['pilot', 'chief_pilot'] })
  const [me] = [await ws.person(), await ws.person()]
  await link(ws, me.id, chief.userId)
  const { id } = await ws.flight({ status: 'submitted', crew: [{ crewId: me.id, role: 'pic' }] })
  const res = await chief.post(`/api/v1/ops/flights/${id}/approve`)
  assert.equal(res.status, 403)
  assert.equal(res.body.code, 'own_flight')
})

test('who flies without a record among the people cannot approve what they submitted', async (t) => {
  const ws = await workspace(t)
  const chief = await ws.as('chief', { roles: ['pilot', 'chief_pilot'] })
  await ws.person()
  const { id } = await ws.flight()
  await chief.post(`/api/v1/ops/flights/${id}/submit`)
  const res = await chief.post(`/api/v1/ops/flights/${id}/approve`)
  assert.equal(res.body.code, 'own_flight')
})

test('the single pilot of a workspace may approve their own flight', async (t) => {
  const ws = await workspace(t)
  const chief = await ws.as('chief', { roles: ['pilot', 'chief_pilot'] })
  const me = await ws.person()
  await link(ws, me.id, chief.userId)
  const { id } = await ws.flight({ status: 'submitted', crew: [{ crewId: me.id, role: 'pic' }] })
  assert.equal((await chief.post(`/api/v1/ops/flights/${id}/approve`)).status, 200)
})

test('an instructor approves the flights of their own students and no others', async (t) => {
  const ws = await workspace(t)
  const instructor = await ws.as('instructor', { roles: ['instructor'] })
  const [teacher, student, stranger] = [
    await ws.person({ functions: ['instructor'] }),
    await ws.person({ functions: ['student'] }),
    await ws.person(),
  ]
  await link(ws, teacher.id, instructor.userId)
  const theirs = await ws.flight({
    status: 'submitted',
    crew: [
      { crewId: teacher.id, role: 'instructor' },
      { crewId: student.id, role: 'dual' },
    ],
  })
  const foreign = await ws.flight({ status: 'submitted', crew: [{ crewId: stranger.id, role: 'pic' }] })
  assert.equal((await instructor.post(`/api/v1/ops/flights/${theirs.id}/approve`)).status, 200)
  const res = await instructor.post(`/api/v1/ops/flights/${foreign.id}/approve`)
  assert.deepEqual([res.status, res.body.code], [403, 'role_missing'])
})

test('a pilot cannot approve at all, and cannot touch the draft of somebody else', async (t) => {
  const ws = await workspace(t)
  const pilot = await ws.as('pilot', { roles: ['pilot'] })
  const { id } = await ws.flight()
  assert.equal((await pilot.post(`/api/v1/ops/flights/${id}/submit`)).status, 403)
  await ws.owner.post(`/api/v1/ops/flights/${id}/submit`)
  assert.equal((await pilot.post(`/api/v1/ops/flights/${id}/approve`)).body.code, 'role_missing')
})

// Every step from every state: what is allowed, and where it leads.
const allowed: Record<string, string> = {
  'draft submit': 'submitted',
  'submitted approve': 'approved',
  'submitted reject': 'rejected',
  'rejected reopen': 'draft',
}
for (const status of ['draft', 'submitted', 'approved', 'rejected'] as const) {
  for (const step of ['submit', 'approve', 'reject', 'reopen']) {
    const wanted = allowed[`${status} ${step}`]
    test(`${step} of a flight that is ${status} ${wanted ? `makes it ${wanted}` : 'is refused'}`, async (t) => {
      const { owner, flight } = await workspace(t)
      const { id } = await flight({ status })
      const res = await owner.post(
        `/api/v1/ops/flights/${id}/${step}`,
        step === 'reject' ? { reason: 'Wrong tail' } : undefined,
      )
      assert.deepEqual(
        [res.status, res.data?.status ?? res.body.code],
        wanted ? [200, wanted] : [409, 'flight_state'],
      )
    })
  }
}

test('only one of twenty who approve at once does', async (t) => {
  const { owner, flight } = await workspace(t)
  const { id } = await flight({ status: 'submitted', hobbsOutHundredths: 100, hobbsInHundredths: 200 })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => owner.post(`/api/v1/ops/flights/${id}/approve`)),
  )
  assert.deepEqual(answers.map((res) => res.status).sort(), [200, ...Array(19).fill(409)])
})

for (const [what, fields, field] of [
  [
    'on blocks before off blocks',
    { offBlockAt: '2026-01-05T12:00:00Z', onBlockAt: '2026-01-05T11:00:00Z' },
    'onBlockAt',
  ],
  [
    'a landing before the take-off',
    {
      offBlockAt: '2026-01-05T12:00:00Z',
      onBlockAt: '2026-01-05T13:00:00Z',
      takeOffAt: '2026-01-05T12:30:00Z',
      landingAt: '2026-01-05T12:20:00Z',
    },
    'landingAt',
  ],
  ['a hobbs that runs backwards', { hobbsOutHundredths: 500, hobbsInHundredths: 400 }, 'hobbsInHundredths'],
] as const) {
  test(`${what} is refused, and the clock is named`, async (t) => {
    const { owner, aircraft, person } = await workspace(t)
    const body = {
      aircraftId: (await aircraft()).id,
      crew: [{ crewId: (await person()).id, role: 'pic' }],
      fromAirport: 'KFNL',
      toAirport: 'KFNL',
      offBlockAt: '2026-01-05T12:00:00Z',
      onBlockAt: '2026-01-05T13:00:00Z',
      ...fields,
    }
    const res = await owner.post('/api/v1/ops/flights', body)
    assert.deepEqual(
      [res.status, res.body.code, res.body.details[0].field],
      [422, 'clock_runs_backwards', field],
    )
  })
}

test('an unknown airport is refused with its field', async (t) => {
  const { owner, aircraft, person } = await workspace(t)
  const res = await owner.post('/api/v1/ops/flights', {
    aircraftId: (await aircraft()).id,
    crew: [{ crewId: (await person()).id, role: 'pic' }],
    fromAirport: 'KFNL',
    toAirport: 'QQQQ',
    offBlockAt: '2026-01-05T12:00:00Z',
    onBlockAt: '2026-01-05T13:00:00Z',
  })
  assert.deepEqual([res.status, res.body.details[0].field], [400, 'toAirport'])
  assert.match(res.body.error, /QQQQ/)
})

test('a flight of an aircraft that was flying already cannot be submitted', async (t) => {
  const { owner, flight, aircraft } = await workspace(t)
  const { id: aircraftId } = await aircraft()
  const times = { offBlockAt: '2026-01-05T12:00:00Z', onBlockAt: '2026-01-05T13:00:00Z' }
  const first = await flight({ aircraftId, status: 'submitted', ...times })
  const second = await flight({ aircraftId, ...times })
  const res = await owner.post(`/api/v1/ops/flights/${second.id}/submit`)
  assert.deepEqual([res.status, res.body.code], [409, 'flight_overlaps'])
  assert.match(res.body.error, new RegExp(first.id))
})

test('a flight that ends in the future cannot be submitted', async (t) => {
  const { owner, flight } = await workspace(t)
  const { id } = await flight({ offBlockAt: '2126-01-05T12:00:00Z', onBlockAt: '2126-01-05T13:00:00Z' })
  assert.equal((await owner.post(`/api/v1/ops/flights/${id}/submit`)).status, 422)
})

test('an approved flight is immutable, and a reversal takes its meters back', async (t) => {
  const { owner, flight, aircraft } = await workspace(t)
  const { id: aircraftId } = await aircraft()
  const { id } = await flight({
    aircraftId,
    status: 'approved',
    hobbsOutHundredths: 100,
    hobbsInHundredths: 210,
  })
  assert.equal((await owner.patch(`/api/v1/ops/flights/${id}`, { remarks: 'x' })).status, 409)
  const reversal = await owner.post(`/api/v1/ops/flights/${id}/reverse`, { reason: 'Wrong aircraft' })
  assert.deepEqual(
    [reversal.status, reversal.data.reversesFlightId, reversal.data.hobbsHundredths],
    [201, id, -110],
  )
  assert.equal((await owner.get(`/api/v1/ops/flights/${id}`)).data.reversedByFlightId, reversal.data.id)
  const [hobbs] = (await owner.get(`/api/v1/ops/aircraft/${aircraftId}/meters`)).data
  assert.equal(hobbs.currentHundredths, 100)
  assert.equal((await owner.post(`/api/v1/ops/flights/${id}/reverse`, { reason: 'Again' })).status, 409)
})

test('fuel keeps what was entered, beside litres and kilograms that are computed once', async (t) => {
  const { flight } = await workspace(t)
  const { fuelQuantity, fuelUnit, fuelLiters, fuelKg } = await flight({
    fuelQuantity: 10,
    fuelUnit: 'us_gal',
  })
  assert.deepEqual(
    { fuelQuantity, fuelUnit, fuelLiters, fuelKg },
    { fuelQuantity: 10, fuelUnit: 'us_gal', fuelLiters: 37.854, fuelKg: 27.217 },
  )
})

test('a leg that lands before it left, by the clock on the wall, is no flight of the next day', async (t) => {
  const { flight } = await workspace(t)
  const { blockMinutes } = await flight({
    fromAirport: 'KFNL',
    toAirport: 'KLAX',
    offBlockAt: '2026-03-01T10:05:00-07:00',
    onBlockAt: '2026-03-01T09:55:00-08:00',
  })
  assert.equal(blockMinutes, 50)
})

test('flights are found by status, dates, aircraft and pilot', async (t) => {
  const { owner, flight, aircraft, person } = await workspace(t)
  const [plane, pilot] = [await aircraft(), await person()]
  const wanted = await flight({
    aircraftId: plane.id,
    crew: [{ crewId: pilot.id, role: 'pic' }],
    offBlockAt: '2026-02-10T23:30:00Z',
    onBlockAt: '2026-02-11T00:20:00Z',
    status: 'approved',
  })
  await flight({ status: 'approved' })
  await flight()
  for (const query of [
    `pilot=${pilot.id}`,
    `aircraft=${plane.id}`,
    `aircraft=${plane.registration.toLowerCase()}`,
    'from=2026-02-10&to=2026-02-10',
    'status=approved&from=2026-02-01',
    `search=${plane.registration}`,
  ]) {
    const res = await owner.get(`/api/v1/ops/flights?${query}`)
    assert.deepEqual([res.data.total, res.data.items.map((item: Row) => item.id)], [1, [wanted.id]], query)
  }
})

test('the flights of a day are those that left on it where the workspace is', async (t) => {
  const space = await workspace(t)
  await space.app.sql("update workspaces set timezone = 'America/Denver' where workspace_id = $1", [
    space.uuid,
  ])
  const of = async (off: string) =>
    (await space.flight({ offBlockAt: off, onBlockAt: new Date(Date.parse(off) + 3_000_000).toISOString() }))
      .id
  await of('2026-03-01T06:59:00Z')
  const [first, last] = [await of('2026-03-01T07:00:00Z'), await of('2026-03-02T06:59:00Z')]
  await of('2026-03-02T07:00:00Z')
  const { items } = (await space.owner.get('/api/v1/ops/flights?day=2026-03-01')).data
  assert.deepEqual(
    items.map(({ id }: { id: string }) => id),
    [last, first],
  )
})
