import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { type Authenticator, authenticator } from '../../testing/authenticator.ts'
import { client } from '../../testing/client.ts'
import { workspace } from '../../testing/workspace.ts'

const app = await testApp()
// Passkeys belong to a name, and 127.0.0.1 is none.
const origin = app.origin.replace('127.0.0.1', 'localhost')
const nobody = client(origin)
const password = 'three quiet herons'

async function person() {
  const space = await workspace(undefined, { ...app, origin })
  const email = (await space.owner.get('/api/v1/auth/session')).data.user.email as string
  return { space, email, owner: space.owner, device: authenticator(origin) }
}

async function add(owner: typeof nobody, device: Authenticator, twist = {}) {
  const { options } = (await owner.get('/api/user/passkeys/options')).data
  return owner.post('/api/user/passkeys', { name: 'Laptop', passkey: device.register(options, twist) })
}

async function signIn(device: Authenticator, twist = {}) {
  const { options } = (await nobody.post('/api/auth/passkey/options')).data
  return nobody.post('/api/auth/passkey', { passkey: device.assert(options, twist) })
}

test('a passkey is added, listed, renamed and removed', async () => {
  const { owner, device } = await person()
  const added = await add(owner, device)
  assert.equal(added.status, 201, added.text)
  assert.equal(added.data.backup_codes.length, 10, 'the first factor comes with something for its loss')
  const { id } = added.data
  const [listed] = (await owner.get('/api/user/passkeys')).data
  assert.deepEqual(
    [listed.id, listed.name, listed.host, listed.last_used_at],
    [id, 'Laptop', 'localhost', null],
  )
  assert.deepEqual((await owner.get('/api/user/mfa')).data.methods, ['passkey'])
  assert.equal((await owner.patch(`/api/user/passkeys/${id}`, { name: 'Desk' })).data.name, 'Desk')
  assert.equal((await owner.delete(`/api/user/passkeys/${id}`)).status, 204)
  assert.deepEqual((await owner.get('/api/user/passkeys')).data, [])
  assert.deepEqual((await owner.get('/api/user/mfa')).data, {
    enabled: false,
    methods: [],
    backup_codes_remaining: 0,
  })
})

test('a passkey signs in alone and counts as two factors', async () => {
  const { owner, device, email } = await person()
  await add(owner, device)
  const signedIn = await signIn(device)
  assert.equal(signedIn.status, 200, signedIn.text)
  assert.equal(signedIn.data.user.email, email)
  const authorization = `Bearer ${signedIn.data.accessToken}`
  assert.deepEqual((await nobody.get('/api/v1/auth/session', { authorization })).data.factors, ['passkey'])
})

test('a passkey is the second factor behind a password', async () => {
  const { owner, device, email } = await person()
  await add(owner, device)
  const asked = (await nobody.post('/api/v1/auth/login', { email, password })).data
  assert.deepEqual(asked.methods, ['passkey', 'backup_code'])
  const stranger = await nobody.post('/api/auth/mfa', {
    challenge_token: asked.challengeToken,
    passkey: authenticator(origin).assert(asked.passkeyOptions),
  })
  assert.deepEqual([stranger.status, stranger.body.code], [422, 'passkey_rejected'])
  const signedIn = await nobody.post('/api/auth/mfa', {
    challenge_token: asked.challengeToken,
    passkey: device.assert(asked.passkeyOptions),
  })
  assert.equal(signedIn.status, 200, signedIn.text)
})

test('a passkey is verified: its origin, its host, its holder, its challenge', async () => {
  const { owner, device } = await person()
  const rejected = async (answer: Promise<{ status: number; body: { code: string } }>) => {
    const { status, body } = await answer
    assert.deepEqual([status, body?.code], [422, 'passkey_rejected'])
  }
  await rejected(add(owner, device, { origin: 'https://evil.example' }))
  await rejected(add(owner, device, { rpId: 'evil.example' }))
  await rejected(add(owner, device, { isVerified: false }))
  assert.equal((await add(owner, device)).status, 201)
  await rejected(signIn(device, { origin: 'https://evil.example' }))
  await rejected(signIn(device, { rpId: 'evil.example' }))
  await rejected(signIn(device, { isVerified: false }))
  const invented = { challenge: Buffer.alloc(52, 7).toString('base64url'), rpId: 'localhost' }
  await rejected(nobody.post('/api/auth/passkey', { passkey: device.assert(invented) }))
  // A challenge for one purpose is none for another, though we signed both.
  const { passkey_options: options } = (await owner.get('/api/user/reauthenticate')).data
  await rejected(nobody.post('/api/auth/passkey', { passkey: device.assert(options) }))
  for (const passkey of [
    { id: '', rawId: '', type: '', response: {} },
    { id: 1, rawId: [], type: {}, response: 'x' },
  ])
    assert.ok((await nobody.post('/api/auth/passkey', { passkey })).status < 500)
})

test('an answer is good once, however many requests bring it at the same moment', async () => {
  const { owner, device } = await person()
  await add(owner, device)
  const { options } = (await nobody.post('/api/auth/passkey/options')).data
  const passkey = device.assert(options)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => nobody.post('/api/auth/passkey', { passkey })),
  )
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1)
  for (const answer of answers) assert.ok([200, 409, 422].includes(answer.status), answer.text)
})

test('a passkey that has signed less often than before is taken for a copy', async () => {
  const { owner, device } = await person()
  await add(owner, device)
  assert.equal((await signIn(device, { signatures: 7 })).status, 200)
  const copied = await signIn(device, { signatures: 7 })
  assert.deepEqual([copied.status, copied.body.code], [409, 'passkey_copied'])
  assert.equal((await signIn(device, { signatures: 8 })).status, 200)
})

test('an unknown passkey is refused with that reason, and sign-in with a number too', async () => {
  const { device } = await person()
  const unknown = await signIn(device)
  assert.deepEqual([unknown.status, unknown.body.code], [401, 'passkey_unknown'])
  const byNumber = await client(app.origin).post('/api/auth/passkey/options')
  assert.deepEqual([byNumber.status, byNumber.body.code], [409, 'passkeys_need_name'])
})

test('a passkey belongs to one account, and is out of reach of every other', async () => {
  const [first, second] = [await person(), await person()]
  const { data } = await add(first.owner, first.device)
  const again = await add(second.owner, first.device)
  assert.equal(again.status, 409)
  for (const answer of [
    await second.owner.patch(`/api/user/passkeys/${data.id}`, { name: 'Mine' }),
    await second.owner.delete(`/api/user/passkeys/${data.id}`),
  ])
    assert.deepEqual([answer.status, answer.body.code], [404, 'not_found'])
})

test('the last way in cannot be removed', async () => {
  const { owner, device } = await person()
  const { data } = await add(owner, device)
  const { user } = (await owner.get('/api/v1/auth/session')).data
  await app.sql('delete from user_passwords where user_id = $1', [user.id])
  const refused = await owner.delete(`/api/user/passkeys/${data.id}`)
  assert.deepEqual([refused.status, refused.body.code], [409, 'last_way_in'])
  assert.equal((await owner.get('/api/user/passkeys')).data.length, 1)
  assert.equal((await signIn(device)).status, 200)
})

test('a user with a passkey is not locked out when someone guesses the password', async () => {
  const { owner, device, email } = await person()
  await add(owner, device)
  const guess = () => nobody.post('/api/v1/auth/login', { email, password: 'not this one' })
  for (let count = 0; count < 25; count++) await guess()
  assert.equal((await guess()).status, 429)
  assert.equal((await signIn(device)).status, 200)
  assert.equal((await guess()).status, 401, 'and the lock is over')
})

test('of the last two factors removed at the same moment, none stays asked for', async () => {
  const { owner, device } = await person()
  const other = authenticator(origin)
  const [first, second] = [await add(owner, device), await add(owner, other)]
  const removed = await Promise.all(
    [first, second].map(({ data }) => owner.delete(`/api/user/passkeys/${data.id}`)),
  )
  assert.deepEqual(
    removed.map((answer) => answer.status),
    [204, 204],
  )
  assert.equal((await owner.get('/api/v1/auth/session')).data.mfaEnabled, false)
})
