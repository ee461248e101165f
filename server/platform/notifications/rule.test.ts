import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noticeExpiringKeys } from '../access/expiring-key.ts'
import { workspace } from '../testing/workspace.ts'
import { checkDeadLetters } from './dead-letter-threshold.ts'
import { giveDefaults } from './default-rule.ts'
import { app, at, channel, details, emit, engine, ok, path, queued, rule, services } from './testing/rules.ts'

test('a rule sends a message for an event, and the delivery names both', async (t) => {
  const space = await workspace(t, app)
  const { id, name, event, channel_ids, enabled, created_at } = await rule(space)
  assert.match(id, /^nrl_/)
  assert.deepEqual([name, event, enabled], ['Approved flights', 'flight.approved', true])
  assert.ok(Date.parse(created_at) > 0)
  await space.flight({ status: 'approved' })
  await engine()
  const { items } = ok(await space.owner.get(`/api/v1/webhooks/deliveries?rule_id=${id}`))
  assert.equal(items.length, 1)
  assert.deepEqual([items[0].kind, items[0].endpointId], ['email', channel_ids[0]])
  assert.match(items[0].eventId, /^evt_/)
  const [mail] = await queued(space)
  assert.match(mail?.subject ?? '', /^\[medium\] Flight approved: N/)
  assert.match(mail?.text ?? '', new RegExp(`https://apron.example.com/app/${space.slug}/open/flt_`))
  assert.match(mail?.text ?? '', /By Owner \d+, /)
  assert.ok(ok(await space.owner.get(`${path}/rules/${id}`)).last_fired_at)
})

test('a rule of the same name is replaced and keeps its id', async (t) => {
  const space = await workspace(t, app)
  const before = await rule(space, { cooldown_minutes: 30, filters: { threshold: 2 } })
  const answer = await space.owner.post(`${path}/rules`, {
    name: 'approved FLIGHTS',
    event: 'flight.rejected',
    channel_ids: before.channel_ids,
    enabled: false,
  })
  assert.equal(answer.status, 201)
  const { id, name, event, cooldown_minutes, filters, enabled } = answer.data
  assert.deepEqual(
    [id, name, event, cooldown_minutes, filters, enabled],
    [before.id, 'approved FLIGHTS', 'flight.rejected', 0, {}, false],
  )
  const listed = ok(await space.owner.get(`${path}/rules`))
  assert.equal(listed.filter((one: { is_default: boolean }) => !one.is_default).length, 1)
})

test('a rule is changed and deleted; a name that is taken is refused', async (t) => {
  const space = await workspace(t, app)
  const { id } = await rule(space)
  await rule(space, { name: 'Other' })
  const changed = await space.owner.put(`${path}/rules/${id}`, { severity: 'high', enabled: false })
  assert.deepEqual(
    [changed.data.severity, changed.data.enabled, changed.data.name],
    ['high', false, 'Approved flights'],
  )
  assert.equal(
    (await space.owner.put(`${path}/rules/${id}`, { name: 'OTHER' })).body.code,
    'notification_rule_name_taken',
  )
  assert.equal((await space.owner.delete(`${path}/rules/${id}`)).status, 204)
  assert.equal((await space.owner.get(`${path}/rules/${id}`)).status, 404)
})

test('what is wrong with a rule is said at its field', async (t) => {
  const [space, other] = [await workspace(t, app), await workspace(t, app)]
  const mine = await channel(space)
  const foreign = await channel(other)
  const post = (fields: object) =>
    space.owner.post(`${path}/rules`, {
      name: 'One',
      event: 'flight.approved',
      channel_ids: [mine],
      ...fields,
    })
  const misspelt = await post({ event: 'flight.aproved' })
  assert.deepEqual(details(misspelt), [400, 'event'])
  assert.match(misspelt.body.error, /Nothing emits an event "flight.aproved". Did you mean flight.approved/)
  const strange = await post({ channel_ids: [foreign] })
  assert.deepEqual(details(strange), [400, 'channel_ids.0'])
  assert.equal(strange.body.error, 'channel_ids.0 matches no notification channel in this workspace')
  const cases: [object, string, RegExp][] = [
    [{ filters: { aircraft: 'acf_1' } }, 'filters.aircraft', /no filter "aircraft"/],
    [{ filters: { aircraft_ids: 'acf_1' } }, 'filters.aircraft_ids', /a list of 1 to 200 ids/],
    [{ filters: { threshold: 0 } }, 'filters.threshold', /a whole number from 1/],
    [{ filters: { within_minutes: 5 } }, 'filters.within_minutes', /say how many/],
    [{ filters: { where: [{ field: 'status', op: 'is' }] } }, 'filters.where[0].op', /one of eq, ne/],
    [
      { filters: { where: [{ field: 'a b', op: 'eq', value: 1 }] } },
      'filters.where[0].field',
      /names a field/,
    ],
    [{ quiet_hours: { from: '22:00', to: '06:00', zone: 'Mars/Base' } }, 'quiet_hours.zone', /IANA zone/],
    [{ quiet_hours: { from: '22:00', to: '22:00', zone: 'UTC' } }, 'quiet_hours.to', /same time/],
  ]
  for (const [fields, field, sentence] of cases) {
    const answer = await post(fields)
    assert.deepEqual(details(answer), [400, field], answer.text)
    assert.match(answer.body.error, sentence)
  }
})

test('a preview says how often a rule would have fired, and changes nothing', async (t) => {
  const space = await workspace(t, app)
  const now = Date.now()
  const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000)
  await emit(space, [hoursAgo(24 * 8), hoursAgo(30), hoursAgo(29.9), hoursAgo(2), hoursAgo(1)], {
    status: 'aog',
  })
  const preview = async (fields: object = {}) =>
    ok(await space.owner.post(`${path}/rules/preview`, { event: 'flight.approved', ...fields }))
  const plain = await preview()
  assert.deepEqual([plain.matched, plain.fired, plain.messages, plain.is_cut], [4, 4, 4, false])
  assert.equal(plain.samples[0].subject, 'N1AB KFNL–KGXY')
  assert.equal((await preview({ days: 30 })).fired, 5)
  assert.deepEqual(
    [(await preview({ cooldown_minutes: 90 })).fired, (await preview({ filters: { threshold: 2 } })).fired],
    [2, 1],
  )
  assert.equal(
    (await preview({ filters: { where: [{ field: 'status', op: 'eq', value: 'ok' }] } })).matched,
    0,
  )
  assert.equal(details(await space.owner.post(`${path}/rules/preview`, { event: 'nothing' }))[1], 'event')
  const key = await space.key({ scopes: ['notifications:read', 'flights:read'] })
  assert.equal((await key.post(`${path}/rules/preview`, { event: 'flight.approved' })).status, 200)
  assert.deepEqual(await queued(space), [])
})

test('dead letters that reach a threshold send one message per crossing', async (t) => {
  const space = await workspace(t, app)
  const target = await channel(space)
  await rule(space, {
    name: 'DLQ growth alert',
    event: 'dlq.threshold_exceeded',
    channel_ids: [target],
    filters: { threshold: 2 },
  })
  const dead = async (count: number) => {
    for (let n = 0; n < count; n++) await space.owner.post(`${path}/channels/${target}/test`)
    await app.sql(
      `
        update webhook_deliveries set status = 'dead', died_at = now()
         where workspace_id = $1 and event_type = 'notification.test'`,
      [space.uuid],
    )
  }
  const sentCount = async () => {
    await checkDeadLetters.at(services, at(0))
    await engine()
    return (await queued(space)).filter((mail) => mail.subject?.includes('Dlq threshold exceeded')).length
  }
  await dead(1)
  assert.equal(await sentCount(), 0)
  await dead(1)
  assert.equal(await sentCount(), 1)
  await dead(1)
  assert.equal(await sentCount(), 1)
  await app.sql(`update webhook_deliveries set status = 'delivered' where workspace_id = $1`, [space.uuid])
  assert.equal(await sentCount(), 1)
  await dead(2)
  assert.equal(await sentCount(), 2)
  const { items } = ok(await space.owner.get('/api/v1/admin/audit-log?action=dlq.threshold_exceeded'))
  assert.deepEqual([items.length, items[0].actor.name], [2, 'Webhooks'])
})

test('an expiring key sends a message at 14, 3 and 0 days, once each, and none for thresholds that it was never above', async (t) => {
  const space = await workspace(t, app)
  const long = await space.key({ expires_in_days: 30 })
  const short = await space.key({ expires_in_days: 2 })
  const day = 86_400_000
  const now = Date.now()
  const sentReminders = async (days: number) => {
    await noticeExpiringKeys.at(services, new Date(now + days * day))
    await noticeExpiringKeys.at(services, new Date(now + days * day))
    const rows = await app.sql<{ subject_id: string; days: number }>(
      `
        select subject_id, (payload::json -> 'data' ->> 'days')::int as days
          from events where workspace_id = $1 and type = 'api_key.expiring' order by seq`,
      [space.uuid],
    )
    return rows.map(
      (row) =>
        `${row.subject_id === long.keyId ? 'long' : row.subject_id === short.keyId ? 'short' : '?'} ${row.days}`,
    )
  }
  assert.deepEqual(await sentReminders(0), ['short 3'])
  assert.deepEqual(await sentReminders(2.5), ['short 3', 'short 0'])
  assert.deepEqual(await sentReminders(16.5), ['short 3', 'short 0', 'long 14'])
  await sentReminders(27.5)
  assert.deepEqual(await sentReminders(30.1), ['short 3', 'short 0', 'long 14', 'long 3', 'long 0'])
})

test('every workspace has the default rules, older ones too, and one that was deleted stays away', async (t) => {
  const space = await workspace(t, app)
  const events = async () =>
    ok(await space.owner.get(`${path}/rules`))
      .filter((one: { is_default: boolean }) => one.is_default)
      .map((one: { event: string }) => one.event)
  await engine()
  const given: string[] = await events()
  assert.ok(given.includes('api_key.expiring') && given.includes('dlq.threshold_exceeded'))
  const [console] = ok(await space.owner.get(`${path}/channels`))
  assert.deepEqual([console.type, console.config], ['in_app', { roles: ['account_owner', 'admin'] }])

  for (const { id } of ok(await space.owner.get(`${path}/rules`)))
    assert.equal((await space.owner.delete(`${path}/rules/${id}`)).status, 204)
  await space.project()
  await engine()
  await giveDefaults.at(services, at(0))
  assert.deepEqual(await events(), [])

  // As of a workspace that was there before the default was.
  await app.sql("delete from notification_defaults where workspace_id = $1 and key = 'expiring_keys'", [
    space.uuid,
  ])
  await giveDefaults.at(services, at(0))
  assert.deepEqual(await events(), ['api_key.expiring'])
})
