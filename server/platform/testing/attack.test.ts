import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { isWellFormedKey, newKeySecret } from '../access/key-secret.ts'
import { newId } from '../id.ts'
import type { Operation } from '../operation.ts'
import { testApp } from './app.ts'
import { type AttackRequest, idParams, requestMaker, send, takesJson } from './attack-request.ts'
import { type Answer, type Client, client } from './client.ts'
import { workspace } from './workspace.ts'

// Every attack runs over every operation that the app has: a new one is covered by being there.

/** What answers without credentials. A name is added here knowingly or not at all. */
const publicOperations = [
  'acceptInvitation',
  'getInvitation',
  'getSetup',
  'health',
  'logIn',
  'readiness',
  'signUp',
]

const app = await testApp()
const { operations } = app.services
const guarded = operations.filter((one) => one.access !== 'public')
const forKeys = operations.filter((one) => one.access === 'any')
const space = await workspace(undefined, app)
const other = await workspace(undefined, app)
const requests = requestMaker(space)
const strangers = requestMaker(other)
const { keyPrefix } = app.services.config
const nobody = client(app.origin)

/** Attacks each operation, and tells all that withstood it badly at once. */
async function attack(
  targets: readonly Operation[],
  attempt: (operation: Operation) => Promise<string | null>,
): Promise<void> {
  assert.ok(targets.length > 0, 'there is nothing to attack')
  const holes: string[] = []
  for (const operation of targets) {
    const hole = await attempt(operation)
    if (hole !== null) holes.push(`${operation.id} (${operation.method} ${operation.path}): ${hole}`)
  }
  assert.deepEqual(holes, [])
}

const securityHeaders = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-xss-protection': '1; mode=block',
}

/** What holds of every answer, whatever was asked; null where all of it does. */
function malformed(answer: Answer): string | null {
  for (const [name, value] of Object.entries(securityHeaders))
    if (answer.headers.get(name) !== value) return `${answer.status} without ${name}`
  const requestId = answer.headers.get('x-request-id')
  if (!requestId) return `${answer.status} without x-request-id`
  if (answer.status >= 500) return `${answer.status} ${answer.text}`
  if (answer.status < 400) return null
  const { success, error, code, requestId: told } = answer.body ?? {}
  if (success !== false || typeof error !== 'string' || typeof code !== 'string' || told !== requestId)
    return `the refusal is ${answer.text}`
  return answer.headers.get('link') === `</docs/errors#${code}>; rel="help"`
    ? null
    : `the refusal links to ${answer.headers.get('link')}`
}

function unless(answer: Answer, status: number, error?: string): string | null {
  const fault = malformed(answer)
  if (fault) return fault
  if (answer.status === status && (error === undefined || answer.body.error === error)) return null
  return `answered ${answer.status} ${answer.text.slice(0, 300)}`
}

type Headers = Record<string, string>

const refusedWith =
  (caller: Client, status: number, error?: string, headers: Headers = {}) =>
  async (operation: Operation) =>
    unless(await send(caller, await requests.make(operation), headers), status, error)

test('only operations of the list answer without credentials', () => {
  assert.deepEqual(
    operations
      .filter((one) => one.access === 'public')
      .map((one) => one.id)
      .sort(),
    publicOperations,
  )
})

test('every route of the server is an operation, a page of the reference or the console', () => {
  const known = new Set(operations.map((one) => one.path))
  const others = routesOf(app.server.printRoutes({ commonPrefix: false })).filter((path) => !known.has(path))
  assert.deepEqual(others.sort(), [
    '/',
    '/api/openapi.json',
    '/app',
    '/app*',
    '/docs',
    '/docs/',
    '/docs/errors',
    '/docs/js/scalar.js',
    '/js/scalar.js',
    '/llms.txt',
  ])
})

/** The paths in the tree that Fastify prints, a branch for each four characters of indentation. */
function routesOf(tree: string): string[] {
  const branch: string[] = []
  const routes: string[] = []
  for (const line of tree.split('\n')) {
    const [, indent = '', part = '', methods] = /^([│├└─ ]*)(\S*)(?: \((.*)\))?$/.exec(line) ?? []
    branch.splice(Math.max(0, indent.length / 4 - 1))
    branch.push(part)
    if (methods) routes.push(branch.join(''))
  }
  return [...new Set(routes)]
}

test('nobody without credentials is let in', () =>
  attack(guarded, refusedWith(nobody, 401, 'Authentication required')))

test('an empty cookie or Authorization header is no credential', async () => {
  for (const headers of [
    { cookie: 'apron_session=' },
    { authorization: '' },
    { cookie: 'other=1' },
  ] as Headers[])
    await attack(guarded, refusedWith(nobody, 401, 'Authentication required', headers))
})

test('what is no key of ours is refused', async () => {
  const wrongSum = `${newKeySecret(keyPrefix).slice(0, -1)}~`
  assert.ok(!isWellFormedKey(wrongSum, keyPrefix))
  for (const secret of ['garbage', keyPrefix, wrongSum, newKeySecret(keyPrefix), newKeySecret('gaf_pk_')]) {
    for (const headers of [{ authorization: `Bearer ${secret}` }, { 'x-api-key': secret }] as Headers[])
      await attack(guarded, refusedWith(nobody, 401, 'Invalid or expired API key', headers))
  }
})

test('an expired key is refused', async () => {
  const key = await space.key({ expires_in_days: 1 })
  await app.sql("update api_keys set expires_at = now() - interval '1 second' where id = $1", [key.keyId])
  await attack(guarded, refusedWith(key, 401, 'Invalid or expired API key'))
})

test('a revoked key is refused', async () => {
  const key = await space.key()
  assert.equal((await space.owner.delete(`/api/user/api-keys/${key.keyId}`)).status, 204)
  await attack(guarded, refusedWith(key, 401, 'Invalid or expired API key'))
})

test('the secret that was regenerated away is refused', async () => {
  const key = await space.key()
  assert.equal((await space.owner.post(`/api/user/api-keys/${key.keyId}/regenerate`, {})).status, 200)
  await attack(guarded, refusedWith(key, 401, 'Invalid or expired API key'))
})

test('a token that we did not sign is no session', async () => {
  const [header, payload] = ['{"alg":"none","typ":"JWT"}', `{"sid":"${newId('ses')}","iss":"apron"}`].map(
    (part) => Buffer.from(part).toString('base64url'),
  )
  for (const token of [
    `${header}.${payload}.x`,
    `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}.${Buffer.alloc(32).toString('base64url')}`,
  ]) {
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { cookie: `apron_session=${token}` },
    ] as Headers[])
      await attack(guarded, refusedWith(nobody, 401, 'Invalid or expired session', headers))
  }
})

test('a key without the scope is refused, though it holds every other', async () => {
  const scopes = [...new Set(forKeys.map((one) => one.scope ?? ''))]
  for (const scope of scopes) {
    const key = await space.key({ scopes: scopes.filter((one) => one !== scope) })
    await attack(
      forKeys.filter((one) => one.scope === scope),
      refusedWith(key, 403, `This API key does not hold the scope ${scope}`),
    )
  }
})

test('a read-only key changes nothing', async () => {
  for (const scopes of [
    ['*:read'],
    [...new Set(forKeys.map((one) => one.scope ?? '').filter((scope) => scope.endsWith(':read')))],
  ]) {
    await attack(
      forKeys.filter((one) => one.writes),
      refusedWith(await space.key({ scopes }), 403, 'This API key is read-only'),
    )
  }
})

test('no key does what needs a browser session', async () => {
  await attack(
    guarded.filter((one) => one.access === 'session'),
    refusedWith(await space.key(), 403, 'This endpoint requires a browser session'),
  )
})

test('no key signs in, signs up or accepts an invitation', async () => {
  await attack(
    operations.filter((one) => one.refusesKeys),
    refusedWith(await space.key(), 403, 'This endpoint requires a browser session'),
  )
})

test('a key that is limited to another project reaches nothing', async () => {
  const elsewhere = await space.project()
  const key = await space.key({ projects: [elsewhere.id] })
  await attack(forKeys, async (operation) => {
    const answer = await send(key, await requests.make(operation))
    if (answer.status !== 200) return unless(answer, 403, 'This API key cannot access that project')
    if (!operation.list) return `answered 200 ${answer.text.slice(0, 200)}`
    const shown = answer.data.items.filter(
      (item: { id: string; projectId?: string }) => ![item.id, item.projectId].includes(elsewhere.id),
    )
    return shown.length === 0 && answer.data.total === answer.data.items.length
      ? malformed(answer)
      : `lists ${answer.text.slice(0, 300)}`
  })
})

test('a record of another workspace looks exactly like a missing one', async () => {
  await attack(
    guarded.filter((one) => idParams(one).length > 0),
    async (operation) => {
      const foreign = await send(
        space.owner,
        await requests.make(operation, { id: (prefix) => strangers.record(prefix) }),
      )
      const missing = await send(
        space.owner,
        await requests.make(operation, { id: (prefix) => newId(prefix) }),
      )
      for (const answer of [foreign, missing]) if (answer.body) delete answer.body.requestId
      if (foreign.status !== 404) return `answered ${foreign.status} ${foreign.text.slice(0, 200)}`
      return JSON.stringify(foreign.body) === JSON.stringify(missing.body)
        ? null
        : `${foreign.text} and ${missing.text}`
    },
  )
})

test('a body cannot name a record of another workspace', async () => {
  await attack(guarded.filter(takesJson), async (operation) => {
    const replaced = (text: string, id: (prefix: string) => string) =>
      text.replace(/"([a-z]+)_[0-7][0-9a-z]{25}"/g, (_all, prefix: string) => `"${id(prefix)}"`)
    const plain = await requests.make(operation)
    const prefixes = [...(plain.body ?? '').matchAll(/"([a-z]+)_[0-7][0-9a-z]{25}"/g)]
      .map((match) => match[1] ?? '')
      .filter((prefix) => prefix !== 'org')
    if (prefixes.length === 0) return null
    const theirs = new Map<string, string>()
    for (const prefix of prefixes) theirs.set(prefix, await strangers.record(prefix))
    const foreign = await send(space.owner, {
      ...plain,
      body: replaced(plain.body ?? '', (prefix) => theirs.get(prefix) ?? newId(prefix)),
    })
    const missing = await send(space.owner, { ...plain, body: replaced(plain.body ?? '', newId) })
    if (foreign.status < 400 || foreign.status >= 500)
      return `answered ${foreign.status} ${foreign.text.slice(0, 200)}`
    const anonymous = (answer: Answer) =>
      answer.text.replace(/[a-z]+_[0-7][0-9a-z]{25}/g, 'id').replace(/"requestId":"[^"]*"/, '')
    return anonymous(foreign) === anonymous(missing) ? null : `${foreign.text} and ${missing.text}`
  })
})

test('lists hold nothing of another workspace', async () => {
  for (const prefix of new Set(operations.flatMap((one) => (one.creates ? [one.creates.prefix] : []))))
    await strangers.record(prefix)
  const theirs = [
    other.id,
    other.uuid,
    ...(await Promise.all(
      [...new Set(operations.flatMap((one) => (one.creates ? [one.creates.prefix] : [])))].map((prefix) =>
        strangers.record(prefix),
      ),
    )),
  ]
  await attack(
    guarded.filter((one) => !one.writes && idParams(one).length === 0 && one.answers !== 'events'),
    async (operation) => {
      const { text } = await send(space.owner, await requests.make(operation))
      const leaked = theirs.find((id) => text.includes(id))
      // The outbox belongs to the installation, whose owner this is not asked as.
      return leaked ? `shows ${leaked}` : null
    },
  )
})

test('a forged workspace header is refused and changes no tenant', async () => {
  const key = await space.key()
  for (const header of ['x-tenant-id', 'x-org-id']) {
    for (const value of [other.uuid, other.id, 'anything']) {
      await attack(
        guarded,
        refusedWith(
          space.owner,
          403,
          'These credentials belong to another workspace than X-Org-Id or X-Tenant-Id names',
          { [header]: value },
        ),
      )
      await attack(
        forKeys,
        refusedWith(
          key,
          403,
          'These credentials belong to another workspace than X-Org-Id or X-Tenant-Id names',
          { [header]: value },
        ),
      )
    }
  }
})

test('the session of a removed member is over', async () => {
  const member = await space.as('leaver', { roles: ['admin'] })
  const { items } = (await space.owner.get('/api/v1/admin/members?search=leaver')).data
  assert.equal((await space.owner.delete(`/api/v1/admin/members/${items[0].id}`)).status, 204)
  await attack(guarded, refusedWith(member, 401, 'Invalid or expired session'))
})

test('a session that was ended is over', async () => {
  const member = await space.as('signed-out', { roles: ['admin'] })
  assert.equal((await member.post('/api/v1/auth/logout')).status, 204)
  await attack(guarded, refusedWith(member, 401, 'Invalid or expired session'))
})

test('a customer does only what is open to customers', async () => {
  const customer = await space.as('customer', { roles: ['customer'] })
  const closed = guarded.filter(
    (one) => one.roles !== 'every_member' && !(Array.isArray(one.roles) && one.roles.includes('customer')),
  )
  assert.deepEqual(
    guarded
      .filter((one) => !closed.includes(one))
      .map((one) => one.id)
      .sort(),
    ['getSession', 'logOut', 'switchWorkspace'],
  )
  await attack(closed, async (operation) => {
    const answer = await send(customer, await requests.make(operation))
    return (
      unless(answer, 403) ?? (answer.body.code === 'role_missing' ? null : `refused with ${answer.body.code}`)
    )
  })
})

test('a member without the role is refused', async () => {
  const student = await space.as('student', { roles: ['student'] })
  await attack(
    guarded.filter(
      (one) => Array.isArray(one.roles) && !one.roles.includes('student') && !one.roles.includes('customer'),
    ),
    async (operation) => {
      const answer = await send(student, await requests.make(operation))
      return (
        unless(answer, 403) ??
        (answer.body.code === 'role_missing' ? null : `refused with ${answer.body.code}`)
      )
    },
  )
})

test('a page of another origin changes nothing with somebody’s cookie', async () => {
  const login = await nobody.post('/api/v1/auth/login', {
    email: (await space.owner.get('/api/v1/auth/session')).data.user.email,
    password: 'three quiet herons',
  })
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  for (const foreign of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: app.origin.replace('127.0.0.1', '127.0.0.2') },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ] as Headers[]) {
    await attack(
      guarded.filter((one) => one.writes),
      async (operation) => {
        const answer = await send(nobody, await requests.make(operation), { cookie, ...foreign })
        return (
          unless(answer, 403) ??
          (answer.body.code === 'cross_origin' ? null : `refused with ${answer.body.code}`)
        )
      },
    )
  }
  await attack(
    operations.filter((one) => one.refusesKeys && one.writes),
    refusedWith(nobody, 403, undefined, { origin: 'https://evil.example' }),
  )
})

test('an unknown field of a body is refused by name', () =>
  attack(operations.filter(takesJson), async (operation) => {
    const answer = await send(
      space.owner,
      await requests.make(operation, { body: (body) => ({ ...body, unexpected: 1 }) }),
    )
    return (
      unless(answer, 400) ??
      (answer.body.details?.some(({ field }: { field: string }) => field === 'unexpected')
        ? null
        : `said ${answer.text}`)
    )
  }))

test('an unknown parameter of an address is refused by name', () =>
  attack(operations, async (operation) => {
    const answer = await send(space.owner, await requests.make(operation, { query: { unexpected: '1' } }))
    return (
      unless(answer, 400) ??
      (answer.body.details?.some(({ field }: { field: string }) => field === 'unexpected')
        ? null
        : `said ${answer.text}`)
    )
  }))

test('a body that is no object is refused', () =>
  attack(operations.filter(takesJson), async (operation) => {
    for (const body of ['[]', '"text"', '1', 'null', '[{}]']) {
      const request = await requests.make(operation)
      const fault = unless(await send(space.owner, { ...request, body }), 400)
      if (fault) return `${body}: ${fault}`
    }
    return null
  }))

test('an id of the wrong kind is refused', () =>
  attack(
    guarded.filter((one) => idParams(one).length > 0),
    async (operation) => {
      for (const id of [
        () => newId('zzz'),
        (prefix: string) => `${prefix}_short`,
        (prefix: string) => `${prefix}_${'u'.repeat(26)}`,
        () => '1',
        () => space.uuid,
        (prefix: string) => newId(prefix).toUpperCase(),
        (prefix: string) => `${newId(prefix)}\n`,
      ]) {
        const fault = unless(await send(space.owner, await requests.make(operation, { id })), 400)
        if (fault) return fault
      }
      return null
    },
  ))

test('malformed JSON is refused', () =>
  attack(operations.filter(takesJson), async (operation) => {
    const request = await requests.make(operation)
    for (const body of [
      '{',
      '{"a":}',
      '{"a":1',
      'x',
      '{"a":1}}',
      "{'a':1}",
      '{"__proto__":{"a":1}}',
      '{"constructor":{"prototype":{"a":1}}}',
    ]) {
      const fault = unless(await send(space.owner, { ...request, body }), 400)
      if (fault) return `${body}: ${fault}`
    }
    return null
  }))

test('another content type than the operation’s is refused', () =>
  attack(
    operations.filter((one) => one.writes),
    async (operation) => {
      const request = await requests.make(operation)
      for (const type of [
        'text/html',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/jsonp',
      ]) {
        const fault = unless(
          await send(space.owner, { ...request, body: 'a=1', headers: { 'content-type': type } }),
          415,
        )
        if (fault) return `${type}: ${fault}`
      }
      return null
    },
  ))

test('a body of 10 MB is refused, and the server lives', async () => {
  const authorization = `Bearer ${(await nobody.post('/api/v1/auth/login', { email: (await space.owner.get('/api/v1/auth/session')).data.user.email, password: 'three quiet herons' })).data.accessToken}`
  const large = Buffer.alloc(10_000_000, 'a')
  await attack(operations.filter(takesJson), async (operation) => {
    const request = await requests.make(operation)
    for (const framing of [
      { 'content-length': String(large.length) },
      { 'transfer-encoding': 'chunked' },
    ] as Headers[]) {
      const { status, text } = await upload(request, large, { authorization, ...framing })
      if (status !== 413 || JSON.parse(text).code !== 'body_too_large') return `answered ${status} ${text}`
    }
    return null
  })
  assert.equal((await nobody.get('/health')).status, 200)
})

/** Sends a large body as a program would that reads the answer whenever it comes. */
function upload(
  request: AttackRequest,
  body: Buffer,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let answered = false
    const sent = httpRequest(
      app.origin + request.path,
      { method: request.method, headers: { ...request.headers, ...headers }, agent: false },
      (response) => {
        answered = true
        let text = ''
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => {
            text += chunk
          })
          .on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          .on('error', reject)
      },
    )
    // The server may hang up on the rest of the body once it has answered.
    sent.on('error', (error) => {
      if (!answered) reject(error)
    })
    sent.end(body)
  })
}

const nasty = [
  'a\u0000b',
  '\ud800',
  "'; set apron.workspace = 'x'; --",
  '$' + '{7*7}',
  '../../etc/passwd',
  '\u202e',
  '<script>',
  '%00',
  'x'.repeat(50_000),
]

test('no text that a body may hold makes the server fail', async () => {
  const members = await workspace(undefined, app)
  const makes = requestMaker(members)
  await attack(
    guarded.filter((one) => takesJson(one) && one.id !== 'logOut'),
    async (operation) => {
      const fields = Object.entries(
        (operation.body as { properties?: Record<string, { type?: string | string[] }> }).properties ?? {},
      )
      for (const [field] of fields) {
        for (const value of [
          ...nasty,
          nasty,
          { a: nasty[0] },
          -1,
          2 ** 53,
          1e308,
          null,
          '0000-01-01',
          '2026-12-31T23:59:60Z',
          '+275760-09-13T00:00:00Z',
          '9999-12-31T23:59:59Z',
        ]) {
          const fault = malformed(
            await send(
              members.owner,
              await makes.make(operation, {
                body: (body) => ({ ...body, [field]: value }),
                query: { dry_run: 'true' },
              }),
            ),
          )
          if (fault) return `${field} = ${JSON.stringify(value).slice(0, 60)}: ${fault}`
        }
      }
      return null
    },
  )
})

test('no text that an address may hold makes the server fail', () =>
  attack(
    guarded.filter((one) => one.answers !== 'events'),
    async (operation) => {
      const fields = Object.keys((operation.query as { properties?: object } | undefined)?.properties ?? {})
      for (const field of fields) {
        for (const value of [
          ...nasty.slice(0, -1),
          '',
          '-1',
          '1e9',
          '99999999999999999999',
          '0000-01-01',
          '0000-01-01T00:00:00Z',
          '2026-12-31T23:59:60Z',
          '9999-12-31',
          Buffer.from(JSON.stringify(['-createdAt', 'nonsense', 'x'])).toString('base64url'),
        ]) {
          const fault = malformed(
            await send(space.owner, await requests.make(operation, { query: { [field]: value } })),
          )
          if (fault) return `${field} = ${JSON.stringify(value)}: ${fault}`
        }
      }
      const params = operation.path.match(/:\w+/g) ?? []
      for (const value of params.length > 0
        ? ['%00', '%', '%E0%A4%A', '..%2f..', "'%20or%201=1", 'x'.repeat(299), 'x'.repeat(400)]
        : []) {
        const answer = await nobody.send(operation.method, operation.path.replace(/:\w+/g, value))
        const fault = malformed(answer)
        if (fault) return `${value}: ${fault}`
      }
      return null
    },
  ))

test('a handler is bound to the workspace of the credentials, and a connection forgets it', async () => {
  for (const value of [
    "'; set apron.workspace = '",
    other.uuid,
    `${other.uuid}'; set local role apron_system; --`,
  ]) {
    await attack(
      operations.filter((one) => one.list?.search),
      async (operation) =>
        malformed(await send(space.owner, await requests.make(operation, { query: { search: value } }))),
    )
  }
  const bound = await Promise.all(
    Array.from({ length: 40 }, () =>
      app.services.database.batch([
        {
          text: "select coalesce(current_setting('apron.workspace', true), '') as bound, coalesce(current_setting('apron.projects', true), '') as reach, current_user as role",
        },
      ]),
    ),
  )
  assert.deepEqual(
    [...new Set(bound.map(([result]) => JSON.stringify(result?.rows[0])))],
    ['{"bound":"","reach":"","role":"apron_app"}'],
  )
})

test('HEAD tells as little as GET would', () =>
  attack(
    guarded.filter((one) => !one.writes),
    async (operation) => {
      const { path } = await requests.make(operation)
      const answer = await nobody.send('HEAD', path)
      return answer.status === 401 && answer.text === '' ? null : `answered ${answer.status}`
    },
  ))

test('an address of another version, another case or with a slash more is no way in', () =>
  attack(guarded, async (operation) => {
    const { path, ...rest } = await requests.make(operation)
    const [plain = '', query = ''] = path.split('?')
    const variants = [
      `${plain}/`,
      plain.replace('/api/', '/API/'),
      plain.replace('/api/', '//api/'),
      ...(plain.includes('/v1/') ? [plain.replace('/v1/', '/v2/')] : []),
    ]
    for (const variant of variants) {
      const answer = await send(nobody, { ...rest, path: query ? `${variant}?${query}` : variant })
      const fault = unless(answer, 404)
      if (fault && answer.status !== 401) return `${variant}: ${fault}`
    }
    return null
  }))
