import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const anybody = client(app.origin)
const password = 'three quiet herons'
let count = 0
const person = (fields: object = {}) => ({
  email: `person-${++count}@example.org`,
  password,
  displayName: 'Ada Person',
  workspaceName: `Field ${count}`,
  ...fields,
})

test('a workspace never takes the address of a page that stands before sign-in', async () => {
  const answer = await anybody.post('/api/v1/signup', person({ workspaceName: 'Sign in' }))
  assert.equal(answer.data.workspace.slug, 'sign-in-2')
})

test('signing up makes an account, a workspace and a session in one step', async () => {
  const body = person({ timezone: 'America/Denver', workspaceName: 'Élite Flyers' })
  const answer = await anybody.post('/api/v1/signup', body)
  assert.equal(answer.status, 201)
  assert.deepEqual(
    [
      answer.data.tokenType,
      answer.data.user.email,
      answer.data.workspace.slug,
      answer.data.workspace.timezone,
    ],
    ['Bearer', body.email, 'elite-flyers', 'America/Denver'],
  )
  assert.match(
    answer.headers.get('set-cookie') ?? '',
    /^apron_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=86400$/,
  )
  const session = await client(app.origin, {
    cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
  }).get('/api/v1/auth/session')
  assert.deepEqual(
    [session.status, session.data.roles, session.data.workspace.id],
    [200, ['account_owner'], answer.data.workspace.id],
  )
})

test('what a sign-up must not have is refused by field', async () => {
  const refused: [fields: object, field: string][] = [
    [{ email: 'no address' }, 'email'],
    [{ password: 'short' }, 'password'],
    [{ password: 'aaaaaaaaaaaa' }, 'password'],
    [{ displayName: '' }, 'displayName'],
    [{ workspaceName: '' }, 'workspaceName'],
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ timezone: '+02:00' }, 'timezone'],
    [{ isInstallationOwner: true }, 'isInstallationOwner'],
  ]
  for (const [fields, field] of refused) {
    const answer = await anybody.post('/api/v1/signup', person(fields))
    assert.deepEqual([answer.status, answer.body.details?.[0]?.field], [400, field], JSON.stringify(fields))
  }
})

test('an account takes another workspace with its password, and not with another', async () => {
  const body = person()
  const first = await anybody.post('/api/v1/signup', body)
  const taken = await anybody.post('/api/v1/signup', {
    ...body,
    password: 'four loud herons',
    workspaceName: 'Mine',
  })
  assert.deepEqual([taken.status, taken.body.code], [409, 'email_taken'])
  const second = await anybody.post('/api/v1/signup', {
    ...body,
    email: body.email.toUpperCase(),
    workspaceName: 'Second',
  })
  assert.deepEqual([second.status, second.data.user.id], [201, first.data.user.id])
  assert.notEqual(second.data.workspace.id, first.data.workspace.id)
})

test('workspaces of one name that are made at once get addresses of their own', async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => anybody.post('/api/v1/signup', person({ workspaceName: 'Aero Club' }))),
  )
  assert.deepEqual(
    answers.map((answer) => answer.status),
    Array(6).fill(201),
  )
  assert.equal(new Set(answers.map((answer) => answer.data.workspace.slug)).size, 6)
})

test('one person who signs up twice at once has one account', async () => {
  const body = person()
  const answers = await Promise.all([1, 2, 3].map(() => anybody.post('/api/v1/signup', body)))
  assert.deepEqual(
    answers.map((answer) => answer.status).filter((status) => status !== 201 && status !== 409),
    [],
  )
  assert.equal((await app.sql('select 1 from users where email = $1', [body.email])).length, 1)
})

test('only the first account owns the installation', async () => {
  const { data: setup } = await anybody.get('/api/v1/setup')
  assert.equal(setup.needsSetup, false)
  const { data } = await anybody.post('/api/v1/signup', person())
  assert.equal(data.user.isInstallationOwner, false)
  const later = client(app.origin, { authorization: `Bearer ${data.accessToken}` })
  assert.deepEqual(
    [(await later.get('/api/system/mails')).status, (await later.get('/api/system/mails')).body.code],
    [403, 'role_missing'],
  )
})

test('a wrong password and an unknown address are answered alike', async () => {
  const body = person()
  await anybody.post('/api/v1/signup', body)
  const wrong = await anybody.post('/api/v1/auth/login', { email: body.email, password: 'not this one' })
  const unknown = await anybody.post('/api/v1/auth/login', {
    email: 'nobody@example.org',
    password: 'not this one',
  })
  for (const answer of [wrong, unknown]) delete answer.body.requestId
  assert.deepEqual([wrong.status, wrong.body], [401, unknown.body])
  assert.equal(wrong.headers.get('set-cookie'), null)
})

test('a session works as cookie and as Bearer token, until it is signed out', async () => {
  const body = person()
  await anybody.post('/api/v1/signup', body)
  const login = await anybody.post('/api/v1/auth/login', { email: ` ${body.email.toUpperCase()} `, password })
  assert.deepEqual([login.status, login.data.expiresIn], [200, 86_400])
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const [byCookie, byToken] = [
    client(app.origin, { cookie }),
    client(app.origin, { authorization: `Bearer ${login.data.accessToken}` }),
  ]
  for (const one of [byCookie, byToken])
    assert.equal((await one.get('/api/v1/auth/session')).data.user.email, body.email)
  const out = await byCookie.post('/api/v1/auth/logout')
  assert.equal(out.status, 204)
  assert.match(out.headers.get('set-cookie') ?? '', /^apron_session=; .*Max-Age=0/)
  // The next user of the browser finds nothing of this one.
  assert.equal(out.headers.get('clear-site-data'), '"cache", "storage"')
  for (const one of [byCookie, byToken])
    assert.deepEqual(
      [(await one.get('/api/v1/auth/session')).status, (await one.get('/api/projects')).body.error],
      [401, 'Invalid or expired session'],
    )
})

test('everybody may see their session, go to another workspace and sign out, whatever their role', async (t) => {
  const space = await workspace(t, app)
  for (const role of app.services.roles.filter((role) => role !== 'account_owner')) {
    const member = await space.as(role, { roles: [role] })
    const session = await member.get('/api/v1/auth/session')
    assert.deepEqual([session.status, session.data?.roles], [200, [role]], role)
    assert.equal((await member.post('/api/v1/auth/switch', { workspaceId: space.id })).status, 200, role)
    const again = await space.as(`${role}-again`, { roles: [role] })
    assert.equal((await again.post('/api/v1/auth/logout')).status, 204, role)
  }
})

test('what a session says it may do is what the operations allow', async (t) => {
  const space = await workspace(t, app)
  const { data } = await (await space.as('student', { roles: ['student'] })).get('/api/v1/auth/session')
  assert.ok(data.allowedOperations.includes('logFlight'))
  assert.ok(!data.allowedOperations.includes('approveFlight'))
  assert.deepEqual(
    data.allowedOperations.filter(
      (id: string) => !app.services.operations.some((operation) => operation.id === id),
    ),
    [],
  )
})

test('an idle session ends, and an old one ends however busy it is', async (t) => {
  const space = await workspace(t, app)
  for (const [name, change] of [
    ['idle', "last_seen_at = now() - interval '61 minutes'"],
    ['old', "created_at = now() - interval '25 hours', last_seen_at = now()"],
  ] as const) {
    const member = await space.as(name, { roles: ['staff'] })
    assert.equal((await member.get('/api/v1/auth/session')).status, 200)
    await app.services.usage.flush()
    await app.sql(`update sessions set ${change} where user_id = $1`, [member.userId])
    assert.deepEqual([(await member.get('/api/v1/auth/session')).status, name], [401, name])
  }
})

test('activity is noted, so that a session that is used does not idle', async (t) => {
  const space = await workspace(t, app)
  const member = await space.as('busy', { roles: ['staff'] })
  await app.sql("update sessions set last_seen_at = now() - interval '50 minutes' where user_id = $1", [
    member.userId,
  ])
  await member.get('/api/v1/auth/session')
  await app.services.usage.flush()
  assert.equal(
    (
      await app.sql(
        "select 1 from sessions where user_id = $1 and last_seen_at > now() - interval '1 minute'",
        [member.userId],
      )
    ).length,
    1,
  )
})

test('what a console asks by itself keeps no session from going idle', async (t) => {
  const space = await workspace(t, app)
  const member = await space.as('away', { roles: ['staff'] })
  await app.services.usage.flush()
  await app.sql("update sessions set last_seen_at = now() - interval '50 minutes' where user_id = $1", [
    member.userId,
  ])
  assert.equal((await member.get('/api/v1/auth/session', { 'x-background': 'true' })).status, 200)
  const closing = new AbortController()
  const stream = await fetch(`${app.origin}/api/v1/live`, {
    headers: { authorization: member.authorization },
    signal: closing.signal,
  })
  assert.equal(stream.status, 200)
  closing.abort()
  await app.services.usage.flush()
  const [seen] = await app.sql<{ minutes: number }>(
    'select floor(extract(epoch from now() - last_seen_at) / 60)::int as minutes from sessions where user_id = $1',
    [member.userId],
  )
  assert.equal(seen?.minutes, 50)
})

test('sign-in without a workspace goes to the one used last that lets the caller in', async () => {
  const body = person({ workspaceName: 'Alder Air' })
  const first = await anybody.post('/api/v1/signup', body)
  const second = await anybody.post('/api/v1/signup', { ...body, workspaceName: 'Birch Air' })
  const [alder, birch] = [first.data.workspace, second.data.workspace]
  const signIn = (workspaceId?: string) =>
    anybody.post('/api/v1/auth/login', { email: body.email, password, workspaceId })
  const limit = (uuid: string, change: string) =>
    app.sql(`update workspaces set ${change} where workspace_id = $1`, [uuid])
  assert.equal((await signIn()).data.workspace.id, birch.id)

  await limit(birch.uuid, "allowlist = '{198.51.100.0/24}'")
  assert.equal((await signIn()).data.workspace.id, alder.id)
  const named = await signIn(birch.id)
  assert.deepEqual([named.status, named.body.code], [403, 'address_not_allowed'])

  await app.sql("update members set roles = '{pilot}' where workspace_id = $1", [alder.uuid])
  await limit(alder.uuid, 'sso_required = true')
  const refused = await signIn()
  assert.deepEqual([refused.status, refused.body.code], [403, 'no_workspace_open'])
  assert.match(refused.body.error, /^None of your 2 workspaces .*Alder Air wants.*Birch Air may only/)
})

test('a user of several workspaces goes from one to another, and the session before ends', async () => {
  const body = person()
  const first = await anybody.post('/api/v1/signup', body)
  const second = await anybody.post('/api/v1/signup', { ...body, workspaceName: 'Elsewhere' })
  const inSecond = client(app.origin, { authorization: `Bearer ${second.data.accessToken}` })
  assert.equal((await inSecond.get('/api/v1/auth/session')).data.workspaces.length, 2)
  const switched = await inSecond.post('/api/v1/auth/switch', { workspaceId: first.data.workspace.id })
  assert.deepEqual([switched.status, switched.data.workspace.id], [200, first.data.workspace.id])
  assert.equal((await inSecond.get('/api/v1/auth/session')).status, 401)
  const inFirst = client(app.origin, { authorization: `Bearer ${switched.data.accessToken}` })
  assert.equal((await inFirst.get('/api/v1/admin/workspace')).data.id, first.data.workspace.id)
  const actions = async (uuid: string) =>
    (
      await app.sql<{ type: string }>('select type from events where workspace_id = $1 order by seq', [uuid])
    ).map((row) => row.type)
  assert.deepEqual(
    [(await actions(second.data.workspace.uuid)).at(-1), (await actions(first.data.workspace.uuid)).at(-1)],
    ['session.ended', 'session.started'],
  )
  const chosen = await anybody.post('/api/v1/auth/login', {
    email: body.email,
    password,
    workspaceId: second.data.workspace.id,
  })
  assert.equal(chosen.data.workspace.id, second.data.workspace.id)
})

test('nobody goes to a workspace that is not theirs', async (t) => {
  const [mine, theirs] = [await workspace(t, app), await workspace(t, app)]
  const answer = await mine.owner.post('/api/v1/auth/switch', { workspaceId: theirs.id })
  assert.deepEqual([answer.status, answer.body.code], [403, 'not_a_member'])
  assert.equal((await mine.owner.get('/api/v1/auth/session')).status, 200)
  const { email } = (await mine.owner.get('/api/v1/auth/session')).data.user
  assert.equal(
    (await anybody.post('/api/v1/auth/login', { email, password, workspaceId: theirs.id })).status,
    403,
  )
})

test('a password is kept as argon2id, and out of reach of every workspace', async () => {
  const body = person({ password: 'Ünïcode passwörd ✈' })
  await anybody.post('/api/v1/signup', body)
  const [row] = await app.sql<{ hash: string }>(
    'select p.hash from user_passwords p join users u on u.id = p.user_id where u.email = $1',
    [body.email],
  )
  assert.match(row?.hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  // The same text in another Unicode form, as another keyboard writes it.
  assert.equal(
    (
      await anybody.post('/api/v1/auth/login', {
        email: body.email,
        password: body.password.normalize('NFD'),
      })
    ).status,
    200,
  )
})
