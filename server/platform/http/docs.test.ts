import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'

const app = await testApp()
const anybody = client(app.origin)
interface Described {
  parameters: { $ref?: string; in?: string; name?: string }[]
}

const openApiFile = readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8')

test('the reference is served at / and /docs, and needs nothing from elsewhere', async () => {
  for (const path of ['/', '/docs', '/docs/']) {
    const page = await anybody.get(path)
    assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8'], path)
    assert.match(page.text, /\/api\/openapi\.json/)
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
    assert.ok(sources.length > 0)
    assert.deepEqual(
      sources.filter((source) => /^(https?:)?\/\//.test(source)),
      [],
    )
    for (const source of sources)
      assert.equal((await anybody.get(new URL(source, `${app.origin}${path}`).pathname)).status, 200, source)
  }
})

test('the schema of a kind of record publishes its moves, with who makes them and from which states', async () => {
  const { body } = await anybody.get('/api/openapi.json')
  const { Flight, FboBooking } = body.components.schemas
  const [submit] = Flight['x-moves'].moves
  assert.deepEqual(submit, {
    name: 'submit',
    label: 'Submit flight',
    from: ['draft'],
    to: 'submitted',
    operations: ['submitFlight'],
  })
  const checkIn = FboBooking['x-moves'].moves.find((move: { name: string }) => move.name === 'checkIn')
  assert.deepEqual(checkIn, {
    name: 'checkIn',
    label: 'Check in',
    from: ['reserved', 'confirmed'],
    to: 'checked_in',
    operations: ['advanceFboBooking'],
    body: { to: 'checked_in' },
  })
  const kinds = app.services.operations.flatMap(({ move }) => move?.machine.of.name ?? [])
  const published = Object.values<Record<string, unknown>>(body.components.schemas).filter(
    (schema) => 'x-moves' in schema,
  )
  assert.equal(published.length, new Set(kinds).size)
})

test('the OpenAPI document is 3.1, holds every operation, and lints without a complaint', async () => {
  const { status, body, text } = await anybody.get('/api/openapi.json')
  assert.deepEqual([status, body.openapi], [200, '3.1.0'])
  for (const operation of app.services.operations) {
    const described = body.paths[operation.path.replace(/:(\w+)/g, '{$1}')]?.[operation.method.toLowerCase()]
    assert.deepEqual(
      [described?.operationId, described?.['x-scope'], described?.['x-stability']],
      [operation.id, operation.scope, operation.stability],
    )
    assert.deepEqual(
      (described.security ?? body.security).length,
      { public: 0, session: 1, key: 2, any: 3 }[operation.access],
      operation.id,
    )
  }
  const file = join(app.dataDir, 'openapi.json')
  writeFileSync(file, text)
  const lint = spawnSync(
    process.execPath,
    [
      join(import.meta.dirname, '../../../node_modules/@redocly/cli/bin/cli.js'),
      'lint',
      '--extends',
      'recommended',
      '--format',
      'json',
      file,
    ],
    {
      encoding: 'utf8',
      cwd: app.dataDir,
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  const { problems = [] } = JSON.parse(lint.stdout || '{}') as {
    problems?: { message: string; ruleId: string; location: { pointer: string }[] }[]
  }
  assert.deepEqual(
    problems
      // Such as /duty/periods/{id} and /duty/{id}/standing: an ID has a prefix, so no ID is the word `periods`.
      .filter(({ ruleId }) => ruleId !== 'no-ambiguous-paths')
      .map((problem) => `${problem.ruleId}: ${problem.message} ${problem.location[0]?.pointer}`),
    [],
    'npx redocly lint openapi.json',
  )
  assert.equal(lint.status, 0, lint.stderr)
})

test('what a program may build on is in the document: answers, refusals, events, secrets that are shown once', async () => {
  const { body } = await anybody.get('/api/openapi.json')
  assert.deepEqual(
    Object.keys(body.webhooks).sort(),
    app.services.eventTypes.map((event) => event.type).sort(),
  )
  assert.ok(!Object.keys(body.components.schemas).includes('undefined'))
  for (const item of Object.values(body.paths)) {
    for (const { operationId, responses } of Object.values(item as object)) {
      assert.ok(Object.keys(responses).some((code) => code.startsWith('2')) && responses[400], operationId)
      assert.deepEqual(responses.default, { $ref: '#/components/responses/Refusal' }, operationId)
    }
  }
  const { headers, content } = body.components.responses.Refusal
  assert.deepEqual(
    Object.keys(content['application/json'].examples).join(' '),
    '401 403 404 409 413 415 422 429 500 503',
  )
  for (const name of ['WWW-Authenticate', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'Link'])
    assert.ok(headers[name], name)
})

test('what many operations take or answer stands once in the document, which is the one of the repository', async () => {
  const { body, text } = await anybody.get('/api/openapi.json')
  assert.deepEqual(JSON.parse(openApiFile), body)
  for (const name of ['dry_run', 'Idempotency-Key', 'If-Match', 'page', 'page_size', 'cursor'])
    assert.equal(text.split(`"name":"${name}","in"`).length - 1, 1, `${name} is written once`)
  const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)]
  assert.deepEqual(
    references
      .filter(([, kind = '', name = '']) => !body.components[kind]?.[name])
      .map(([reference]) => reference),
    [],
  )
})

// The document grows with the operations, so the budget is one of each operation: a fixed one would be reached by the
// next modules, and nobody would notice descriptions and examples that repeat.
test('the document takes at most 2.7 kB an operation, as it is served and as the file of the repository', async () => {
  const { text } = await anybody.get('/api/openapi.json')
  const count = app.services.operations.length
  for (const size of [text, openApiFile].map((json) => Buffer.byteLength(json)))
    assert.ok(size <= count * 2700, `${size} bytes for ${count} operations`)
})

test('the guide to the API names every filter of every public list', async () => {
  const { body } = await anybody.get('/api/openapi.json')
  const rows = (await anybody.get('/docs/api.md')).text.split('\n')
  const ofEveryList = ['page', 'page_size', 'cursor', 'sort', 'format']
  for (const [path, { get }] of Object.entries<{ get: Described }>(body.paths)) {
    if (!path.startsWith('/api/v1/public/') || path.includes('{')) continue
    const row = rows.find((line) => line.startsWith(`| \`${path}\` `)) ?? ''
    const filters = get.parameters
      .map(({ $ref, ...own }) => ($ref ? body.components.parameters[$ref.split('/').at(-1) ?? ''] : own))
      .filter(({ in: place, name }) => place === 'query' && !ofEveryList.includes(name))
    for (const { name } of filters) assert.ok(row.includes(`\`${name}\``), `${path} ${name}`)
  }
})

test('llms.txt is plain text that names every operation, event and error', async () => {
  const { status, headers, text } = await anybody.get('/llms.txt')
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/plain; charset=utf-8'])
  for (const operation of app.services.operations)
    assert.ok(text.includes(`- ${operation.method} ${operation.path}: `), operation.id)
  for (const event of app.services.eventTypes)
    assert.ok(text.includes(`- ${event.type} (${event.stability})`))
  assert.match(text, /- 401 invalid_api_key: /)
  for (const credential of ['JWT', 'cookie', 'X-API-Key']) assert.ok(text.includes(credential), credential)
})
