import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mostDetails } from '../http/body-bounds.ts'
import { bodyLimitOf } from '../http/body-limit.ts'
import { parseJsonBody } from '../http/json-body.ts'
import { compileCheck } from '../http/validate.ts'
import type { Operation } from '../kernel/operation.ts'
import { Problem } from '../kernel/problem.ts'
import { instant, oneOf, type TSchema, Type, text } from '../kernel/schema.ts'
import { operations } from './attack.ts'
import { chosen } from './attack-choice.ts'
import { takesJson } from './attack-request.ts'
import type { JsonSchema } from './attack-sample.ts'

// What a refused body costs, in processor time of this process, beside a valid body of as many bytes.

/** How much more a body may cost than a valid one of as many bytes. */
const mostTimes = 5
/** Below this, the clock says more about the machine than about the body. */
const leastMs = 2

const valid = Type.Object({
  flights: Type.Array(
    Type.Object({
      at: instant(),
      remarks: text(1, 1_000_000),
      kind: oneOf(['dual', 'solo']),
      hours: Type.Number(),
    }),
    { maxItems: 5_000 },
  ),
})

function validText(bytes: number): string {
  const flight = {
    at: '2026-11-01T08:30:00Z',
    remarks: 'Pattern work with a student',
    kind: 'dual',
    hours: 1.4,
  }
  const short = JSON.stringify(flight).length + 1
  const count = Math.min(Math.floor(bytes / short), 1_900)
  const remarks = flight.remarks.padEnd(
    Math.floor(bytes / count) - short + flight.remarks.length,
    ' with a student',
  )
  return JSON.stringify({ flights: Array.from({ length: count }, () => ({ ...flight, remarks })) })
}

type Check = ReturnType<typeof compileCheck>

/** The least of several runs, until it is little enough: only more time is ever the machine's fault. */
function costMs(check: Check, body: string, enoughMs = 0): number {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 5 && least > enoughMs; run++) {
    const before = process.cpuUsage()
    judge(check, body)
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}

function judge(check: Check, body: string): number {
  try {
    return check(parseJsonBody(body)).length
  } catch (error) {
    if (error instanceof Problem) return error.details?.length ?? 0
    throw error
  }
}

/** As many of `piece` as fit. */
const fill = (bytes: number, before: string, piece: (index: number) => string, after: string) => {
  const pieces: string[] = []
  for (let left = bytes - before.length - after.length, index = 0; ; index++) {
    const next = piece(index)
    left -= next.length + 1
    if (left < 0) return `${before}${pieces.join(',')}${after}`
    pieces.push(next)
  }
}

/** The most entries that each list of a schema takes, up to `budget` values, each of them wrong in all its fields. */
function faulty(schema: JsonSchema & { maxItems?: number }, budget: number): unknown {
  if (schema.anyOf)
    return faulty(schema.anyOf.find(({ items, properties }) => items ?? properties) ?? {}, budget)
  const fields = Object.entries(schema.properties ?? {})
  if (fields.length > 0)
    return Object.fromEntries(fields.map(([name, field]) => [name, faulty(field, budget / fields.length)]))
  const { items } = schema
  if (!items) return { a: [{}] }
  const entry = faulty(items, 10)
  const size = JSON.stringify(entry).length / 5
  return Array.from({ length: Math.min(schema.maxItems ?? budget, Math.ceil(budget / size)) }, () => entry)
}

function worst({ body }: Operation, bytes: number): string[] {
  const schema = (body ?? {}) as JsonSchema
  const fields = Object.keys(schema.properties ?? {})
  const share = Math.floor(bytes / (fields.length + 1)) - 40
  const inEach = (one: (budget: number) => string) =>
    `{${fields.map((name) => `${JSON.stringify(name)}:${one(share)}`).join(',')}}`
  return [
    fill(bytes, '{', (index) => `"f${index}":0`, '}'),
    fill(bytes, '{', (index) => `"f${index}":{"a":[]}`, '}'),
    inEach((budget) => fill(budget, '[', () => '" "', ']')),
    inEach((budget) => fill(budget, '[', () => '{}', ']')),
    inEach((budget) => fill(budget, '[', (index) => `{"a":"${index}","b":[0]}`, ']')),
    inEach((budget) => '['.repeat(budget / 2) + ']'.repeat(budget / 2)),
    inEach((budget) => `"${'\\n'.repeat(budget / 2)}"`),
    '{"a":'.repeat(bytes / 5),
    fill(bytes, '[', () => '"\\u0000"', ']'),
    JSON.stringify(faulty(schema, 9_000)).slice(0, bytes),
  ]
}

test('the worst body of every operation costs at most five times a valid body of as many bytes', (t) => {
  const found: string[] = []
  const checkValid = compileCheck(valid as TSchema, 'body')
  for (const bytes of [64_000, 1_000_000]) assert.equal(judge(checkValid, validText(bytes)), 0)
  for (const operation of chosen(operations.filter(takesJson))) {
    const bytes = bodyLimitOf(operation)
    const check = compileCheck(operation.body as TSchema, 'body')
    const allowedMs = Math.max(leastMs, mostTimes * costMs(checkValid, validText(bytes)))
    for (const [index, body] of worst(operation, bytes).entries()) {
      const details = judge(check, body)
      if (details > mostDetails) found.push(`${operation.id} names ${details} details (body ${index})`)
      const spentMs = costMs(check, body, allowedMs)
      if (spentMs > allowedMs)
        found.push(
          `${operation.id}: body ${index} of ${body.length} bytes costs ${spentMs} ms, ${allowedMs} are allowed`,
        )
    }
  }
  assert.deepEqual(found, [])
  t.diagnostic(`${operations.filter(takesJson).length} operations`)
})
