import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { type MovementStatus, movementStates, movementStatuses } from './movement.ts'

const path = '/api/v1/fbo/movements'
const arrival = {
  movementDate: '2026-11-21',
  tailNumber: 'n418pc',
  aircraftType: 'pc12',
  origin: 'kase',
  destination: 'KFNL',
  eta: '2026-11-21T21:05:00Z',
  operator: 'Tamarack Air',
  pob: 5,
  customs: true,
  parking: 'Ramp 3',
  isVip: true,
  notes: 'Ice and newspapers',
}
const move = async (ws: TestWorkspace, fields: object = {}) =>
  (await ws.owner.post(path, { ...arrival, ...fields })).data

test('a movement keeps every field that was given, tails and airports in capitals, and the zone of its day', async (t) => {
  const { owner } = await workspace(t)
  const made = await owner.post(path, { ...arrival, direction: 'inbound', status: 'tentative' })
  assert.equal(made.status, 201)
  const { id, createdAt: _c, updatedAt: _u, version, ...rest } = made.data
  assert.match(id, /^mov_/)
  assert.deepEqual(rest, {
    ...arrival,
    direction: 'inbound',
    status: 'tentative',
    timezone: 'UTC',
    tailNumber: 'N418PC',
    aircraftType: 'PC12',
    origin: 'KASE',
    eta: '2026-11-21T21:05:00.000Z',
    etd: null,
    customerId: null,
    customerName: null,
    startedAt: null,
    completedAt: null,
  })
  assert.equal(version, 1)
  assert.deepEqual((await owner.get(`${path}/${id}`)).data, made.data)
})

test('only the day is required', async (t) => {
  const { owner } = await workspace(t)
  const made = await owner.post(path, { movementDate: '2026-11-21' })
  assert.deepEqual(
    [made.status, made.data.direction, made.data.status, made.data.isVip],
    [201, 'inbound', 'confirmed', false],
  )
  const refused = await owner.post(path, { tailNumber: 'N1AB' })
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'movementDate'])
})

for (const from of movementStatuses)
  test(`from ${from} a movement goes to ${movementStates.nextOf(from).join(', ')} and nowhere else`, async (t) => {
    const ws = await workspace(t)
    for (const to of movementStatuses) {
      const { id } = await move(ws, { status: from })
      const res = await ws.owner.patch(`${path}/${id}`, { status: to })
      if (to === from || movementStates.nextOf(from).includes(to))
        assert.deepEqual([res.status, res.data.status], [200, to], `${from} → ${to}`)
      else
        assert.deepEqual(
          [res.status, res.body.code, res.body.details[0].field],
          [409, 'movement_state', 'status'],
          `${from} → ${to}`,
        )
    }
  })

test('the table of moves is the one that a desk was promised', () => {
  const refused = movementStatuses.flatMap((from) =>
    movementStatuses
      .filter((to) => to !== from && !movementStates.nextOf(from).includes(to))
      .map((to) => `${from} → ${to}`),
  )
  assert.deepEqual(refused, [
    'tentative → completed',
    'in_progress → tentative',
    'completed → confirmed',
    'completed → tentative',
    'completed → delayed',
    'completed → cancelled',
    'cancelled → in_progress',
    'cancelled → completed',
    'cancelled → delayed',
  ] satisfies `${MovementStatus} → ${MovementStatus}`[])
})

test('beginning and completing are timed, and lose their time when they are taken back', async (t) => {
  const ws = await workspace(t)
  const { id } = await move(ws)
  const to = async (status: string) => (await ws.owner.patch(`${path}/${id}`, { status })).data
  const begun = await to('in_progress')
  assert.ok(begun.startedAt !== null && begun.completedAt === null)
  const done = await to('completed')
  assert.deepEqual([done.startedAt, done.completedAt !== null], [begun.startedAt, true])
  assert.deepEqual([(await to('in_progress')).completedAt, (await to('confirmed')).startedAt], [null, null])
})

test('movements are filtered by status, direction, day, days and text', async (t) => {
  const ws = await workspace(t)
  const [a, b, c] = [
    await move(ws),
    await move(ws, {
      direction: 'outbound',
      movementDate: '2026-11-22',
      status: 'delayed',
      tailNumber: 'N900FB',
      operator: null,
    }),
    await move(ws, {
      direction: 'on_ground',
      movementDate: '2026-11-25',
      tailNumber: null,
      operator: 'Heron Charter',
    }),
  ]
  for (const [query, wanted] of [
    ['', [c, b, a]],
    ['sort=movementDate', [a, b, c]],
    ['status=delayed', [b]],
    ['direction=on_ground', [c]],
    ['date=2026-11-22', [b]],
    ['date_from=2026-11-22', [c, b]],
    ['date_to=2026-11-22', [b, a]],
    ['date_from=2026-11-22&date_to=2026-11-24', [b]],
    ['search=heron', [c]],
    ['search=n900', [b]],
    ['tail_number=n418pc', [a]],
  ] as const) {
    const { data } = await ws.owner.get(`${path}?${query}`)
    assert.deepEqual(
      data.items.map((item: { id: string }) => item.id),
      wanted.map((one) => one.id),
      query,
    )
    assert.equal(data.total, wanted.length, query)
  }
  const camel = await ws.owner.get(`${path}?dateFrom=2026-11-22`)
  assert.equal(camel.status, 400)
})

test('making and changing a movement are beta events, which carry no notes and no names', async (t) => {
  const ws = await workspace(t)
  const made = await move(ws, { notes: 'Pays cash', pob: 4, isVip: true, operator: 'Nobody you know' })
  const changed = (await ws.owner.patch(`${path}/${made.id}`, { parking: 'Ramp 9' })).data
  const sent = ({ notes, pob, isVip, operator, customerName, ...rest }: Record<string, unknown>) => {
    assert.deepEqual([notes, pob, isVip, operator], ['Pays cash', 4, true, 'Nobody you know'])
    return rest
  }
  const events = (await ws.owner.get('/api/v1/public/events?sort=-sequence')).data.items
  assert.deepEqual(
    events.slice(0, 2).map((event: { type: string; data: object }) => [event.type, event.data]),
    [
      ['movement.updated', sent(changed)],
      ['movement.created', sent(made)],
    ],
  )
  const types = (await ws.owner.get('/api/v1/webhooks/event-types')).data
  const entry = types.find((one: { type: string }) => one.type === 'movement.updated')
  assert.equal(entry.stability, 'beta')
})

test('a movement finds the customer whose tail it is, and an unknown customer is refused at its field', async (t) => {
  const [ws, other] = [await workspace(t), await workspace(t)]
  const customer = (
    await ws.owner.post('/api/v1/fbo/customers', {
      company: 'Tamarack Air',
      tails: ['n418pc'],
      contacts: [{ name: 'Ada', phone: '+1 970 555 0100' }],
    })
  ).data
  assert.deepEqual(customer.tails, ['N418PC'])
  assert.deepEqual(customer.contacts, [{ name: 'Ada', role: null, email: null, phone: '+1 970 555 0100' }])
  const found = await move(ws)
  assert.deepEqual([found.customerId, found.customerName], [customer.id, 'Tamarack Air'])
  const foreign = (await other.owner.post('/api/v1/fbo/customers', { company: 'Theirs' })).data
  const refused = await ws.owner.post(path, { ...arrival, customerId: foreign.id })
  assert.deepEqual([refused.status, refused.body.details[0].field], [400, 'customerId'])
})

test('the desk moves movements, pilots read them, customers see nothing', async (t) => {
  const ws = await workspace(t)
  const { id } = await move(ws)
  const staff = await ws.as('line', { roles: ['staff'] })
  const pilot = await ws.as('pilot')
  const guest = await ws.as('guest', { roles: ['customer'] })
  assert.equal((await staff.patch(`${path}/${id}`, { status: 'in_progress' })).status, 200)
  assert.equal((await pilot.get(`${path}/${id}`)).status, 200)
  assert.equal((await pilot.patch(`${path}/${id}`, { status: 'completed' })).status, 403)
  assert.equal((await pilot.get('/api/v1/fbo/customers')).status, 403)
  assert.equal((await guest.get('/api/v1/fbo/board')).status, 403)
})

test('the module is on in a new workspace, and can be switched off', async (t) => {
  const ws = await workspace(t)
  const { modules } = (await ws.owner.get('/api/v1/admin/workspace')).data
  assert.ok(modules.includes('fbo'))
  await ws.owner.patch('/api/v1/admin/workspace', {
    modules: modules.filter((name: string) => name !== 'fbo'),
  })
  assert.equal((await ws.owner.get(path)).body.code, 'module_disabled')
})
