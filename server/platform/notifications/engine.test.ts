import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workspace } from '../testing/workspace.ts'
import { runEngine } from './engine.ts'
import { app, at, channel, emit, engine, ok, path, queued, rule, services } from './testing/rules.ts'

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

test('an engine that dies in the middle sends nothing and loses nothing; two at once send it once', async (t) => {
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
  const queuedCount = (await queued(space)).length
  assert.ok(queuedCount > 0 && queuedCount < 450, String(queuedCount))
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
