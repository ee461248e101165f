import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileCheck } from '#platform/http/validate.ts'
import type { TSchema } from '#platform/kernel/schema.ts'
import { modules } from '#server/modules.ts'
import { bodies } from '../console/src/api/bodies.ts'
import { type BodySchema, checkBody } from '../console/src/api/checkBody.ts'

// The console checks a body before sending it, and must say what the server would say.

const operations = modules
  .flatMap((module) => module.operations)
  .filter((operation) => `${operation.method} ${template(operation.path)}` in bodies)

function template(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

/** Many kinds of values: each field accepts some and refuses the others. */
const values = [
  '',
  ' ',
  'a',
  'KFNL',
  'not@all @',
  'somebody@example.com',
  '2026-04-24',
  '2026-02-30',
  '2026-04-24T12:03:11Z',
  '2026-04-24 noon',
  'https://example.com/hook',
  'üñí😀',
  'x'.repeat(70),
  'x'.repeat(20_001),
  -1,
  0,
  0.333,
  7,
  1e12,
  true,
  null,
  [],
  ['a', 'a'],
  [1],
  Array.from({ length: 501 }, (_, index) => `entry ${index}`),
  {},
]

/** A value that a schema accepts, or nearly: both sides get the same one. */
function sampleOf(schema: BodySchema): unknown {
  if (schema.enum) return schema.enum[0]
  if (schema.examples) return schema.examples[0]
  const type = [schema.type].flat().find((name) => name !== 'null')
  if (type === 'object')
    return Object.fromEntries(
      (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]),
    )
  if (type === 'array') return [sampleOf(schema.items ?? {})]
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1
  if (schema.format === 'date') return '2026-04-24'
  if (schema.format === 'date-time') return '2026-04-24T12:03:11Z'
  if (schema.format === 'email') return 'somebody@example.com'
  return 'x'.repeat(Math.max(schema.minLength ?? 1, 1))
}

/** Bodies with one field of each depth set to each value, and one with each field missing. */
function* attempts(schema: BodySchema): Generator<unknown> {
  const sample = sampleOf(schema) as Record<string, unknown>
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const { [name]: _, ...others } = sample
    yield others
    for (const value of values) yield { ...sample, [name]: value }
    if (property.properties) for (const inner of attempts(property)) yield { ...sample, [name]: inner }
    if (property.items?.properties)
      for (const inner of attempts(property.items)) yield { ...sample, [name]: [inner] }
  }
}

test('the console refuses exactly the bodies that the server refuses, in the same words', () => {
  const differences = new Set<string>()
  const judgedByServer = new Set<string>()
  let compared = 0
  for (const operation of operations) {
    const path = template(operation.path)
    const schema = bodies[`${operation.method} ${path}`] ?? {}
    const refusalsOfServer = compileCheck(operation.body as TSchema, 'body')
    for (const body of attempts(schema)) {
      const byServer = refusalsOfServer(body)
      const byConsole = checkBody(operation.method, path, body)
      compared += byConsole.length
      // The server judges the lengths of lists first, and nothing else of a body where one is too long.
      const isTooLong = byServer.some(({ message }) => /must have at most \d+ entries/.test(message))
      for (const { field, message } of isTooLong ? [] : byConsole)
        if (!byServer.some((refusal) => refusal.field === field && refusal.message === message))
          differences.add(`${operation.id}: only the console says: ${field} ${message}`)
      for (const { field } of byServer)
        if (!byConsole.some((refusal) => refusal.field === field))
          judgedByServer.add(`${operation.id} ${field.replace(/\.\d+$/, '')}`)
    }
  }
  assert.deepEqual([...differences], [])
  // A choice between forms, or a constant that no form of the console lets people type.
  assert.deepEqual([...judgedByServer].sort(), [
    'addPasskey passkey.type',
    'completeSignIn passkey.type',
    'createApiKey expires_at',
    'createApiKey projects',
    'createRiskAssessment likelihood',
    'createRiskAssessment severity',
    'createWorkOrder shop',
    'createWorkOrder shop.certificateNumber',
    'createWorkOrder shop.name',
    'linkSso passkey.type',
    'reauthenticate passkey.type',
    'signInWithPasskey passkey.type',
    'submitReport initialLikelihood',
    'submitReport initialSeverity',
    'triageReport initialLikelihood',
    'triageReport initialSeverity',
    'updateApiKey projects',
    'updateWorkOrder shop',
    'updateWorkOrder shop.certificateNumber',
    'updateWorkOrder shop.name',
    'verifyVtrPack pack',
  ])
  assert.ok(compared > 10_000, `only ${compared} refusals were compared`)
})
