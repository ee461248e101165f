import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { startTestApp, testApp } from '../testing/app.ts'
import { client } from '../testing/client.ts'
import { workspace } from '../testing/workspace.ts'

const app = await testApp()
const { body: document } = await client(app.origin).get('/api/openapi.json')

// biome-ignore lint/suspicious/noExplicitAny: the document is data, and each test says what it expects of it
type Described = any

function described(): { id: string; method: string; path: string; operation: Described }[] {
  return Object.entries(document.paths as Record<string, Record<string, Described>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      id: operation.operationId,
      method,
      path,
      operation,
    })),
  )
}

const resolved = (part: Described): Described =>
  part.$ref
    ? part.$ref
        .split('/')
        .slice(1)
        .reduce((inner: Described, step: string) => inner[step], document)
    : part

/** The example of a schema: its own, or one made of the examples of its parts, as the tools that show it do. */
function composed(schema: Described): Described {
  const { examples, const: fixed, allOf, anyOf, type, properties = {}, items } = resolved(schema)
  if (fixed !== undefined) return fixed
  if (examples) return examples[0]
  if (allOf) return Object.assign({}, ...allOf.map(composed))
  if (anyOf) return composed(anyOf[0])
  if (type === 'array') return [composed(items)]
  if (type === 'integer') return 1
  if (type !== 'object') return null
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, composed(property)]))
}

test('every JSON body and every JSON response has an example, and each fits its schema', async () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ;(addFormats as unknown as (ajv: Ajv2020) => void)(ajv)
  ajv.addSchema({ $id: 'apron', components: document.components })
  const faults: string[] = []
  // Many responses share a schema, and to compile one is slow.
  const compiled = new Map<string, ValidateFunction>()
  const check = (what: string, schema: Described, example: unknown) => {
    if (example === undefined) return faults.push(`${what} has no example`)
    const text = JSON.stringify(schema).replaceAll('"#/', '"apron#/')
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text))
    compiled.set(text, validate)
    if (!validate(example)) faults.push(`${what}: ${ajv.errorsText(validate.errors)}`)
  }
  for (const { id, operation } of described()) {
    // Lets the server close a connection that was idle meanwhile, before the next test sends on it.
    await setImmediate()
    const sent = operation.requestBody?.content['application/json']
    if (sent) check(`the body of ${id}`, sent.schema, sent.example)
    for (const [status, answer] of Object.entries<Described>(operation.responses)) {
      const json = resolved(answer).content?.['application/json']
      if (!json) continue
      const { schema, example = composed(schema), examples = { only: { value: example } } } = json
      for (const { value } of Object.values<Described>(examples)) check(`${status} of ${id}`, schema, value)
    }
  }
  assert.deepEqual(faults, [])
})

test('every operation, parameter and tag says what it is, and most fields do', () => {
  for (const { id, operation } of described()) {
    assert.ok(operation.description.length > operation.summary.length, id)
    for (const parameter of operation.parameters.map(resolved))
      assert.ok(parameter.description?.length > 5, `${id} ${parameter.name}`)
  }
  for (const { name, description } of document.tags) assert.match(description, /^[A-Z].*\.$/, name)
})

test('a response names the headers that it comes with', async (t) => {
  const { owner } = await workspace(t, app)
  const create = document.paths['/api/projects'].post.responses['201']
  const created = await owner.post('/api/projects', { name: 'Survey' }, { 'idempotency-key': 'survey' })
  for (const name of ['ETag', 'Location']) {
    assert.ok(create.headers[name], name)
    assert.ok(created.headers.get(name), name)
  }
  // What every response has, the description of the document says once.
  assert.ok(created.headers.get('X-Request-Id'))
  for (const name of ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'])
    assert.ok(document.info.description.includes(`\`${name}\``), name)
  const read = document.paths['/api/projects/{id}'].get
  assert.ok(read.responses['304'])
  assert.ok(read.parameters.map(resolved).some(({ name }: { name: string }) => name === 'If-None-Match'))
  assert.equal((await owner.get(created.headers.get('location') ?? '', { 'if-none-match': '*' })).status, 304)
})

test('exactly the reads that promise a 304 have an ETag', async (t) => {
  const { owner } = await workspace(t, app)
  for (const { id, method, path, operation } of described()) {
    if (method !== 'get' || path.includes('{') || !operation.responses['200']?.content?.['application/json'])
      continue
    const answer = await owner.get(path)
    if (answer.status !== 200) continue
    assert.equal(answer.headers.has('etag'), '304' in operation.responses, id)
    assert.equal('ETag' in (operation.responses['200'].headers ?? {}), '304' in operation.responses, id)
  }
})

test('no schema has null among its words: generators of clients make code of it that does not compile', () => {
  assert.doesNotMatch(JSON.stringify(document), /"enum":\[[^\]]*null/)
})

test('no two parts of the contract give a generator of clients one name for two types', () => {
  const owners = new Map<string, Set<string>>()
  const name = (typeName: string, owner: string) =>
    owners.set(typeName, (owners.get(typeName) ?? new Set()).add(owner))
  const pascal = (text: string) =>
    text.replace(/(?:^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_match, letter: string) => letter.toUpperCase())
  for (const [schemaName, schema] of Object.entries<Described>(document.components.schemas)) {
    name(schemaName, `schema ${schemaName}`)
    for (const [property, of] of Object.entries<Described>(schema.properties ?? {}))
      if (of.enum) name(schemaName + pascal(property), `${schemaName}.${property}`)
  }
  for (const { id, operation } of described()) {
    for (const suffix of ['Result', 'Params', 'Body', 'Error'])
      name(pascal(id) + suffix, `the ${suffix} of ${id}`)
    for (const parameter of (operation.parameters ?? []).map(resolved))
      if (parameter.schema?.enum) name(pascal(id) + pascal(parameter.name), `?${parameter.name} of ${id}`)
  }
  const shared = [...owners].filter(([, parts]) => parts.size > 1)
  assert.deepEqual(
    shared.map(([typeName, parts]) => `${typeName}: ${[...parts].join(', ')}`),
    [],
  )
})

test('a document that is downloaded says where the installation is', async () => {
  const published = await startTestApp({ PUBLIC_URL: 'https://ops.example.org/' }, { work: false })
  const { body } = await client(published.origin).get('/api/openapi.json')
  assert.deepEqual(
    body.servers.map(({ url }: { url: string }) => url),
    ['https://ops.example.org', '/'],
  )
})
