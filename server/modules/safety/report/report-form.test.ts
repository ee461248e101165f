import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '#platform/testing/app.ts'
import { workspace } from '#platform/testing/workspace.ts'

const input = {
  type: 'hazard',
  category: 'ground_operations',
  title: 'Fuel hose left on the taxiway',
  description: 'The hose of the self-serve pump lay across the taxi line after dark, and nobody had seen it.',
}

test('the warning about few people aboard does not reveal how many there were', async (t) => {
  const space = await workspace(t)
  const { id: aircraftId, registration } = await space.aircraft()
  const ask = async (tail: string, date: string) =>
    (
      await space.anybody.post('/api/v1/sms/public/identifying-check', {
        workspace: space.slug,
        aircraftRegistration: tail,
        date,
      })
    ).data
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10)
  const fly = async (date: string, hour: number) =>
    space.flight({ aircraftId, offBlockAt: `${date}T${hour}:00:00Z`, onBlockAt: `${date}T${hour}:50:00Z` })
  await fly(day(3), 12)
  const few = await ask(registration, day(3))
  assert.deepEqual(few, { isIdentifying: true })
  assert.deepEqual(await ask(registration, day(4)), few, 'nobody flew it')
  assert.deepEqual(await ask('N0NE', day(3)), few, 'there is no such aircraft')
  for (let hour = 14; hour < 18; hour++) await fly(day(3), hour)
  const many = { isIdentifying: false }
  assert.deepEqual(await ask(registration, day(3)), many)
  assert.deepEqual(await ask(`${registration[0]}-${registration.slice(1)}`, day(3)), many, 'with a hyphen')
  // Nobody can collect the answers: what is long past is not said, nor is more than an hour's worth of it.
  for (let hour = 12; hour < 17; hour++) await fly(day(40), hour)
  assert.deepEqual(await ask(registration, day(40)), few)
  await space.owner.put('/api/v1/sms/report-form', { isOpen: false })
  assert.deepEqual(await ask(registration, day(3)), few, 'the form is closed')
  await space.owner.put('/api/v1/sms/report-form', { isOpen: true })
  const answers = []
  for (let number = 0; number < 60; number++) answers.push(await ask(registration, day(3)))
  assert.deepEqual([answers[0], answers.at(-1)], [many, few])
})

test('a workspace can close its form and keep the module, and what was sent can still be followed', async (t) => {
  const space = await workspace(t)
  const [manager, pilot] = [await space.as('manager', { roles: ['safety_manager'] }), await space.as('pilot')]
  const report = { workspace: space.slug, ...input }
  const { data: sent } = await space.anybody.post('/api/v1/sms/public/anonymous-report', report)
  assert.deepEqual((await pilot.get('/api/v1/sms/report-form')).data, { isOpen: true })
  assert.equal((await pilot.put('/api/v1/sms/report-form', { isOpen: false })).status, 403)
  assert.deepEqual((await manager.put('/api/v1/sms/report-form', { isOpen: false })).data, { isOpen: false })
  const missing = await space.anybody.get('/api/v1/sms/public/forms/nothing-there')
  const closed = await space.anybody.get(`/api/v1/sms/public/forms/${space.slug}`)
  assert.deepEqual([closed.status, closed.body.error], [404, missing.body.error])
  assert.equal((await space.anybody.post('/api/v1/sms/public/anonymous-report', report)).status, 404)
  const { status } = await space.anybody.post('/api/v1/sms/public/reports/follow', {
    trackingCode: sent.trackingCode,
  })
  assert.equal(status, 200)
  assert.equal((await pilot.post('/api/v1/sms/reports', { ...input, mode: 'anonymous' })).status, 201)
  const { items } = (await space.owner.get('/api/v1/admin/audit-log?action=report_form.updated')).data
  assert.deepEqual(items[0].changes, [{ field: 'isOpen', before: true, after: false }])
})

test('a form takes sixty reports in an hour, from however many addresses', async (t) => {
  const app = await startTestApp({ TRUSTED_PROXIES: '127.0.0.1,::1' }, { work: false })
  const space = await workspace(t, app)
  const statuses = []
  for (let number = 0; number < 61; number++)
    statuses.push(
      await space.anybody.post(
        '/api/v1/sms/public/anonymous-report',
        { workspace: space.slug, ...input },
        { 'x-forwarded-for': `198.51.100.${number}` },
      ),
    )
  assert.deepEqual(
    statuses.map(({ status }) => status),
    [...Array(60).fill(201), 429],
  )
  assert.ok(Number(statuses.at(-1)?.headers.get('retry-after')) <= 3_600)
})

test('a workspace without the module has no form', async (t) => {
  const space = await workspace(t)
  assert.equal((await space.anybody.get(`/api/v1/sms/public/forms/${space.slug}`)).status, 200)
  const { modules } = (await space.owner.get('/api/v1/admin/workspace')).data
  await space.owner.patch('/api/v1/admin/workspace', {
    modules: modules.filter((name: string) => name !== 'safety'),
  })
  assert.equal((await space.anybody.get(`/api/v1/sms/public/forms/${space.slug}`)).status, 404)
  assert.equal(
    (await space.anybody.post('/api/v1/sms/public/anonymous-report', { workspace: space.slug, ...input }))
      .status,
    404,
  )
})

test('a closed form, a workspace without the module and a name that nobody has answer alike, whatever is asked', async (t) => {
  const [closed, off] = [await workspace(t), await workspace(t)]
  await closed.owner.put('/api/v1/sms/report-form', { isOpen: false })
  const { modules } = (await off.owner.get('/api/v1/admin/workspace')).data
  await off.owner.patch('/api/v1/admin/workspace', {
    modules: modules.filter((name: string) => name !== 'safety'),
  })
  const answersOf = async (slug: string) => {
    const check = { workspace: slug, aircraftRegistration: 'N1AA', date: '2026-01-01' }
    const all = [
      await closed.anybody.get(`/api/v1/sms/public/forms/${slug}`),
      await closed.anybody.post('/api/v1/sms/public/anonymous-report', { workspace: slug, ...input }),
      await closed.anybody.post('/api/v1/sms/public/identifying-check', check),
      await closed.anybody.post('/api/v1/auth/sso/start', { workspace: slug }),
    ]
    return all.map(({ status, body: { requestId: _, ...body } }) => [status, body])
  }
  const unknown = await answersOf('nothing-there')
  assert.deepEqual(
    unknown.map(([status]) => status),
    [404, 404, 200, 404],
  )
  assert.deepEqual(await answersOf(closed.slug), unknown)
  assert.deepEqual(await answersOf(off.slug), unknown)
})
