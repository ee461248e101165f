import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { type TestWorkspace, workspace } from '../../testing/workspace.ts'

const app = await testApp()
const anybody = client(app.origin)
const password = 'three quiet herons'

/** Signs the owner of the workspace in once more, as on another device. */
async function anotherDevice(space: TestWorkspace, userAgent = 'curl/8.9') {
  const { email } = (await space.owner.get('/api/user/profile')).data
  const login = await anybody.post(
    '/api/v1/auth/login',
    { email, password, workspaceId: space.id },
    { 'user-agent': userAgent },
  )
  return client(app.origin, { authorization: `Bearer ${login.data.accessToken}`, 'user-agent': userAgent })
}

const actions = async (space: TestWorkspace) =>
  (await space.owner.get('/api/v1/admin/audit-log?page_size=100')).data.items.map(
    (entry: { action: string }) => entry.action,
  )

test('a profile says who is signed in, and what was changed is there at the next request', async (t) => {
  const space = await workspace(t, app)
  const before = (await space.owner.get('/api/user/profile')).data
  assert.deepEqual(
    [before.organization_id, before.roles, before.avatar_url, before.timezone],
    [space.id, ['account_owner'], null, 'UTC'],
  )
  const changed = await space.owner.put('/api/user/profile', {
    display_name: '  Ada Holm ',
    timezone: 'america/denver',
    locale: 'DE-ch',
  })
  assert.equal(changed.status, 200)
  const { updated_at, ...rest } = changed.data
  assert.deepEqual(rest, {
    id: before.id,
    email: before.email,
    display_name: 'Ada Holm',
    timezone: 'America/Denver',
    locale: 'de-CH',
  })
  assert.ok(updated_at >= before.updated_at)
  assert.equal((await space.owner.get('/api/v1/auth/session')).data.user.displayName, 'Ada Holm')
  const [entry] = (await space.owner.get(`/api/v1/admin/audit-log?subject=${before.id}`)).data.items
  assert.deepEqual(
    [entry.action, entry.changes.map((change: { field: string }) => change.field).sort()],
    ['profile.updated', ['display_name', 'locale', 'timezone']],
  )
})

test('a zone or a language that does not exist is refused, each in its own words', async (t) => {
  const { owner } = await workspace(t, app)
  for (const [body, words] of [
    [{ timezone: 'Mars/Olympus' }, /timezone must be an IANA zone/],
    [{ timezone: '+05:00' }, /timezone must be an IANA zone/],
    [{ locale: 'en_US' }, /"en_US" is no language tag/],
    [{ locale: 'xx-US' }, /there is no language "xx"/],
    [{ locale: 'en-XX' }, /there is no region "XX"/],
    [{ display_name: '   ' }, /display_name must not be blank/],
  ] as const) {
    const answer = await owner.put('/api/user/profile', body)
    assert.equal(answer.status, 400, answer.text)
    assert.match(answer.body.error, words)
    assert.equal(answer.body.details[0].field, Object.keys(body)[0])
  }
  assert.equal((await owner.get('/api/user/profile')).data.locale, 'en-US')
})

const photograph = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { Artist: 'MARKER-OF-THE-SENDER' } })
    .jpeg()
    .toBuffer()

test('a picture is shown to colleagues, at 256 pixels and without what the camera wrote', async (t) => {
  const space = await workspace(t, app)
  const colleague = await space.as('colleague', { roles: ['customer'] })
  const put = await space.owner.send('PUT', '/api/user/profile/avatar', {
    headers: { 'content-type': 'image/png' },
    body: await photograph(1200, 800),
  })
  assert.equal(put.status, 200, put.text)
  assert.equal((await space.owner.get('/api/user/profile')).data.avatar_url, put.data.avatar_url)
  const shown = await fetch(app.origin + put.data.avatar_url, {
    headers: { authorization: colleague.authorization },
  })
  const bytes = Buffer.from(await shown.arrayBuffer())
  const { width, height, exif } = await sharp(bytes).metadata()
  assert.deepEqual(
    [shown.status, shown.headers.get('content-type'), width, height, exif],
    [200, 'image/jpeg', 256, 171, undefined],
  )
  assert.ok(!bytes.includes('MARKER-OF-THE-SENDER'))
  const stranger = await workspace(t, app)
  assert.equal((await stranger.owner.get(put.data.avatar_url)).status, 404)
  assert.equal((await space.owner.delete('/api/user/profile/avatar')).status, 204)
  assert.equal((await space.owner.delete('/api/user/profile/avatar')).status, 204)
  assert.equal((await space.owner.get('/api/user/profile')).data.avatar_url, null)
  assert.equal((await space.owner.get(put.data.avatar_url)).status, 404)
})

test('what is no picture, or too large a file, is refused with a sentence', async (t) => {
  const { owner } = await workspace(t, app)
  const send = (type: string, body: string | Uint8Array) =>
    owner.send('PUT', '/api/user/profile/avatar', { headers: { 'content-type': type }, body })
  const script = await send('image/png', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')
  assert.deepEqual([script.status, script.body.code], [400, 'not_a_picture'])
  assert.match((await send('image/svg+xml', '<svg/>')).body.error, /takes image\/jpeg or image\/png/)
  const large = await send('image/png', new Uint8Array(5_000_001))
  assert.deepEqual([large.status, large.body.code], [413, 'body_too_large'])
})

test('a changed password ends every other session, in every workspace, at its next request', async (t) => {
  const space = await workspace(t, app)
  const { email } = (await space.owner.get('/api/user/profile')).data
  const elsewhere = await anybody.post('/api/v1/signup', {
    email,
    password,
    displayName: 'Owner',
    workspaceName: 'A second one',
  })
  const second = client(app.origin, { authorization: `Bearer ${elsewhere.data.accessToken}` })
  const first = await anotherDevice(space)
  const wrong = await space.owner.post('/api/user/password', {
    current_password: 'not the password',
    new_password: 'four loud herons',
  })
  assert.deepEqual(
    [wrong.status, wrong.body.code, wrong.body.details[0].field],
    [403, 'wrong_current_password', 'current_password'],
  )
  assert.equal((await first.get('/api/user/profile')).status, 200)
  const changed = await space.owner.post('/api/user/password', {
    current_password: password,
    new_password: 'four loud herons',
  })
  assert.deepEqual([changed.status, changed.text], [204, ''])
  for (const ended of [first, second]) assert.equal((await ended.get('/api/user/profile')).status, 401)
  assert.equal((await space.owner.get('/api/user/profile')).status, 200)
  assert.equal((await anybody.post('/api/v1/auth/login', { email, password })).status, 401)
  const again = await anybody.post('/api/v1/auth/login', { email, password: 'four loud herons' })
  assert.equal(again.status, 200)
  const done = await actions(space)
  assert.ok(done.includes('password.changed') && done.includes('session.ended'), done.join())
  const there = await app.sql<{ type: string }>(
    'select type from events where workspace_id = $1 order by seq',
    [elsewhere.data.workspace.uuid],
  )
  assert.ok(there.some((event) => event.type === 'session.ended'))
})

test('a password is refused for being short, common or one’s own name, and for nothing else', async (t) => {
  const space = await workspace(t, app)
  await space.owner.put('/api/user/profile', { display_name: 'Ada Lovelace' })
  const { email } = (await space.owner.get('/api/user/profile')).data
  for (const [wanted, words] of [
    ['short', /at least 10 characters/],
    ['Password1234', /lists that leaked/],
    ['qwertyuiop', /lists that leaked/],
    ['abcabcabcabc', /repeats/],
    ['aaaaaaaaaaaa', /repeats/],
    ['adalovelace7', /your own name/],
    [`${email}!`, /your own name/],
  ] as const) {
    const change = await space.owner.post('/api/user/password', {
      current_password: password,
      new_password: wanted,
    })
    assert.equal(change.status, 400, wanted)
    assert.match(change.body.error, words)
    assert.equal(change.body.details[0].field, 'new_password')
  }
  const signUp = await anybody.post('/api/v1/signup', {
    email: 'common@example.com',
    password: 'password1234',
    displayName: 'Common',
    workspaceName: 'Common',
  })
  assert.match(signUp.body.error, /lists that leaked/)
  for (const wanted of ['onlysmallletters', 'чайка над морем', 'correct horse battery staple']) {
    const answer = await space.owner.post('/api/user/password', {
      current_password: password,
      new_password: wanted,
    })
    assert.equal(answer.status, 204, answer.text)
    await space.owner.post('/api/user/password', { current_password: wanted, new_password: password })
  }
})

test('preferences are one’s own: boolean, text or number, under dotted names', async (t) => {
  const space = await workspace(t, app)
  const pilot = await space.as('pilot')
  const at = '/api/user-preferences'
  for (const [key, value] of [
    ['canvas.snap_to_grid', true],
    ['notifications.email_digest', 'daily'],
    ['table.rows', 36.5],
  ] as const) {
    const put = await pilot.put(`${at}/${key}`, { value })
    assert.deepEqual([put.status, put.data.key, put.data.value], [200, key, value])
    assert.deepEqual((await pilot.get(`${at}/${key}`)).data, put.data)
    assert.match(put.data.updated_at, /Z$/)
  }
  assert.equal((await pilot.put(`${at}/canvas.snap_to_grid`, { value: false })).data.value, false)
  assert.deepEqual((await pilot.get(at)).data, {
    'canvas.snap_to_grid': false,
    'notifications.email_digest': 'daily',
    'table.rows': 36.5,
  })
  assert.deepEqual((await space.owner.get(at)).data, {})
  assert.equal((await pilot.delete(`${at}/table.rows`)).status, 204)
  assert.equal((await pilot.get(`${at}/table.rows`)).status, 404)
})

test('a preference with a bad name, too large a value or one too many is refused, each in its own words', async (t) => {
  const { owner } = await workspace(t, app)
  const at = '/api/user-preferences'
  for (const key of ['plain', 'Canvas.Grid', 'a..b', '.a', 'a.b-c', 'a.b c'])
    assert.match(
      (await owner.put(`${at}/${encodeURIComponent(key)}`, { value: 1 })).body.error,
      /is dotted and in small letters/,
    )
  assert.match(
    (await owner.put(`${at}/a.${'b'.repeat(100)}`, { value: 1 })).body.error,
    /at most 100 characters/,
  )
  const long = await owner.put(`${at}/a.b`, { value: 'é'.repeat(2_048) })
  assert.match(long.body.error, /at most 4 kB/)
  for (const value of [null, {}, []])
    assert.equal((await owner.put(`${at}/a.b`, { value })).status, 400, JSON.stringify(value))
  const [user] = await app.sql<{ id: string }>('select id from users order by created_at desc limit 1')
  await app.sql(
    `
      insert into user_preferences (user_id, key, value)
      select $1, 'many.n' || n, 'true' from generate_series(1, 199) n`,
    [user?.id],
  )
  const answers = await Promise.all([1, 2, 3, 4].map((n) => owner.put(`${at}/more.n${n}`, { value: true })))
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 409, 409, 409])
  assert.match(answers.find((answer) => answer.status === 409)?.body.error ?? '', /at most 200 preferences/)
  assert.equal((await owner.put(`${at}/many.n1`, { value: false })).status, 200)
})
