import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '#platform/testing/workspace.ts'
import { type CpaStatus, cpaStatuses } from './cpa.ts'
import { remindOfCpas } from './remind.ts'

const space = await workspace()
const manager = await space.as('manager', { roles: ['safety_manager'] })
const owner = await space.as('owner of actions', { roles: ['mechanic'] })
const verifier = await space.as('verifier', { roles: ['inspector'] })
const memberOf = async ({ userId }: { userId: string }) =>
  String((await space.app.sql('select id from members where user_id = $1', [userId]))[0]?.id)
const [ownerMember, verifierMember] = [await memberOf(owner), await memberOf(verifier)]
const path = (id: string, part = '') => `/api/v1/sms/cpas/${id}${part}`

async function create(fields: object = {}) {
  const { status, data, text } = await manager.post('/api/v1/sms/cpas', {
    kind: 'corrective',
    title: 'Fit a reel to the pump',
    priority: 'high',
    ownerMemberId: ownerMember,
    ...fields,
  })
  assert.equal(status, 201, text)
  return data
}
const attach = (id: string) =>
  owner.send('POST', path(id, '/files?filename=invoice.txt'), {
    headers: { 'content-type': 'text/plain' },
    body: 'One reel',
  })
const moves: Record<string, [who: typeof owner, body: object]> = {
  in_progress: [owner, { status: 'in_progress', reason: 'Once more' }],
  implemented: [owner, { status: 'implemented' }],
  verification: [manager, { status: 'verification', verifierMemberId: verifierMember }],
  closed: [verifier, { status: 'closed', reason: 'Seen in place' }],
}
async function move(id: string, to: CpaStatus, from?: CpaStatus) {
  const [who, body] = moves[to] ?? [manager, { status: to }]
  return (from === 'verification' ? verifier : who).post(path(id, '/status'), body)
}
async function readyIn(status: CpaStatus): Promise<string> {
  const { id } = await create({ verifierMemberId: verifierMember })
  await attach(id)
  for (const step of cpaStatuses.slice(1, cpaStatuses.indexOf(status) + 1)) {
    const { status: answered, text } = await move(id, step)
    assert.equal(answered, 200, text)
  }
  return id
}

const allowed: [CpaStatus, CpaStatus][] = [
  ['open', 'in_progress'],
  ['in_progress', 'implemented'],
  ['implemented', 'verification'],
  ['verification', 'closed'],
  ['verification', 'in_progress'],
]
for (const from of cpaStatuses)
  for (const to of cpaStatuses) {
    const fits = allowed.some(([a, b]) => a === from && b === to)
    test(`an action that is ${from} ${fits ? 'moves' : 'does not move'} to ${to}`, async () => {
      const id = await readyIn(from)
      assert.equal((await move(id, to, from)).status, fits ? 200 : 409)
    })
  }

test('the priority sets the due date in the time zone of the workspace, by default', async () => {
  await space.owner.patch('/api/v1/admin/workspace', { timezone: 'Pacific/Kiritimati' })
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Kiritimati' }).format(new Date())
  for (const [priority, days] of [
    ['critical', 7],
    ['high', 14],
    ['medium', 30],
    ['low', 60],
  ] as const) {
    const { dueOn } = await create({ priority })
    assert.equal((Date.parse(dueOn) - Date.parse(today)) / 86_400_000, days, priority)
  }
  await space.owner.patch('/api/v1/admin/workspace', { timezone: 'UTC' })
  assert.equal((await create({ dueOn: '2027-01-31' })).dueOn, '2027-01-31')
})

test('an action cannot be implemented without evidence', async () => {
  const { id } = await create()
  await move(id, 'in_progress')
  const { status, body } = await move(id, 'implemented')
  assert.deepEqual([status, body.details[0].field], [422, 'files'])
  await attach(id)
  assert.equal((await move(id, 'implemented')).status, 200)
})

test('the owner or implementer of an action cannot verify it, as a member or as a person', async () => {
  const crew = await space.person({ displayName: 'Mika Mechanic' })
  await space.app.sql('update crew set user_id = $1 where id = $2', [owner.userId, crew.id])
  const named = { kind: 'preventive', title: 'Fit a reel', priority: 'low' }
  const asked = [
    { ...named, ownerMemberId: ownerMember, verifierMemberId: ownerMember },
    { ...named, ownerCrewId: crew.id, verifierMemberId: ownerMember },
  ]
  for (const body of asked) {
    const answer = await manager.post('/api/v1/sms/cpas', body)
    assert.deepEqual([answer.status, answer.body.code], [422, 'verifier_not_independent'])
  }
  const { id } = await create({ ownerMemberId: null, ownerCrewId: crew.id })
  assert.equal((await attach(id)).status, 201, 'the owner is recognized by the linked person')
  await move(id, 'in_progress')
  await move(id, 'implemented')
  const toOwner = await manager.post(path(id, '/status'), {
    status: 'verification',
    verifierMemberId: ownerMember,
  })
  assert.equal(toOwner.body.code, 'verifier_not_independent')
  await move(id, 'verification')
  // Handed to somebody else in the meantime, it is still not verified by who implemented it.
  assert.equal(
    (await manager.patch(path(id), { ownerMemberId: await memberOf(manager), verifierMemberId: ownerMember }))
      .status,
    422,
  )
  for (const [who, status] of [
    [owner, 422],
    [manager, 403],
    [await space.key(), 403],
    [verifier, 200],
  ] as const)
    assert.equal((await who.post(path(id, '/status'), { status: 'closed' })).status, status)
})

test('an action sent back from verification says why, and is implemented again', async () => {
  const id = await readyIn('verification')
  assert.equal((await verifier.post(path(id, '/status'), { status: 'in_progress' })).status, 422)
  assert.equal((await move(id, 'in_progress', 'verification')).status, 200)
  const { moves: kept } = (await manager.get(path(id))).data
  assert.deepEqual([kept.at(-1).to, kept.at(-1).reason], ['in_progress', 'Once more'])
  for (const step of ['implemented', 'verification', 'closed'] as const)
    assert.equal((await move(id, step)).status, 200)
})

test('a closed action cannot be changed', async () => {
  const id = await readyIn('closed')
  assert.equal((await manager.patch(path(id), { title: 'Another title' })).status, 409)
  assert.equal((await attach(id)).status, 409)
  await assert.rejects(
    space.app.sql("update safety_cpas set title = 'Another' where id = $1", [id]),
    /stays as it is/,
  )
})

test('only its owner, its verifier and members who see all actions see an action', async () => {
  const { id } = await create({ verifierMemberId: verifierMember })
  const other = await space.as('somebody else')
  for (const [who, status] of [
    [owner, 200],
    [verifier, 200],
    [other, 404],
  ] as const)
    assert.equal((await who.get(path(id))).status, status)
  assert.equal((await other.get('/api/v1/sms/cpas')).data.total, 0)
  assert.ok(
    (await owner.get('/api/v1/sms/cpas?page_size=100')).data.items.some(
      (one: { id: string }) => one.id === id,
    ),
  )
})

test('reminders come at 7, 3 and 0 days and then daily, once each, and a critical one reaches the executive after 48 hours', async () => {
  const place = await workspace()
  const [boss, executive] = [
    await place.as('boss', { roles: ['safety_manager'] }),
    await place.as('executive', { roles: ['accountable_executive'] }),
  ]
  const { data: cpa } = await boss.post('/api/v1/sms/cpas', {
    kind: 'corrective',
    title: 'Reel',
    priority: 'critical',
    dueOn: '2027-03-20',
  })
  const events = async () =>
    (
      await place.app.sql<{ type: string }>(
        "select type from events where subject_id = $1 and type in ('cpa.due_soon', 'cpa.overdue') order by seq",
        [cpa.id],
      )
    ).map(({ type }) => type)
  const reminders = async () =>
    (await place.app.sql('select 1 from notifications where user_id = $1', [executive.userId])).length
  for (const [day, soon, late, executiveReminders] of [
    ['2027-03-12', 0, 0, 0],
    ['2027-03-13', 1, 0, 0],
    ['2027-03-13', 1, 0, 0],
    ['2027-03-15', 1, 0, 0],
    ['2027-03-17', 2, 0, 0],
    ['2027-03-20', 3, 0, 0],
    ['2027-03-21', 3, 1, 0],
    ['2027-03-22', 3, 2, 0],
    ['2027-03-23', 3, 3, 1],
    ['2027-03-24', 3, 4, 1],
  ] as const) {
    await remindOfCpas.at(place.app.services, new Date(`${day}T12:00:00Z`))
    const all = await events()
    assert.deepEqual(
      [
        all.filter((type) => type === 'cpa.due_soon').length,
        all.filter((type) => type === 'cpa.overdue').length,
        await reminders(),
      ],
      [soon, late, executiveReminders],
      day,
    )
  }
})
