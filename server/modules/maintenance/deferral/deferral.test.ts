import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'
import { alerts, inDays, noonIn, ok, read } from '../testing/plane.ts'
import { expireDeferrals } from './judge-deferral.ts'

const squawks = '/api/v1/maintenance/squawks'
const answers = {
  requiredForVfrDay: false,
  onEquipmentList: false,
  requiredByRule: false,
  requiredByDirective: false,
  isHazard: false,
}
const inoperative = { route: '91_213_d', answers, deactivation: 'deactivated', placard: 'INOP' }
const report = async (space: TestWorkspace, aircraftId: string, fields: object = {}) =>
  ok(
    await space.owner.post(squawks, {
      aircraftId,
      title: 'Landing light out',
      phase: 'preflight',
      ...fields,
    }),
  )
const defer = (space: TestWorkspace, squawkId: string, body: object) =>
  space.owner.post(`${squawks}/${squawkId}/defer`, body)
const aircraftOf = async (space: TestWorkspace, id: string) =>
  ok(await space.owner.get(`/api/v1/ops/aircraft/${id}`))

for (const [base, foundAt] of [
  ['KFNL', '2026-11-16T18:00:00Z'],
  // 23:50 in Denver is the next day in UTC.
  ['KDEN', '2026-11-17T06:50:00Z'],
])
  test(`the clocks of a MEL count from the local day of discovery at ${base}`, async (t) => {
    const space = await workspace(t)
    const plane = await space.aircraft({ baseAirport: base })
    for (const [category, expiresOn] of [
      ['B', '2026-11-19'],
      ['C', '2026-11-26'],
      ['D', '2027-03-16'],
    ]) {
      const squawk = await report(space, plane.id, { foundAt })
      const deferral = ok(await defer(space, squawk.id, { route: 'mel', category, melItem: '33-04' }))
      assert.deepEqual([deferral.discoveredOn, deferral.expiresOn], ['2026-11-16', expiresOn])
    }
  })

test('alerts come once for 3, 1 and 0 days; the day after, the aircraft is not dispatchable', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const squawk = await report(space, plane.id)
  const deferral = ok(await defer(space, squawk.id, { route: 'nef', expiresOn: inDays(5) }))
  for (const day of [1, 2, 2, 3, 4, 4, 5, 5]) await expireDeferrals.at(space.app.services, noonIn(day))
  const sent = (await alerts(space)).filter(({ about }) => about === 'deferral')
  assert.deepEqual(
    sent.map(({ id, daysLeft }) => [id, daysLeft]),
    [
      [deferral.id, 3],
      [deferral.id, 1],
      [deferral.id, 0],
    ],
  )
  assert.equal((await aircraftOf(space, plane.id)).status, 'active')
  await expireDeferrals.at(space.app.services, noonIn(6))
  assert.equal((await aircraftOf(space, plane.id)).status, 'aog')
  const expired = ok(await space.owner.get(`/api/v1/maintenance/deferrals/${deferral.id}`))
  const open = ok(await space.owner.get(`${squawks}/${squawk.id}`))
  assert.deepEqual([expired.status, open.status, open.isGrounding], ['expired', 'open', true])
  assert.equal((await alerts(space)).length, 3)
})

test('91.213(d) names the paragraph that stands against it, and lets the rest fly', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const squawk = await report(space, plane.id, { isGrounding: true })
  const refused = await defer(space, squawk.id, {
    ...inoperative,
    answers: { ...answers, requiredByDirective: true },
  })
  assert.deepEqual([refused.status, refused.body.code], [422, 'not_deferrable'])
  assert.deepEqual(
    refused.body.details.map(({ field, paragraph }: Record<string, string>) => [field, paragraph]),
    [['answers.requiredByDirective', '14 CFR 91.213(d)(2)(iv)']],
  )
  assert.match(refused.body.error, /\(d\)\(2\)\(iv\)/)
  for (const [answer, paragraph] of [
    ['requiredForVfrDay', '(d)(2)(i)'],
    ['onEquipmentList', '(d)(2)(ii)'],
    ['requiredByRule', '(d)(2)(iii)'],
    ['isHazard', '(d)(4)'],
  ] as const) {
    const body = { ...inoperative, answers: { ...answers, [answer]: true } }
    const { status, body: problem } = await defer(space, squawk.id, body)
    assert.deepEqual([status, problem.details[0].paragraph], [422, `14 CFR 91.213${paragraph}`])
  }
  const deferred = await defer(space, squawk.id, inoperative)
  assert.equal(deferred.status, 201)
  assert.equal((await aircraftOf(space, plane.id)).status, 'active')
  const again = await defer(space, squawk.id, inoperative)
  assert.deepEqual([again.status, again.body.code], [409, 'deferral_exists'])
  ok(await space.owner.post(`${squawks}/${squawk.id}/start`))
  const second = await defer(space, squawk.id, inoperative)
  assert.deepEqual([second.status, second.body.code], [409, 'deferral_exists'])
  const body = { text: 'Replaced the lamp', certificateKind: 'A&P', certificateNumber: '31415' }
  ok(await space.owner.post(`${squawks}/${squawk.id}/resolve`, body))
  assert.equal(
    ok(await space.owner.get(`/api/v1/maintenance/deferrals/${deferred.data.id}`)).status,
    'cleared',
  )
})

test('a pilot defers only by 91.213(d) by deactivation, what does not ground the aircraft', async (t) => {
  const space = await workspace(t)
  const pilot = await space.as('pilot')
  const plane = await space.aircraft()
  const [grounding, minor] = [
    await report(space, plane.id, { isGrounding: true }),
    await report(space, plane.id),
  ]
  const attempt = async (squawk: { id: string }, body: object) =>
    (await pilot.post(`${squawks}/${squawk.id}/defer`, body)).status
  assert.equal(await attempt(grounding, inoperative), 403)
  assert.equal(await attempt(minor, { route: 'mel', category: 'C' }), 403)
  assert.equal(await attempt(minor, { ...inoperative, deactivation: 'removed' }), 403)
  assert.equal(await attempt(minor, inoperative), 201)
})

test('a category that there is not, and one without its interval, are refused', async (t) => {
  const space = await workspace(t)
  const squawk = await report(space, (await space.aircraft()).id)
  for (const body of [{ route: 'mel' }, { route: 'mel', category: 'E' }]) {
    const refused = await defer(space, squawk.id, body)
    assert.deepEqual([refused.status, refused.body.code], [422, 'mel_category_unknown'])
  }
  assert.equal((await defer(space, squawk.id, { route: 'mel', category: 'A' })).status, 400)
  const days = ok(
    await defer(space, squawk.id, { route: 'mel', category: 'A', interval: { count: 2, unit: 'days' } }),
  )
  assert.equal(days.expiresOn, inDays(2))
})

test('category B is extended once by its interval, D never, and nothing after it has expired', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const extend = (id: string, body: object = {}) =>
    space.owner.post(`/api/v1/maintenance/deferrals/${id}/extend`, { reason: 'Lamp on back order', ...body })
  const deferred = async (category: string) =>
    ok(await defer(space, (await report(space, plane.id)).id, { route: 'mel', category }))
  const [b, d] = [await deferred('B'), await deferred('D')]
  const extended = ok(await extend(b.id))
  assert.deepEqual(
    [extended.status, extended.expiresOn, extended.extension.untilOn],
    ['extended', inDays(6), inDays(6)],
  )
  assert.equal((await extend(b.id)).body.code, 'deferral_state')
  assert.equal((await extend(d.id)).status, 422)
  const mechanic = await space.as('mechanic', { roles: ['mechanic'] })
  assert.equal(
    (await mechanic.post(`/api/v1/maintenance/deferrals/${d.id}/extend`, { reason: 'Later' })).status,
    403,
  )
})

test('hours of an interval run with the meter, and the aircraft is grounded when they are used up', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const squawk = await report(space, plane.id)
  const body = { route: 'mel', category: 'A', interval: { count: 10, unit: 'hours' } }
  assert.equal((await defer(space, squawk.id, body)).status, 422)
  await read(space, plane.id, 100_000)
  const deferral = ok(await defer(space, squawk.id, body))
  assert.equal(deferral.expiresAtHundredths, 101_000)
  await read(space, plane.id, 101_000)
  assert.equal((await aircraftOf(space, plane.id)).status, 'active')
  await read(space, plane.id, 101_010)
  assert.equal((await aircraftOf(space, plane.id)).status, 'aog')
})

test('a limitation to day and without passengers is shown when booking and refused at check-out', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ baseAirport: 'KDEN' })
  const person = await space.person()
  const squawk = await report(space, plane.id)
  ok(
    await defer(space, squawk.id, { ...inoperative, limitations: ['day_only', 'no_passengers', 'vfr_only'] }),
  )
  const booking = await space.booking({
    aircraftId: plane.id,
    startsAt: `${inDays(1)}T06:00:00Z`,
    endsAt: `${inDays(1)}T08:00:00Z`,
    participants: [{ crewId: person.id, role: 'passenger' }],
    timezone: 'America/Denver',
  })
  const out = await space.owner.post(`/api/v1/planning/sessions/${booking.id}/check-out`)
  assert.deepEqual([out.status, out.body.code], [422, 'aircraft_not_dispatchable'])
  assert.deepEqual(
    out.body.details.map(({ limitation }: { limitation: string }) => limitation),
    ['day_only', 'no_passengers'],
  )
})

test('a highest altitude is a limitation, and says how high', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const squawk = await report(space, plane.id)
  const mel = { route: 'mel', category: 'C' }
  const unsaid = await defer(space, squawk.id, { ...mel, limitations: ['max_altitude_ft'] })
  assert.deepEqual([unsaid.status, unsaid.body.details[0].field], [400, 'maxAltitudeFt'])
  const deferral = ok(
    await defer(space, squawk.id, { ...mel, limitations: ['vfr_only'], maxAltitudeFt: 12_500 }),
  )
  assert.deepEqual([deferral.limitations, deferral.maxAltitudeFt], [['vfr_only', 'max_altitude_ft'], 12_500])
})

test('a deferral that has expired is not extended, before its day is judged and after it', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft()
  const squawk = await report(space, plane.id, { foundAt: noonIn(-20).toISOString() })
  const deferral = ok(await defer(space, squawk.id, { route: 'mel', category: 'C' }))
  const extend = () =>
    space.owner.post(`/api/v1/maintenance/deferrals/${deferral.id}/extend`, { reason: 'Part on order' })
  for (const status of ['expired', 'active']) {
    await space.app.sql('update deferrals set status = $2 where id = $1', [deferral.id, status])
    const answer = await extend()
    assert.deepEqual([answer.status, answer.body.code], [422, 'deferral_expired'], status)
  }
})

test('a leg after the last day of a deferral is amber when it is released ahead, and is not dispatched; a leg at night by day only is red', async (t) => {
  const space = await workspace(t)
  const plane = await space.aircraft({ baseAirport: 'KDEN' })
  const pilot = await space.as('pilot', { roles: ['pilot'] })
  const person = await space.person({ userId: pilot.userId })
  await space.person()
  const trips = '/api/v1/ops/trips'
  /** At noon of the base, or at its midnight. */
  const tripIn = async (days: number, clock = '19:00') => {
    const off = Date.parse(`${inDays(days)}T${clock}:00Z`)
    const leg = {
      fromAirport: 'KBJC',
      toAirport: 'KASE',
      plannedOffBlockAt: new Date(off).toISOString(),
      plannedOnBlockAt: new Date(off + 3_600_000).toISOString(),
      aircraftId: plane.id,
      crew: [{ crewId: person.id, role: 'pic' }],
    }
    const trip = await space.made(trips, { type: 'owner', legs: [leg] })
    for (const verb of ['confirm', 'schedule']) ok(await space.owner.post(`${trips}/${trip.id}/${verb}`))
    const { items } = ok(await space.owner.get(`${trips}/${trip.id}/checklist`))
    const confirmed = items.flatMap(({ kind, key }: Record<string, string>) =>
      kind === 'manual' ? [key] : [],
    )
    return {
      ofAircraft: items
        .filter(({ group }: Record<string, string>) => group === 'airworthiness')
        .map(({ state, reason }: Record<string, string>) => [state, reason]),
      release: () => space.owner.post(`${trips}/${trip.id}/release`, { confirmed }),
      authorise: async () => {
        ok(await space.owner.post(`${trips}/${trip.id}/authorise`, { as: 'dispatcher' }))
        return pilot.post(`${trips}/${trip.id}/authorise`, { as: 'pic' })
      },
    }
  }
  const squawk = await report(space, plane.id)
  const expiresOn = inDays(5)
  ok(await defer(space, squawk.id, { route: 'nef', expiresOn, limitations: ['day_only'] }))
  // 135.65: the crew reads it. A trip has no `squawksSeen`, so it does not block.
  ok(await space.owner.patch('/api/v1/admin/workspace', { operatingRules: ['faa_135'] }))
  const shown = ['amber', `${plane.registration} has ${squawk.number}, deferred: Landing light out`]
  const last = await tripIn(5)
  assert.deepEqual(last.ofAircraft, [shown])
  ok(await last.release())
  assert.equal(ok(await last.authorise()).status, 'dispatched')
  const after = await tripIn(6)
  const reason = `${plane.registration} may not fly on ${inDays(6)}: the deferral expired on ${expiresOn} (deferred ${squawk.number})`
  assert.deepEqual(after.ofAircraft, [['amber', reason], shown])
  ok(await after.release())
  const refused = await after.authorise()
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.error, refused.body.details[0].limitation],
    [422, 'aircraft_not_dispatchable', reason, 'expired'],
  )
  const night = await tripIn(3, '07:00')
  assert.deepEqual(night.ofAircraft, [
    [
      'red',
      `${plane.registration} may fly by day only, and part of this is at night (deferred ${squawk.number})`,
    ],
    shown,
  ])
  const grounded = await night.release()
  assert.deepEqual([grounded.status, grounded.body.code], [422, 'aircraft_not_dispatchable'])
})
