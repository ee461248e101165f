import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { testApp } from '../../testing/app.ts'
import { type Client, client } from '../../testing/client.ts'
import { mailedToken } from '../../testing/mailed.ts'
import { workspace } from '../../testing/workspace.ts'
import { resetTwoFactor } from './reset-command.ts'
import { codeOf, withTwoFactor } from './testing/authenticator-app.ts'

const app = await testApp()
const nobody = client(app.origin)
const password = 'three quiet herons'

/** As if the last code had been used long ago, so that a test need not wait for the next. */
const forgetSteps = () => app.sql('update totp_secrets set last_step = 0')

const logIn = (email: string, headers?: Record<string, string>) =>
  nobody.post('/api/v1/auth/login', { email, password }, headers)
const complete = (body: object, who: Client = nobody) => who.post('/api/auth/mfa', body)

test('an authenticator app is set up in two steps, and nothing is on before the second', async (t) => {
  const space = await workspace(t)
  const email = (await space.owner.get('/api/v1/auth/session')).data.user.email
  assert.deepEqual((await space.owner.get('/api/user/mfa')).data, {
    enabled: false,
    methods: [],
    backup_codes_remaining: 0,
  })
  const begun = (await space.owner.post('/api/user/mfa/enable', { method: 'totp' })).data
  assert.equal(begun.method, 'totp')
  assert.match(begun.secret, /^[A-Z2-7]{32}$/)
  assert.match(begun.enrollment_id, /^mfaenr_/)
  assert.equal(
    begun.otpauth_uri,
    `otpauth://totp/Apron:${encodeURIComponent(email)}?secret=${begun.secret}&issuer=Apron`,
  )
  assert.equal((await space.owner.get('/api/user/mfa')).data.enabled, false)
  assert.equal((await logIn(email)).data.mfaRequired, undefined)

  const verified = await space.owner.post('/api/user/mfa/verify', {
    enrollment_id: begun.enrollment_id,
    code: codeOf(begun.secret),
  })
  assert.equal(verified.status, 200)
  assert.equal(verified.data.enabled, true)
  assert.equal(new Set(verified.data.backup_codes).size, 10)
  for (const code of verified.data.backup_codes) assert.match(code, /^\d{4}-\d{4}-\d{2}$/)
  assert.deepEqual((await space.owner.get('/api/user/mfa')).data, {
    enabled: true,
    methods: ['totp'],
    backup_codes_remaining: 10,
  })
})

test('expired, used and foreign enrollments and wrong codes have different refusals', async (t) => {
  const [space, other] = [await workspace(t), await workspace(t)]
  const begin = async (who = space) =>
    (await who.owner.post('/api/user/mfa/enable', { method: 'totp' })).data as {
      secret: string
      enrollment_id: string
    }
  const verify = async (enrollment: { secret: string; enrollment_id: string }, code?: string) => {
    const { enrollment_id, secret } = enrollment
    const answer = await space.owner.post('/api/user/mfa/verify', {
      enrollment_id,
      code: code ?? codeOf(secret),
    })
    return [answer.status, answer.body.code]
  }
  assert.deepEqual(await verify(await begin(other)), [404, 'not_found'])
  const [late, first, second] = [await begin(), await begin(), await begin()]
  await app.sql("update mfa_enrollments set expires_at = now() - interval '1 second' where id = $1", [
    late.enrollment_id,
  ])
  assert.deepEqual(await verify(late), [409, 'mfa_enrollment_expired'])
  assert.deepEqual(await verify(first, codeOf(first.secret, 20)), [422, 'mfa_code_wrong'])
  assert.deepEqual(await verify(first), [200, undefined])
  assert.deepEqual(await verify(first), [409, 'mfa_enrollment_used'])
  assert.deepEqual(await verify(second), [409, 'mfa_already_enabled'])
  const again = await space.owner.post('/api/user/mfa/enable', { method: 'totp' })
  assert.deepEqual([again.status, again.body.code], [409, 'mfa_already_enabled'])
})

test('with two-factor on, the password alone opens no session', async (t) => {
  const space = await workspace(t)
  const { email, secret } = await withTwoFactor(space)
  const asked = await logIn(email)
  assert.equal(asked.status, 200)
  assert.equal(asked.headers.get('set-cookie'), null)
  assert.equal(asked.data.accessToken, undefined)
  assert.equal(asked.data.mfaRequired, true)
  assert.deepEqual(asked.data.methods, ['totp', 'backup_code'])
  const { challengeToken } = asked.data
  assert.equal(
    (await nobody.get('/api/projects', { authorization: `Bearer ${challengeToken}` })).status,
    401,
    'the challenge is no session',
  )
  const wrong = await complete({ challenge_token: challengeToken, code: codeOf(secret, 30) })
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'mfa_code_wrong'])
  const signedIn = await complete({ challenge_token: challengeToken, code: codeOf(secret) })
  assert.equal(signedIn.status, 200, signedIn.text)
  assert.match(signedIn.headers.get('set-cookie') ?? '', /^apron_session=/)
  const session = await nobody.get('/api/v1/auth/session', {
    authorization: `Bearer ${signedIn.data.accessToken}`,
  })
  assert.deepEqual(session.data.factors, ['password', 'totp'])
  const replayed = await complete({ challenge_token: challengeToken, code: codeOf(secret, 1) })
  assert.deepEqual([replayed.status, replayed.body.code], [401, 'mfa_challenge_invalid'])
  const again = (await logIn(email)).data.challengeToken
  const used = await complete({ challenge_token: again, code: codeOf(secret) })
  assert.deepEqual([used.status, used.body.code], [409, 'mfa_code_used'])
})

test('neither sign-up nor an invitation lets a password alone past the second factor', async (t) => {
  const space = await workspace(t)
  const { email, secret } = await withTwoFactor(space)
  const another = await nobody.post('/api/v1/signup', {
    email,
    password,
    displayName: 'Owner',
    workspaceName: 'Second workspace',
  })
  assert.equal(another.data.accessToken, undefined)
  assert.equal(another.data.mfaRequired, true)
  const workspacesOf = async () =>
    (await space.owner.get('/api/v1/auth/session')).data.workspaces.map(({ name }: { name: string }) => name)
  assert.equal((await workspacesOf()).length, 1, 'a password alone creates no workspace')
  const signedIn = await complete({ challenge_token: another.data.challengeToken, code: codeOf(secret) })
  assert.equal(signedIn.data.workspace.name, 'Second workspace')

  const host = await workspace(t)
  await host.owner.post('/api/v1/admin/invitations', { email, roles: ['pilot'] })
  const token = await mailedToken(app, email, 'invitation')
  const accepted = await nobody.post('/api/v1/invitations/accept', { token, password })
  assert.equal(accepted.status, 200, accepted.text)
  assert.equal(accepted.data.accessToken, undefined)
  assert.equal(accepted.data.mfaRequired, true)
  const membersOf = async () =>
    (await host.owner.get(`/api/v1/admin/members?search=${email}`)).data.items.length as number
  assert.equal(await membersOf(), 0, 'a password alone makes nobody a member')
  await forgetSteps()
  const joined = await complete({ challenge_token: accepted.data.challengeToken, code: codeOf(secret) })
  assert.deepEqual([joined.status, joined.data.workspace.id], [200, host.id])
  assert.equal(await membersOf(), 1)
  assert.equal((await nobody.get(`/api/v1/invitations/${token}`)).status, 404)
})

test('of 1,000 parallel uses of one backup code exactly one succeeds', { timeout: 240_000 }, async (t) => {
  const space = await workspace(t)
  const { email, codes } = await withTwoFactor(space)
  const tokens = await Promise.all(
    Array.from({ length: 20 }, async () => (await logIn(email)).data.challengeToken as string),
  )
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, index) =>
      complete({ challenge_token: tokens[index % tokens.length], backup_code: codes[0] }),
    ),
  )
  const statuses = Map.groupBy(answers, (answer) => answer.status)
  assert.equal(statuses.get(200)?.length, 1, JSON.stringify([...statuses].map(([s, all]) => [s, all.length])))
  for (const status of statuses.keys()) assert.ok([200, 401, 409, 429].includes(status), String(status))
  assert.equal((await space.owner.get('/api/user/mfa')).data.backup_codes_remaining, 9)
})

test('of 1,000 parallel uses of one TOTP code, over two nodes, exactly one succeeds', {
  timeout: 240_000,
}, async (t) => {
  const space = await workspace(t)
  const { email, secret } = await withTwoFactor(space)
  const tokens = await Promise.all(
    Array.from({ length: 20 }, async () => (await logIn(email)).data.challengeToken as string),
  )
  const code = codeOf(secret, 1)
  const node = await buildApp(
    readConfig({
      DATA_DIR: app.dataDir,
      PORT: '0',
      SECRET_KEY: 'a key for the tests, and for nothing else at all',
      RATE_LIMIT_AUTH: 'off',
      LOG_LEVEL: 'error',
    }),
    app.databaseUrl,
    pino({ level: 'silent' }),
  )
  try {
    const other = client(await node.server.listen({ port: 0, host: '127.0.0.1' }))
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, index) =>
        complete({ challenge_token: tokens[index % tokens.length], code }, index % 3 === 0 ? other : nobody),
      ),
    )
    assert.equal(answers.filter((answer) => answer.status === 200).length, 1)
  } finally {
    await node.close()
  }
})

test('backup codes are counted, kept as hashes, and replaced as a whole', async (t) => {
  const space = await workspace(t)
  const { email, codes } = await withTwoFactor(space)
  const use = async (backup_code: string | undefined) =>
    complete({ challenge_token: (await logIn(email)).data.challengeToken, backup_code })
  assert.equal((await use(codes[3])).status, 200)
  assert.deepEqual([(await use(codes[3])).status, (await use(codes[3])).body.code], [409, 'mfa_code_used'])
  assert.equal((await space.owner.get('/api/user/mfa')).data.backup_codes_remaining, 9)
  const stored = await app.sql<{ text: string }>('select b::text as text from backup_codes b')
  assert.ok(stored.every(({ text }) => !codes.some((code) => text.includes(code.replaceAll('-', '')))))
  const fresh = await space.owner.post('/api/user/mfa/backup-codes')
  assert.equal(fresh.status, 200, fresh.text)
  assert.equal((await use(codes[4])).body.code, 'mfa_code_wrong')
  assert.equal((await use(fresh.data.backup_codes[4].replaceAll('-', ''))).status, 200)
})

test('the secret of the app is sealed at rest', async (t) => {
  const { secret } = await withTwoFactor(await workspace(t))
  for (const table of ['totp_secrets', 'mfa_enrollments']) {
    const rows = await app.sql<{ secret: Buffer }>(`select secret from ${table}`)
    assert.ok(rows.length > 0)
    assert.ok(rows.every((row) => !row.secret.includes(secret)))
  }
})

test('turning it off asks for the password, or a fresh proof, and a code', async (t) => {
  const space = await workspace(t)
  const { secret, codes } = await withTwoFactor(space)
  const disable = async (body: object) => {
    const answer = await space.owner.post('/api/user/mfa/disable', body)
    return [answer.status, answer.body?.code]
  }
  assert.deepEqual(await disable({ code: codeOf(secret) }), [400, 'invalid_request'])
  assert.deepEqual(await disable({ password, code: '000000' }), [422, 'mfa_code_wrong'])
  assert.deepEqual(await disable({ password: 'not this one', code: codeOf(secret) }), [
    403,
    'wrong_current_password',
  ])
  assert.deepEqual(await disable({ reauth_token: 'a.b.c', code: codeOf(secret) }), [
    422,
    'reauth_token_invalid',
  ])
  assert.deepEqual(await disable({ password }), [400, 'invalid_request'])
  assert.equal((await space.owner.get('/api/user/mfa')).data.enabled, true)
  assert.deepEqual(await disable({ password, code: codeOf(secret) }), [204, undefined])
  assert.deepEqual((await space.owner.get('/api/user/mfa')).data, {
    enabled: false,
    methods: [],
    backup_codes_remaining: 0,
  })
  assert.deepEqual(await disable({ password, code: codes[0] }), [409, 'mfa_not_enabled'])
})

test('a reauth token stands in for the password, and one of another session does not', async (t) => {
  const space = await workspace(t)
  const { email, secret, codes } = await withTwoFactor(space)
  const login = await complete({
    challenge_token: (await logIn(email)).data.challengeToken,
    backup_code: codes[0],
  })
  const elsewhere = client(app.origin, { authorization: `Bearer ${login.data.accessToken}` })
  const proved = await elsewhere.post('/api/user/reauthenticate', { password, backup_code: codes[1] })
  assert.equal(proved.status, 200, proved.text)
  const body = { reauth_token: proved.data.reauth_token, code: codeOf(secret) }
  assert.equal((await space.owner.post('/api/user/mfa/disable', body)).body.code, 'reauth_token_invalid')
  assert.equal((await elsewhere.post('/api/user/mfa/disable', body)).status, 204)
})

test('the operator can remove the factors of an account, and the audit log says so', async (t) => {
  const space = await workspace(t)
  const { email } = await withTwoFactor(space)
  assert.equal(
    await resetTwoFactor(app.services, ` ${email.toUpperCase()}`),
    `${email}: removed 1 authenticator app and 0 passkeys, ended 1 session`,
  )
  assert.equal((await space.owner.get('/api/user/mfa')).status, 401)
  assert.equal((await logIn(email)).status, 200)
  assert.ok((await logIn(email)).data.accessToken)
  const [auditEntry] = await app.sql(
    "select actor_type from events where workspace_id = $1 and type = 'mfa.reset'",
    [space.uuid],
  )
  assert.deepEqual(auditEntry, { actor_type: 'system' })
  assert.equal(await resetTwoFactor(app.services, 'nobody@example.com'), null)
})
