import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../../testing/app.ts'
import { client } from '../../testing/client.ts'
import { workspace } from '../../testing/workspace.ts'
import { mfa } from './index.ts'

const app = await testApp()
const nobody = client(app.origin)
const password = 'three quiet herons'
const guess = (email: string, headers = {}) =>
  nobody.post('/api/v1/auth/login', { email, password: 'not this one' }, headers)
const emailOf = async (space: { owner: typeof nobody }) =>
  (await space.owner.get('/api/v1/auth/session')).data.user.email as string

test('25 failures lock a stranger out, and an address without an account looks just the same', async (t) => {
  const email = await emailOf(await workspace(t))
  const answers = async (address: string) => {
    const seen: [number, string, boolean][] = []
    for (let count = 0; count < 26; count++) {
      const answer = await guess(address)
      seen.push([answer.status, answer.body.error, answer.headers.has('retry-after')])
    }
    return seen
  }
  const known = await answers(email)
  assert.deepEqual(
    known.map(([status]) => status),
    [...Array(25).fill(401), 429],
  )
  assert.match(known[25]?.[1] ?? '', /Try again in 15 minutes/)
  assert.deepEqual(await answers(`nobody-${email}`), known)
  const right = await nobody.post('/api/v1/auth/login', { email, password })
  assert.equal(right.status, 429, 'while it is locked, the right password tells nothing')
  const [mail] = await app.sql('select subject from mails where recipient = $1', [email])
  assert.ok(mail, 'the owner gets a mail')
})

test('a hundred guesses at the same moment are not more than 25', async (t) => {
  const email = await emailOf(await workspace(t))
  const answers = await Promise.all(Array.from({ length: 100 }, () => guess(email)))
  assert.equal(answers.filter((answer) => answer.status === 401).length, 25)
  assert.equal(answers.filter((answer) => answer.status === 429).length, 75)
})

test('many right passwords at the same moment lock nobody out', async (t) => {
  const email = await emailOf(await workspace(t))
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => nobody.post('/api/v1/auth/login', { email, password })),
  )
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200])
})

test('a known browser can sign in while strangers are locked out, and that ends the lock', async (t) => {
  const space = await workspace(t)
  const email = await emailOf(space)
  const met = await space.owner.get('/api/v1/auth/session')
  const device = /apron_device=[^;]+/.exec(met.headers.get('set-cookie') ?? '')?.[0] ?? ''
  for (let count = 0; count < 25; count++) await guess(email)
  assert.equal((await nobody.post('/api/v1/auth/login', { email, password })).status, 429)
  const mine = await nobody.post('/api/v1/auth/login', { email, password }, { cookie: device })
  assert.equal(mine.status, 200, mine.text)
  assert.equal((await nobody.post('/api/v1/auth/login', { email, password })).status, 200)
})

test('a known browser may guess no more than a stranger may', async (t) => {
  const space = await workspace(t)
  const email = await emailOf(space)
  const met = await space.owner.get('/api/v1/auth/session')
  const cookie = /apron_device=[^;]+/.exec(met.headers.get('set-cookie') ?? '')?.[0] ?? ''
  for (let count = 0; count < 10; count++) assert.equal((await guess(email, { cookie })).status, 401)
  assert.equal((await guess(email, { cookie })).status, 429)
  const other = await emailOf(await workspace(t))
  for (let count = 0; count < 25; count++) await guess(other, { cookie })
  assert.equal((await guess(other)).status, 429, 'of another user it is no known browser')
})

test('each lock takes twice as long as the one before', async (t) => {
  const email = await emailOf(await workspace(t))
  const waits: number[] = []
  for (let round = 0; round < 3; round++) {
    for (let count = 0; count < 25; count++) await guess(email)
    waits.push(Math.round(Number((await guess(email)).headers.get('retry-after')) / 60))
    await app.sql('update sign_in_guards set locked_until = now(), began_at = now()')
  }
  assert.deepEqual(waits, [15, 30, 60])
})

test('a dry run of a sign-in is a guess like any other', async (t) => {
  const email = await emailOf(await workspace(t))
  for (let count = 0; count < 25; count++)
    await nobody.post('/api/v1/auth/login?dry_run=true', { email, password: 'not this one' })
  assert.equal((await guess(email)).status, 429)
})

test('an open session that guesses the password is stopped, and the others are not', async (t) => {
  const space = await workspace(t)
  for (let count = 0; count < 10; count++)
    assert.equal(
      (await space.owner.post('/api/user/reauthenticate', { password: 'not this one' })).body.code,
      'wrong_current_password',
    )
  const stopped = await space.owner.post('/api/user/reauthenticate', { password })
  assert.deepEqual([stopped.status, stopped.body.code], [429, 'sign_in_locked'])
  assert.equal(
    (await nobody.post('/api/v1/auth/login', { email: await emailOf(space), password })).status,
    200,
  )
})

test('what has run out is thrown away, and what still counts is kept', async () => {
  await app.sql('delete from sign_in_guards')
  await app.sql(`insert into sign_in_guards (bucket, failures, began_at, locked_until, locks) values
    ('old', 3, now() - interval '2 days', null, 0), ('new', 3, now(), null, 0),
    ('locked', 0, now() - interval '2 days', now() + interval '1 hour', 7)`)
  await app.sql(`insert into used_tokens (hash, expires_at) values
    ('\\x01', now() - interval '2 hours'), ('\\x02', now() + interval '5 minutes')`)
  for (const work of mfa.periodic) await work.run(app.services)
  assert.deepEqual(await app.sql('select bucket from sign_in_guards order by 1'), [
    { bucket: 'locked' },
    { bucket: 'new' },
  ])
  assert.equal((await app.sql('select 1 from used_tokens')).length, 1)
})
