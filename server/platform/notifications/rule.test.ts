import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellExpiringKeys } from '../access/expiring-key.ts'
import { recordEvent } from '../events/record.ts'
import { startTestApp } from '../testing/app.ts'
import type { Answer } from '../testing/client.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'
import { checkDeadLetters } from './dead-letter-threshold.ts'
import { giveDefaults } from './default-rule.ts'
import { runEngine } from './engine.ts'

// Nothing happens by itself: each test says when the engine looks, and what time it is.
const app = await startTestApp({ PUBLIC_URL: 'https://apron.example.com' }, { work: false })
const { services } = app
const path = '/api/notifications'
const noon = Date.parse('2026-03-01T12:00:00Z')
const at = (minutes: number) => new Date(noon + minutes * 60_000)
const engine = (minutes = 0) => runEngine(services, at(minutes))

async function emit(space: TestWorkspace, times: Date[], data: object = {}, type = 'flight.approved') {
  const eventType = services.eventTypes.find((one) => one.type === type)
  if (!eventType) throw new Error(`nothing emits ${type}`)
  await services.database.system(
    async (tx) => {
      for (const now of times)
        await recordEvent(
          tx,
          { type: eventType, subject: { type: 'flight', id: 'flt_1', label: 'N1AB KFNL–KGXY' }, data },
          {
            workspaceId: space.id,
            actor: { type: 'system', id: null, name: 'Test' },
            request: null,
            now,
          },
        )
    },
    { workspaceId: space.uuid },
  )
}
const ok = ({ status, data, text }: Answer) => {
  assert.ok(status < 300, text)
  return data
}
const channel = async ({ owner }: TestWorkspace, config: object = {}) =>
  ok(
    await owner.post(`${path}/channels`, {
      type: 'email',
      name: 'On call',
      config: { recipients: ['oncall@example.com'], ...config },
    }),
  ).id as string
const rule = async (space: TestWorkspace, fields: object = {}) =>
  ok(
    await space.owner.post(`${path}/rules`, {
      name: 'Approved flights',
      event: 'flight.approved',
      channel_ids: [await channel(space)],
      ...fields,
    }),
  )
/** What waits to be sent, oldest first: the text of each mail. */
const queued = async ({ uuid }: TestWorkspace) =>
  (
    await app.sql<{ body: string }>(
      'select body from webhook_deliveries where workspace_id = $1 and body is not null order by created_at, id',
      [uuid],
    )
  ).map((row) => JSON.parse(row.body) as { subject: string; text: string })
const details = ({ status, body }: Answer) => [status, body.details?.[0]?.field]

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
  assert.deepEqual(details(strange), [404, 'channel_ids'])
  assert.equal(strange.body.error, `There is no notification channel ${foreign} in this workspace`)
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

test('a cooldown holds over looks of the engine, and the next message says what it kept back', async (t) => {
  const space = await workspace(t, app)
  await rule(space, { cooldown_minutes: 30 })
  for (const minutes of [0, 10, 20, 31]) {
    await emit(space, [at(minutes)])
    await engine(minutes)
  }
  const mails = await queued(space)
  assert.equal(mails.length, 2)
  assert.match(mails[1]?.text ?? '', /2 more were kept back by the rule's cooldown/)
})

test('a threshold counts over looks of the engine', async (t) => {
  const space = await workspace(t, app)
  await rule(space, { filters: { threshold: 3, within_minutes: 60 } })
  for (const minutes of [0, 10, 20]) {
    assert.equal((await queued(space)).length, 0)
    await emit(space, [at(minutes)])
    await engine(minutes)
  }
  const [mail] = await queued(space)
  assert.match(mail?.subject ?? '', /Approved flights: Flight approved/)
  assert.match(mail?.text ?? '', /3 of them within 60 minutes/)
})

test('a digest comes once, at its hour, with everything in it', async (t) => {
  const space = await workspace(t, app)
  await rule(space, { digest: 'hourly' })
  await emit(space, [at(5), at(10), at(50)])
  await engine(55)
  assert.equal((await queued(space)).length, 0)
  await engine(60)
  await engine(61)
  const mails = await queued(space)
  assert.equal(mails.length, 1)
  assert.equal(mails[0]?.subject, '[medium] Approved flights: 3 events')
  assert.equal(mails[0]?.text.match(/^• Flight approved/gm)?.length, 3)
})

test('quiet hours hold a message until they end, but not what is critical', async (t) => {
  const space = await workspace(t, app)
  const quiet_hours = { from: '11:00', to: '13:00', zone: 'UTC' }
  await rule(space, { quiet_hours })
  await rule(space, { name: 'At once', severity: 'critical', quiet_hours })
  await emit(space, [at(0)])
  await engine(0)
  assert.deepEqual(
    (await queued(space)).map((mail) => mail.subject.slice(0, 10)),
    ['[critical]'],
  )
  await engine(60)
  assert.equal((await queued(space)).length, 2)
})

test('a channel that is off, or takes other severities, gets nothing; a rule without channels is turned off', async (t) => {
  const space = await workspace(t, app)
  const picky = await channel(space, { severity_filter: ['critical'] })
  const off = await channel(space)
  await space.owner.put(`${path}/channels/${off}`, { enabled: false })
  const { id } = await rule(space, { channel_ids: [picky, off] })
  await emit(space, [at(0)])
  await engine()
  assert.deepEqual(await queued(space), [])
  await space.owner.delete(`${path}/channels/${off}`)
  assert.equal(ok(await space.owner.get(`${path}/rules/${id}`)).enabled, true)
  await space.owner.delete(`${path}/channels/${picky}`)
  const left = ok(await space.owner.get(`${path}/rules/${id}`))
  assert.deepEqual([left.enabled, left.channel_ids], [false, []])
})

test('an engine that dies in the middle has told nothing and lost nothing; two at once tell it once', async (t) => {
  const space = await workspace(t, app)
  await rule(space)
  await emit(
    space,
    Array.from({ length: 450 }, (_none, index) => at(index / 60)),
  )
  const { database } = services
  let calls = 0
  const dying = {
    ...services,
    database: {
      ...database,
      // The third transaction (the second batch) is cut off before it commits, as by a kill.
      system: ((work, options) =>
        database.system(
          work,
          ++calls === 3 ? { ...options, rollback: true } : options,
        )) as typeof database.system,
    },
  }
  await assert.doesNotReject(runEngine(dying, at(0), () => calls >= 3))
  const told = (await queued(space)).length
  assert.ok(told > 0 && told < 450, String(told))
  await Promise.all([engine(), engine(), engine()])
  await engine()
  const events = await app.sql(
    'select event_id from webhook_deliveries where workspace_id = $1 and body is not null',
    [space.uuid],
  )
  assert.equal(events.length, 450)
  assert.equal(new Set(events.map((row) => row.event_id)).size, 450)
})

test('a workspace with a great many events does not keep another waiting', async (t) => {
  const [busy, calm] = [await workspace(t, app), await workspace(t, app)]
  await rule(busy)
  await rule(calm)
  await emit(
    busy,
    Array.from({ length: 500 }, () => at(0)),
  )
  await emit(calm, [at(0)])
  let transactions = 0
  const watched = {
    ...services,
    database: {
      ...services.database,
      system: ((work, options) => {
        transactions++
        return services.database.system(work, options)
      }) as typeof services.database.system,
    },
  }
  // A look for who is behind, then one batch each.
  await runEngine(watched, at(0), () => transactions > 3)
  assert.equal((await queued(calm)).length, 1)
  assert.ok((await queued(busy)).length <= 400)
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
  const key = await space.key({ scopes: ['notifications:read'] })
  assert.equal((await key.post(`${path}/rules/preview`, { event: 'flight.approved' })).status, 200)
  assert.deepEqual(await queued(space), [])
})

test('dead letters that reach a threshold are told once a crossing', async (t) => {
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
      `update webhook_deliveries set status = 'dead', died_at = now() where workspace_id = $1 and event_type = 'notification.test'`,
      [space.uuid],
    )
  }
  const told = async () => {
    await checkDeadLetters(services, at(0))
    await engine()
    return (await queued(space)).filter((mail) => mail.subject?.includes('Dlq threshold exceeded')).length
  }
  await dead(1)
  assert.equal(await told(), 0)
  await dead(1)
  assert.equal(await told(), 1)
  await dead(1)
  assert.equal(await told(), 1)
  await app.sql(`update webhook_deliveries set status = 'delivered' where workspace_id = $1`, [space.uuid])
  assert.equal(await told(), 1)
  await dead(2)
  assert.equal(await told(), 2)
  const { items } = ok(await space.owner.get('/api/v1/admin/audit-log?action=dlq.threshold_exceeded'))
  assert.deepEqual([items.length, items[0].actor.name], [2, 'Webhooks'])
})

test('an expiring key is told of at 14, 3 and 0 days, once each, and not for thresholds it was never above', async (t) => {
  const space = await workspace(t, app)
  const long = await space.key({ expires_in_days: 30 })
  const short = await space.key({ expires_in_days: 2 })
  const day = 86_400_000
  const now = Date.now()
  const told = async (days: number) => {
    await tellExpiringKeys(services, new Date(now + days * day))
    await tellExpiringKeys(services, new Date(now + days * day))
    const rows = await app.sql<{ subject_id: string; days: number }>(
      `select subject_id, (payload::json -> 'data' ->> 'days')::int as days from events where workspace_id = $1 and type = 'api_key.expiring' order by seq`,
      [space.uuid],
    )
    return rows.map(
      (row) =>
        `${row.subject_id === long.keyId ? 'long' : row.subject_id === short.keyId ? 'short' : '?'} ${row.days}`,
    )
  }
  assert.deepEqual(await told(0), ['short 3'])
  assert.deepEqual(await told(2.5), ['short 3', 'short 0'])
  assert.deepEqual(await told(16.5), ['short 3', 'short 0', 'long 14'])
  await told(27.5)
  assert.deepEqual(await told(30.1), ['short 3', 'short 0', 'long 14', 'long 3', 'long 0'])
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
  await giveDefaults(services)
  assert.deepEqual(await events(), [])

  // As of a workspace that was there before the default was.
  await app.sql("delete from notification_defaults where workspace_id = $1 and key = 'expiring_keys'", [
    space.uuid,
  ])
  await giveDefaults(services)
  assert.deepEqual(await events(), ['api_key.expiring'])
})
