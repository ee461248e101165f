import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { type TestWorkspace, workspace } from '../../testing/workspace.ts'
import { deviceOf } from './device.ts'

const app = await testApp()
const anybody = client(app.origin)
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0'

async function anotherDevice(space: TestWorkspace, userAgent: string) {
  const { email } = (await space.owner.get('/api/user/profile')).data
  const login = await anybody.post(
    '/api/v1/auth/login',
    { email, password: 'three quiet herons' },
    { 'user-agent': userAgent },
  )
  return client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
}

test('a person sees where they are signed in, and ends one session or all others', async (t) => {
  const space = await workspace(t, app)
  const [laptop, script] = [await anotherDevice(space, firefox), await anotherDevice(space, 'curl/8.9.1')]
  const sessions = (await laptop.get('/api/user/sessions')).data
  assert.deepEqual(
    sessions.map((one: { device: string; current: boolean }) => [one.device, one.current]).sort(),
    [
      ['Firefox on Windows', true],
      ['curl', false],
      ['node', false],
    ].sort(),
  )
  const [current] = sessions.filter((one: { current: boolean }) => one.current)
  assert.deepEqual([current.organization_id, current.address], [space.id, '127.0.0.1'])
  const curl = sessions.find((one: { device: string }) => one.device === 'curl')
  assert.equal((await laptop.delete(`/api/user/sessions/${curl.id}`)).status, 204)
  assert.equal((await script.get('/api/user/sessions')).status, 401)
  assert.equal((await laptop.delete(`/api/user/sessions/${curl.id}`)).status, 404)
  assert.equal((await laptop.delete('/api/user/sessions')).status, 204)
  assert.equal((await space.owner.get('/api/user/sessions')).status, 401)
  assert.equal((await laptop.get('/api/user/sessions')).data.length, 1)
  const log = (await laptop.get('/api/v1/admin/audit-log?action=session.ended')).data.items
  assert.equal(log.length, 2)
})

test('nobody sees or ends the session of another', async (t) => {
  const space = await workspace(t, app)
  const pilot = await space.as('pilot')
  const [own] = (await space.owner.get('/api/user/sessions')).data
  assert.ok(!(await pilot.get('/api/user/sessions')).text.includes(own.id))
  assert.equal((await pilot.delete(`/api/user/sessions/${own.id}`)).status, 404)
  assert.equal((await space.owner.get('/api/user/sessions')).status, 200)
})

test('a session that an identity provider opened sees and ends only those of its own workspace', async (t) => {
  const [mine, theirs] = [await workspace(t, app), await workspace(t, app)]
  const { id, email } = (await mine.owner.get('/api/user/profile')).data
  await app.sql("insert into members (workspace_id, id, user_id, roles) values ($1, $2, $3, '{pilot}')", [
    theirs.uuid,
    `mem_${id.slice(4)}`,
    id,
  ])
  const login = await anybody.post('/api/v1/auth/login', {
    email,
    password: 'three quiet herons',
    workspaceId: theirs.id,
  })
  await app.sql("update sessions set factors = '{sso}' where workspace_id = $1 and user_id = $2", [
    theirs.uuid,
    id,
  ])
  const vouched = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  assert.equal((await vouched.get('/api/user/sessions')).data.length, 1)
  assert.equal((await mine.owner.get('/api/user/sessions')).data.length, 2)
  assert.equal((await vouched.delete('/api/user/sessions')).status, 204)
  assert.equal((await mine.owner.get('/api/user/sessions')).status, 200)
})

test('two people who share workspaces can end all their sessions at once without a deadlock', async (t) => {
  const [first, second] = [await workspace(t, app), await workspace(t, app)]
  const people = await Promise.all(
    [first, second].map(async (space) => {
      const { id, email } = (await space.owner.get('/api/user/profile')).data
      const other = space === first ? second : first
      await app.sql("insert into members (workspace_id, id, user_id, roles) values ($1, $2, $3, '{pilot}')", [
        other.uuid,
        `mem_${id.slice(4)}`,
        id,
      ])
      return { space, email, other }
    }),
  )
  for (let round = 0; round < 5; round++) {
    for (const { email, other } of people)
      await anybody.post('/api/v1/auth/login', {
        email,
        password: 'three quiet herons',
        workspaceId: other.id,
      })
    const answers = await Promise.all(people.map(({ space }) => space.owner.delete('/api/user/sessions')))
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [204, 204],
    )
  }
})

test('a shortened timeout acts on live sessions at their very next request', async (t) => {
  const space = await workspace(t, app)
  const at = '/api/session-timeout'
  const { updated_at, ...defaults } = (await space.owner.get(at)).data
  assert.ok(updated_at)
  assert.deepEqual(defaults, {
    idle_timeout_minutes: 60,
    absolute_timeout_minutes: 1440,
    extend_on_activity: true,
  })
  const [idle, old] = [
    await space.as('idle', { roles: ['pilot'] }),
    await space.as('old', { roles: ['pilot'] }),
  ]
  const age = (column: string, userId: string, minutes: number) =>
    app.sql(`update sessions set ${column} = now() - make_interval(mins => $2::int) where user_id = $1`, [
      userId,
      minutes,
    ])
  await age('last_seen_at', idle.userId, 30)
  await age('created_at', old.userId, 30)
  for (const one of [idle, old]) {
    // Looked at without leaving a trace: a request would count as activity.
    const [row] = await app.sql<{ state: string }>(
      'select (apron.authenticate_session(s.id)).state from sessions s where user_id = $1',
      [one.userId],
    )
    assert.equal(row?.state, 'ok')
  }
  const put = (body: object) => space.owner.put(at, { ...defaults, ...body })
  const changed = await put({ idle_timeout_minutes: 20 })
  assert.deepEqual([changed.status, changed.data.idle_timeout_minutes], [200, 20])
  assert.equal((await idle.get('/api/v1/auth/session')).status, 401)
  assert.equal((await old.get('/api/v1/auth/session')).status, 200)
  await put({ idle_timeout_minutes: 20, absolute_timeout_minutes: 20 })
  assert.equal((await old.get('/api/v1/auth/session')).status, 401)
  assert.equal((await space.owner.get('/api/v1/auth/session')).status, 200)
})

test('without extension on activity the idle time runs from sign-in', async (t) => {
  const space = await workspace(t, app)
  const busy = await space.as('busy', { roles: ['pilot'] })
  await app.sql("update sessions set created_at = now() - interval '30 minutes' where user_id = $1", [
    busy.userId,
  ])
  const policy = { idle_timeout_minutes: 20, absolute_timeout_minutes: 1440 }
  await space.owner.put('/api/session-timeout', { ...policy, extend_on_activity: true })
  assert.equal((await busy.get('/api/v1/auth/session')).status, 200)
  await space.owner.put('/api/session-timeout', { ...policy, extend_on_activity: false })
  assert.equal((await busy.get('/api/v1/auth/session')).status, 401)
})

test('nonsense is no policy, and only the owner and admins set one', async (t) => {
  const space = await workspace(t, app)
  const at = '/api/session-timeout'
  const good = { idle_timeout_minutes: 60, absolute_timeout_minutes: 1440, extend_on_activity: true }
  for (const [body, words] of [
    [{ ...good, idle_timeout_minutes: 2000 }, /cannot be idle for longer than it lives/],
    [{ ...good, idle_timeout_minutes: 0 }, /idle_timeout_minutes must be at least 5/],
    [{ ...good, absolute_timeout_minutes: 1e9 }, /absolute_timeout_minutes must be at most 43200/],
    [{ ...good, extend_on_activity: 'yes' }, /extend_on_activity must be true or false/],
    [{ idle_timeout_minutes: 60 }, /absolute_timeout_minutes, extend_on_activity/],
  ] as const) {
    const answer = await space.owner.put(at, body)
    assert.equal(answer.status, 400)
    assert.match(answer.body.error, words)
  }
  assert.equal((await (await space.as('admin', { roles: ['admin'] })).put(at, good)).status, 200)
  assert.equal((await (await space.as('chief', { roles: ['chief_pilot'] })).put(at, good)).status, 403)
  assert.equal((await (await space.key({ scopes: ['workspace:read'] })).get(at)).status, 200)
  const [entry] = (await space.owner.get('/api/v1/admin/audit-log?action=session_timeout.updated')).data.items
  assert.equal(entry.subject.id, space.id)
})

test('a device is called what a person calls it', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  for (const [agent, name] of [
    [firefox, 'Firefox on Windows'],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chrome}`, 'Chrome on macOS'],
    [`Mozilla/5.0 (Windows NT 10.0) ${chrome} Edg/140.0`, 'Edge on Windows'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [`Mozilla/5.0 (Linux; Android 15; Pixel 9) ${chrome}`, 'Chrome on Android'],
    ['curl/8.9.1', 'curl'],
    ['', 'Unknown device'],
    ['<script>', 'Unknown device'],
  ] as const)
    assert.equal(deviceOf(agent), name)
})
