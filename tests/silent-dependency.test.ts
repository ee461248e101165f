import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { startTestApp } from '#platform/testing/app.ts'
import { type Forwarder, startForwarder } from '#platform/testing/forwarder.ts'
import { until } from '#platform/testing/until.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { startRedis } from './redis.ts'

// Everything that Apron depends on is replaced by what accepts connections and never answers: no request may wait for
// it longer than its deadline, and nobody has to restart anything once it is back.

const probeMs = 1_000
const backMs = 5_000
/** A database that is silent is asked twice before requests are refused. */
const databaseMs = 10_000
/** What a person waits for an identity provider. */
const providerMs = 11_000

const names = ['database', 'redis', 'mail', 'openid', 'receiver'] as const
type Name = (typeof names)[number]

const ends: (() => unknown)[] = []
test.after(async () => {
  for (const end of ends.reverse()) await end()
})

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Each dependency as a real server behind a forwarder that can fall silent. */
async function dependencies() {
  const forwarders = {} as Record<Name, Forwarder>
  for (const name of names) {
    forwarders[name] = await startForwarder()
    ends.push(forwarders[name].close)
  }
  const mails: string[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, _session, done) {
      mails.push(Buffer.concat(await stream.toArray()).toString())
      done()
    },
  })
  smtp.on('error', () => {})
  smtp.listen(0, '127.0.0.1')
  ends.push(() => new Promise<void>((resolve) => smtp.close(resolve)))
  await once(smtp.server, 'listening')
  const deliveries: string[] = []
  const receiver = createServer(async (request, response) => {
    deliveries.push(Buffer.concat(await request.toArray()).toString())
    response.end()
  })
  const provider = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
      }),
    )
  })
  const redis = new URL(await startRedis({ after: (end) => ends.push(end) }))
  const issuer = `http://127.0.0.1:${forwarders.openid.toPort(await listening(provider))}`
  return {
    forwarders,
    mails,
    deliveries,
    issuer,
    receiver: `http://127.0.0.1:${forwarders.receiver.toPort(await listening(receiver))}/hook`,
    env: {
      REDIS_URL: `redis://127.0.0.1:${forwarders.redis.toPort(Number(redis.port))}`,
      SMTP_URL: `smtp://127.0.0.1:${forwarders.mail.toPort((smtp.server.address() as AddressInfo).port)}`,
      RATE_LIMIT_DEFAULT: '100000/1m',
      LOG_LEVEL: 'fatal',
    },
  }
}

const { forwarders, mails, deliveries, issuer, receiver, env } = await dependencies()
const app = await startTestApp(env, { through: forwarders.database.through })
const { anybody, owner, key, slug } = await workspace(undefined, app)
const program = await key({ scopes: ['projects:read'] })
await owner.put('/api/settings/sso', { name: 'Login', issuer, client_id: 'apron', client_secret: 'a secret' })
const endpoint = await owner.post('/api/v1/webhooks/endpoints', {
  url: receiver,
  events: ['crew_member.created'],
})
assert.equal(endpoint.status, 201, endpoint.text)

const invite = (email: string) => owner.post('/api/v1/admin/invitations', { email, roles: ['pilot'] })
let number = 0
/** What is asked of the server, with the time that each may take. */
const requests: [string, () => Promise<{ status: number }>, (silent: readonly Name[]) => number][] = [
  ['health', () => anybody.get('/health'), () => probeMs],
  ['readiness', () => anybody.get('/readiness'), () => probeMs],
  ['a list', () => program.get('/api/projects'), () => databaseMs],
  ['a change', () => owner.post('/api/v1/ops/crew', { displayName: `p${number++}` }), () => databaseMs],
  [
    'a sign-in',
    () => anybody.post('/api/v1/auth/login', { email: 'a@b.example', password: 'three quiet herons' }),
    () => databaseMs,
  ],
  ['a mail', () => invite(`${number++}-${slug}@example.com`), () => databaseMs],
  [
    'a sign-in by a provider',
    () => anybody.post('/api/v1/auth/sso/start', { workspace: slug }),
    (silent) => (silent.includes('openid') ? providerMs : databaseMs),
  ],
]

async function timed(ask: () => Promise<{ status: number }>) {
  const startedAt = performance.now()
  const { status } = await ask()
  return { status, ms: performance.now() - startedAt }
}

/** @returns the status of each request. Each is answered within its time, and what the machine is slower than usual. */
async function ask(silent: readonly Name[], slackMs: number): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {}
  await Promise.all(
    requests.map(async ([title, request, withinMs]) => {
      const { status, ms } = await timed(request)
      statuses[title] = status
      const mostMs = withinMs(silent)
      assert.ok(
        ms <= mostMs + slackMs,
        `${title} took ${Math.round(ms)} ms of ${mostMs} + ${Math.round(slackMs)}`,
      )
    }),
  )
  return statuses
}

/** Ten times what the slowest of them takes while all is well. */
async function slack(): Promise<number> {
  const healthy = await Promise.all(requests.map(([, request]) => timed(request)))
  return 10 * Math.max(...healthy.map(({ ms }) => ms))
}

const usual = {
  health: 200,
  readiness: 200,
  'a list': 200,
  'a change': 201,
  'a sign-in': 401,
  'a mail': 201,
  'a sign-in by a provider': 200,
}

test('while all is well every request is answered', async () => {
  assert.deepEqual(await ask([], 60_000), usual)
})

test('a silent database is refused within its deadline, and served again within seconds of its return', async () => {
  const slackMs = await slack()
  forwarders.database.swallow()
  const statuses = await ask(['database'], slackMs)
  assert.deepEqual(statuses, {
    ...Object.fromEntries(Object.keys(usual).map((title) => [title, 503])),
    health: 200,
  })
  assert.equal((await program.get('/api/projects')).headers.get('retry-after'), '2')
  forwarders.database.restore()
  await until(
    () => program.get('/api/projects'),
    ({ status }) => status === 200,
    backMs + slackMs,
  )
  assert.deepEqual(await ask([], slackMs), usual)
})

test('a silent Redis, mail server, identity provider and receiver hold nobody, and are used again once they are back', async () => {
  const slackMs = await slack()
  const silent = ['redis', 'mail', 'openid', 'receiver'] as const
  for (const name of silent) forwarders[name].swallow()
  assert.deepEqual(await ask(silent, slackMs), { ...usual, 'a sign-in by a provider': 422 })
  for (const name of silent) forwarders[name].restore()
  const seen = deliveries.length
  assert.deepEqual(await ask([], slackMs), usual)
  await until(
    async () => deliveries.length,
    (count) => count > seen,
    backMs + slackMs,
  )
  const mailed = mails.length
  const email = `back-${slug}@example.com`
  await invite(email)
  await until(async () => mails.slice(mailed).some((mail) => mail.includes(email)), Boolean, backMs + slackMs)
})
