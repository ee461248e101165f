import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import type { Answer, Client } from '../testing/client.ts'
import { type TestWorkspace, workspace } from '../testing/workspace.ts'

// The first workspace of an installation belongs to its owner, who says what the others may have.
const installation = await workspace(undefined, await testApp())

async function allow(space: TestWorkspace, limits: Record<string, number>) {
  const path = `/api/system/workspaces/${space.id}/entitlements`
  const answer = await installation.owner.put(path, { tier: 'professional', limits })
  assert.equal(answer.status, 200, answer.text)
}

const limitsOf = async (client: Client) => (await client.get('/api/features/limits')).data

test('plan and tier are one thing, and without a word from anybody everything is included', async (t) => {
  const { owner, id, slug } = await workspace(t)
  const organization = (await owner.get('/api/organization')).data
  assert.deepEqual(Object.keys(organization).sort(), ['created_at', 'id', 'name', 'plan', 'slug'])
  assert.deepEqual([organization.id, organization.slug, organization.plan], [id, slug, 'self_hosted'])
  const tier = (await owner.get('/api/tier')).data
  assert.deepEqual([tier.tier, tier.billing_period], ['self_hosted', 'annual'])
  assert.match(tier.renewal_date, /^\d{4}-\d\d-\d\d$/)
  assert.ok(Date.parse(tier.renewal_date) > Date.now())
  const { features } = (await owner.get('/api/features')).data
  for (const name of ['flights', 'api_keys', 'webhooks', 'ip_allowlist']) assert.ok(features.includes(name))
  const limits = await limitsOf(owner)
  for (const name of [
    'max_aircraft',
    'max_members',
    'max_api_keys',
    'max_webhook_endpoints',
    'max_storage_mb',
  ])
    assert.ok(limits[name] > 0, name)
})

test('the owner of the installation sets tier, features and limits, and the workspace reads of it', async (t) => {
  const space = await workspace(t)
  const path = `/api/system/workspaces/${space.id}/entitlements`
  const body = {
    tier: 'enterprise',
    billing_period: 'monthly',
    renewal_date: '2027-03-01',
    features: ['fleet', 'webhooks'],
    limits: { max_aircraft: 7 },
  }
  const answer = await installation.owner.put(path, body)
  assert.equal(answer.status, 200, answer.text)
  assert.equal((await space.owner.get('/api/organization')).data.plan, 'enterprise')
  assert.deepEqual((await space.owner.get('/api/tier')).data, {
    tier: 'enterprise',
    billing_period: 'monthly',
    renewal_date: '2027-03-01',
  })
  assert.equal((await limitsOf(space.owner)).max_aircraft, 7)
  assert.deepEqual((await space.owner.get('/api/features')).data.features, ['fleet', 'webhooks'])
  assert.equal((await space.owner.get('/api/v1/ops/flights')).body.code, 'module_disabled')
  const on = await space.owner.post('/api/settings', { feature_flags: { flights: true } })
  assert.deepEqual([on.status, on.body.code], [403, 'feature_not_included'])
  const key = await space.owner.post('/api/user/api-keys', { name: 'no', access: 'read' })
  assert.equal(key.body.code, 'feature_not_included')
  const entry = (await space.owner.get('/api/v1/admin/audit-log')).data.items[0]
  assert.equal(entry.action, 'entitlements.updated')
  assert.ok(
    entry.changes.some(
      (change: { field: string; after: number }) => change.field === 'max_aircraft' && change.after === 7,
    ),
  )
  assert.equal(
    (await space.owner.put(path, { tier: 'enterprise' })).status,
    403,
    'nobody gives to themselves',
  )
  const wrong = await installation.owner.put(path, { tier: 'enterprise', limits: { max_pilots: 1 } })
  assert.deepEqual([wrong.status, wrong.body.details[0].field], [400, 'limits.max_pilots'])
})

test('the owner of the installation pages through all workspaces, and nobody else sees one', async (t) => {
  const slugs = new Set<string>()
  for (let number = 0; number < 3; number++) {
    const { slug } = await workspace(t)
    slugs.add(slug)
  }
  const page = async (query: string) => (await installation.owner.get(`/api/system/workspaces?${query}`)).data
  const first = await page('page_size=2')
  assert.deepEqual([first.workspaces.length, first.page, first.per_page], [2, 1, 2])
  assert.equal(first.total_pages, Math.ceil(first.total / 2))
  const seen: string[] = []
  for (let number = 1; number <= first.total_pages; number++)
    for (const { slug } of (await page(`page_size=2&page=${number}`)).workspaces) seen.push(slug)
  assert.equal(new Set(seen).size, first.total)
  assert.deepEqual(slugs.difference(new Set(seen)), new Set())
  const [slug] = slugs
  const found = await page(`search=${slug}`)
  assert.deepEqual([found.total, found.workspaces.map((space: { slug: string }) => space.slug)], [1, [slug]])
  const stranger = await workspace(t)
  assert.equal((await stranger.owner.get('/api/system/workspaces')).status, 403)
})

/** Twelve at once where there is room for five. */
async function race(attempt: (at: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: 12 }, (_, at) => attempt(at)))
}

function assertFive(answers: Answer[], name: string) {
  assert.equal(
    answers.filter((answer) => answer.status === 201).length,
    5,
    JSON.stringify(answers.map((answer) => answer.text)),
  )
  for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
    assert.deepEqual([status, body.code], [409, 'limit_reached'])
    assert.match(body.error, new RegExp(`\\(${name}\\), and \\d+ are in use`))
  }
}

test('parallel requests do not pass a limit together', async (t) => {
  const space = await workspace(t)
  await allow(space, { max_aircraft: 5, max_api_keys: 5, max_webhook_endpoints: 5, max_members: 6 })
  const { owner } = space
  const aircraft = (at: number) =>
    owner.post('/api/v1/ops/aircraft', { registration: `N${at}LM`, typeDesignator: 'C172' })
  assertFive(await race(aircraft), 'max_aircraft')
  assertFive(
    await race((at) => owner.post('/api/user/api-keys', { name: `k${at}`, access: 'read' })),
    'max_api_keys',
  )
  const hook = (at: number) =>
    owner.post('/api/v1/webhooks/endpoints', { url: `https://example.com/${at}`, events: ['*'] })
  assertFive(await race(hook), 'max_webhook_endpoints')
  const invite = (at: number) =>
    owner.post('/api/v1/admin/invitations', {
      email: `limit-${at}-${space.slug}@example.com`,
      roles: ['pilot'],
    })
  assertFive(await race(invite), 'max_members')
  const used = Object.fromEntries(
    (await owner.get('/api/features/usage')).data.map((one: { name: string; used: number }) => [
      one.name,
      one.used,
    ]),
  )
  assert.deepEqual(
    [used.max_aircraft, used.max_api_keys, used.max_webhook_endpoints, used.max_members],
    [5, 5, 5, 6],
  )
})

test('what is retired, revoked or withdrawn makes room, and coming back wants room again', async (t) => {
  const space = await workspace(t)
  await allow(space, { max_aircraft: 1, max_api_keys: 1, max_members: 2 })
  const { owner } = space
  const first = await space.aircraft()
  const second = { registration: 'N2RM', typeDesignator: 'C172' }
  assert.equal((await owner.post('/api/v1/ops/aircraft', second)).status, 409)
  await owner.patch(`/api/v1/ops/aircraft/${first.id}`, { status: 'sold' })
  assert.equal((await owner.post('/api/v1/ops/aircraft', second)).status, 201)
  const back = await owner.patch(`/api/v1/ops/aircraft/${first.id}`, { status: 'active' })
  assert.equal(back.body.code, 'limit_reached')
  const { data: key } = await owner.post('/api/user/api-keys', { name: 'one', access: 'read' })
  await owner.delete(`/api/user/api-keys/${key.id}`)
  assert.equal((await owner.post('/api/user/api-keys', { name: 'two', access: 'read' })).status, 201)
  const invite = (name: string) =>
    owner.post('/api/v1/admin/invitations', { email: `${name}-${space.slug}@example.com`, roles: ['pilot'] })
  const { data: open } = await invite('a')
  assert.equal((await invite('b')).body.code, 'limit_reached')
  await owner.delete(`/api/v1/admin/invitations/${open.id}`)
  assert.equal((await invite('b')).status, 201)
})

test('an import brings in what there is room for, and names the rows for which there is none', async (t) => {
  const space = await workspace(t)
  await allow(space, { max_aircraft: 3 })
  await space.aircraft()
  const rows = Array.from({ length: 4 }, (_, at) => `N${at}IM,C172,${at === 0 ? 'retired' : 'active'}`)
  const created = await space.owner.send('POST', '/api/integrations/imports?kind=aircraft&filename=a.csv', {
    headers: { 'content-type': 'text/csv' },
    body: `Registration,Type,Status\n${rows.join('\n')}\n`,
  })
  const path = `/api/integrations/imports/${created.data.id}`
  const until = async (state: string) => {
    for (;;) {
      const { data } = await space.owner.get(path)
      if (data.status === state) return data
      assert.notEqual(data.status, 'failed', JSON.stringify(data))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  assert.deepEqual((await until('ready')).rows.bad, 1)
  const { items } = (await space.owner.get(`${path}/problems`)).data
  assert.match(items[0].message, /allows 3 aircraft .*\(max_aircraft\), and there is no room for N3IM/)
  await space.owner.post(`${path}/run`, { goodRowsOnly: true })
  assert.equal((await until('completed')).rows.imported, 3)
  assert.equal((await space.owner.get('/api/v1/ops/aircraft')).data.total, 4)
})

test('a file that does not fit is refused, and does not stay', async (t) => {
  const space = await workspace(t)
  await allow(space, { max_storage_mb: 0 })
  const refused = await space.owner.send('POST', '/api/integrations/imports?kind=aircraft&filename=a.csv', {
    headers: { 'content-type': 'text/csv' },
    body: 'Registration,Type\nN1AA,C172\n',
  })
  assert.deepEqual([refused.status, refused.body.code], [409, 'limit_reached'])
  assert.equal((await space.owner.get('/api/integrations/imports')).data.total, 0)
})
