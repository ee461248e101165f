import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Operation } from '../kernel/operation.ts'
import { addressBlock, clientAddress, parseCidr } from '../net/address.ts'
import { startTestApp } from '../testing/app.ts'
import { type Answer, client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const app = await startTestApp({
  RATE_LIMIT_AUTH: '3/1h',
  RATE_LIMIT_SIGNUP: '2/1h',
  RATE_LIMIT_ANONYMOUS: '2/1h',
  RATE_LIMIT_COSTLY: '4/1h',
  RATE_LIMIT_DEFAULT: '5/1h',
  TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
})
const from = (address: string) => client(app.origin, { 'x-forwarded-for': address })
const until = async (request: () => Promise<Answer>): Promise<number> => {
  for (let count = 0; count < 20; count++) if ((await request()).status === 429) return count
  return 20
}

/** Where a password or a code could be tried, or a mail set off, outside of `/auth/`. */
const proofs = [
  'changePassword',
  'requestEmailChange',
  'sendEmailVerification',
  'reauthenticate',
  'getSso',
  'getSignUp',
  'completeSignUp',
  'getRecipientConfirmation',
  'confirmRecipient',
]

/** What makes a document, takes a file or asks another server, and what strangers can make the server read. */
const isCostly = ({ path, upload, access, method }: Operation) =>
  upload !== undefined ||
  // What belongs to one record is as cheap as the record.
  (/\/export$|\.(pdf|csv)$/.test(path) && !path.includes(':')) ||
  (access === 'public' && method === 'POST' && path.includes('/fbo/public/')) ||
  // Each asks GitHub.
  /^\/api\/github\/(repos|branches|directories)$/.test(path)

/** Reports without an account, calendars, and proofs of training records, which anybody checks. */
const isForStrangers = ({ id, path, writes }: Operation) =>
  (path.includes('/sms/public/') && writes) ||
  [
    'readCalendar',
    'getDidDocument',
    'getVtrStatusList',
    'showVerifier',
    'verifyVtr',
    'verifyVtrPack',
  ].includes(id)

/** Where the code of a mailed link could be tried. A wall reads its board over and over. */
const takesToken = ({ id, params, body }: Operation) =>
  !id.endsWith('PublicBoard') &&
  [params, body].some((part) => 'token' in ((part as { properties?: object }).properties ?? {}))

test('each class of requests has its own limit', async () => {
  const one = from('198.51.100.1')
  assert.equal(await until(() => one.post('/api/v1/auth/login', { email: 'a@b.example', password: 'x' })), 3)
  assert.equal(await until(() => one.post('/api/v1/signup', {})), 2)
  assert.equal(await until(() => one.post('/api/v1/fbo/public/board', { token: 'no board' })), 4)
  assert.equal((await one.get('/api/v1/sms/board-report.pdf')).status, 429, 'documents share their count')
  assert.equal(await until(() => one.get('/api/projects')), 5)
  assert.equal((await one.get('/api/v1/setup')).status, 429, 'everything else shares one count')
  for (const operation of app.services.operations) {
    const wanted =
      (operation.path.includes('/auth/') && operation.writes) || proofs.includes(operation.id)
        ? 'auth'
        : isForStrangers(operation)
          ? 'anonymous'
          : operation.path === '/api/v1/signup'
            ? 'signup'
            : operation.access === 'public' && takesToken(operation)
              ? 'auth'
              : operation.module === 'probes'
                ? 'none'
                : isCostly(operation)
                  ? 'costly'
                  : 'default'
    assert.equal(operation.limit, wanted, operation.id)
  }
})

test('over the limit the answer says how long to wait, and what is allowed', async () => {
  const one = from('198.51.100.2')
  const first = await one.get('/api/v1/setup')
  assert.deepEqual(
    [first.headers.get('ratelimit-policy'), first.headers.get('ratelimit')?.replace(/t=\d+/, 't=N')],
    ['"default";q=5;w=3600', '"default";r=4;t=N'],
  )
  await until(() => one.get('/api/v1/setup'))
  const refused = await one.get('/api/v1/setup')
  assert.deepEqual(
    [refused.status, refused.body.code, refused.headers.get('ratelimit')?.startsWith('"default";r=0;')],
    [429, 'rate_limited', true],
  )
  const wait = Number(refused.headers.get('retry-after'))
  assert.ok(Number.isInteger(wait) && wait >= 1 && wait <= 3_600)
  assert.match(refused.body.error, /5 in 1 h are allowed here\. Try again in \d+ s/)
})

test('addresses are counted apart, of IPv6 by the network that one host commands', async () => {
  assert.equal(await until(() => from('198.51.100.3').get('/api/v1/setup')), 5)
  assert.equal((await from('198.51.100.4').get('/api/v1/setup')).status, 200)
  let host = 0
  assert.equal(await until(() => from(`2001:db8:1:2::${(++host).toString(16)}`).get('/api/v1/setup')), 5)
  assert.equal((await from('2001:db8:1:2:ffff:ffff:ffff:ffff').get('/api/v1/setup')).status, 429)
  assert.equal((await from('2001:db8:1:3::1').get('/api/v1/setup')).status, 200)
})

test('what is left of an address that no proxy vouches for is ignored', async () => {
  assert.equal(
    await until(() =>
      from(`203.0.113.${Math.floor(Math.random() * 250)}, 198.51.100.5`).get('/api/v1/setup'),
    ),
    5,
  )
  assert.equal(
    (await from('198.51.100.5, 10.1.2.3').get('/api/v1/setup')).status,
    429,
    'a proxy that is trusted passes the word on',
  )
})

test('without trusted proxies nobody chooses their own address', async () => {
  const plain = await startTestApp({ RATE_LIMIT_DEFAULT: '5/1h' })
  let count = 0
  assert.equal(
    await until(() =>
      client(plain.origin, { 'x-forwarded-for': `198.51.100.${++count}` }).get('/api/v1/setup'),
    ),
    5,
  )
})

test('bad credentials are counted like good ones', async () => {
  const one = client(app.origin, { 'x-forwarded-for': '198.51.100.6', authorization: 'Bearer nonsense' })
  assert.equal(await until(() => one.get('/api/projects')), 5)
})

test('the audit log and the rotation view name the address behind the proxy', async () => {
  const open = await startTestApp({ TRUSTED_PROXIES: '127.0.0.1' })
  const { owner, key } = await workspace(undefined, open)
  const one = await key()
  await one.post('/api/projects', { name: 'x' }, { 'x-forwarded-for': '198.51.100.7' })
  assert.equal(
    (await owner.get('/api/v1/admin/audit-log?action=project.created')).data.items[0].address,
    '198.51.100.7',
  )
  assert.equal((await owner.get(`/api/user/api-keys/${one.keyId}`)).data.last_used_ip, '198.51.100.7')
})

test('an address is read from the right, through proxies alone', () => {
  const proxies = ['10.0.0.0/8', 'fd00::/8'].map((text) => parseCidr(text)).filter((cidr) => cidr !== null)
  const cases: [peer: string, header: string | undefined, address: string][] = [
    ['203.0.113.9', '1.1.1.1', '203.0.113.9'],
    ['10.0.0.1', '1.1.1.1', '1.1.1.1'],
    ['10.0.0.1', '6.6.6.6, 1.1.1.1, 10.0.0.2', '1.1.1.1'],
    ['10.0.0.1', undefined, '10.0.0.1'],
    ['10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1', '1.1.1.1, unknown', '10.0.0.1'],
    ['::ffff:10.0.0.1', '2001:db8::1', '2001:db8::1'],
    ['fd00::1', '[2001:db8::2]', '2001:db8::2'],
    ['10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
    ['fe80::1%eth0', undefined, 'fe80::1'],
  ]
  for (const [peer, header, address] of cases)
    assert.equal(clientAddress(peer, header, proxies), address, `${peer} ${header}`)
})

test('an IPv6 address belongs to its /64, however it is spelled', () => {
  for (const [address, block] of [
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1::5:6', '2001:db8:1:0::/64'],
    ['1::', '1:0:0:0::/64'],
    ['192.0.2.1', '192.0.2.1'],
  ] as const)
    assert.equal(addressBlock(address), block)
})

test('a probe is never refused, and guessing addresses is', async () => {
  const prober = from('198.51.100.77')
  for (let count = 0; count < 1_000; count++) {
    assert.equal((await prober.get('/health')).status, 200)
    if (count < 20) assert.equal((await prober.get('/readiness')).status, 200)
  }
  assert.equal(await until(() => prober.get('/api/v1/nothing/here')), 5)
})
