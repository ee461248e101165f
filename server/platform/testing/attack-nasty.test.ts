import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { querySchema } from '../http/route.ts'
import { compileCheck } from '../http/validate.ts'
import { invalidFields } from '../kernel/problem.ts'
import type { TSchema } from '../kernel/schema.ts'
import { malformed } from './answer-form.ts'
import {
  app,
  attack,
  attackRequests,
  attackTogether,
  guarded,
  type Headers,
  nobody,
  operations,
  space,
} from './attack.ts'
import { type AttackRequest, requestMaker, send, takesJson } from './attack-request.ts'
import { nasty } from './nasty.ts'
import { workspace } from './workspace.ts'

// Bodies and addresses that would bring a weaker server down.

const { requests } = attackRequests()

test('a body of 10 MB is refused, and the server lives', async () => {
  const authorization = `Bearer ${(await nobody.post('/api/v1/auth/login', { email: (await space.owner.get('/api/v1/auth/session')).data.user.email, password: 'three quiet herons' })).data.accessToken}`
  const large = Buffer.alloc(10_000_000, 'a')
  // A length that is too large is refused before the body comes, and one that nobody has said at the first
  // byte too many: what would follow only takes time here.
  const framings: [headers: Headers, body: Buffer][] = [
    [{ 'content-length': String(large.length) }, large.subarray(0, 1_000)],
    [{ 'transfer-encoding': 'chunked' }, large.subarray(0, 1_100_000)],
  ]
  await attackTogether(operations.filter(takesJson), async (operation) => {
    const request = await requests.make(operation)
    for (const [framing, body] of framings) {
      const { status, text } = await upload(request, body, { authorization, ...framing })
      if (status !== 413 || JSON.parse(text).code !== 'body_too_large') return `answered ${status} ${text}`
    }
    return null
  })
  const login = operations.find(({ id }) => id === 'logIn')
  assert.ok(login)
  assert.equal((await upload(await requests.make(login), large, {})).status, 413)
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

const values = [...nasty, nasty, { a: nasty[0] }, -1, 2 ** 53, 1e308, null, '+275760-09-13T00:00:00Z']
/** To a field that is no time these are texts like others, of which it gets enough. */
const times = ['0000-01-01', '2026-12-31T23:59:60Z', '9999-12-31T23:59:59Z']
const valuesFor = (schema: unknown) =>
  JSON.stringify(schema).includes('"format":"date') ? [...values, ...times] : values

/**
 * What the schema refuses goes no further than the schema, so it is asked here and not over HTTP, which takes
 * thirty times as long. @returns whether it lets the value through; what is wrong with how it refuses, otherwise.
 */
function refusedBy(check: ReturnType<typeof compileCheck>, value: unknown): boolean {
  const details = check(value)
  if (details.length === 0) return false
  assert.equal(invalidFields(details).status, 400)
  return true
}

test('no text that a body may hold makes the server fail', async () => {
  const members = await workspace(undefined, app)
  const makes = requestMaker(members)
  await attack(
    guarded.filter((operation) => takesJson(operation) && operation.id !== 'logOut'),
    async (operation) => {
      const fields = Object.entries(
        (operation.body as { properties?: Record<string, { type?: string | string[] }> }).properties ?? {},
      )
      const check = compileCheck(operation.body as TSchema, 'body')
      const sent = await makes.make(operation, { query: { dry_run: 'true' } })
      const body = JSON.parse(String(sent.body ?? '{}'))
      // Of each field one value that its schema refuses goes the whole way all the same.
      const first = new Set<string>()
      for (const [field, schema] of fields) {
        const faults = await Promise.all(
          valuesFor(schema).map(async (value) => {
            const changed = { ...body, [field]: value }
            if (refusedBy(check, changed) && first.size === first.add(field).size) return null
            const fault = malformed(await send(members.owner, { ...sent, body: JSON.stringify(changed) }))
            return fault && `${field} = ${JSON.stringify(value).slice(0, 60)}: ${fault}`
          }),
        )
        const fault = faults.find((text) => text)
        if (fault) return fault
      }
      return null
    },
  )
})

test('no text that an address may hold makes the server fail', () =>
  attackTogether(
    guarded.filter((operation) => operation.answers !== 'events'),
    async (operation) => {
      const fields = Object.keys((operation.query as { properties?: object } | undefined)?.properties ?? {})
      const check = compileCheck(querySchema(operation), 'query')
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
          const request = await requests.make(operation, { query: { [field]: value } })
          const asked = Object.fromEntries(new URL(request.path, app.origin).searchParams)
          if (value !== '' && refusedBy(check, asked)) continue
          const fault = malformed(await send(space.owner, request))
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
