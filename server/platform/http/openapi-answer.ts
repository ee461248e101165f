import type { Operation } from '../kernel/operation.ts'
import { type TSchema, Type } from '../kernel/schema.ts'
import type { Json } from './openapi-parameter.ts'
import { answerSchema } from './route.ts'
import { closed } from './validate.ts'

export type Render = (schema: TSchema) => unknown

export const errorSchema = Type.Object({
  success: Type.Literal(false),
  error: Type.String({ description: 'What went wrong and what to change, for a person.' }),
  code: Type.String({ description: 'The same for a program; docs/errors.md has an entry for each.' }),
  details: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  requestId: Type.String(),
})

const meanings: Record<string, string> = {
  400: 'Malformed or invalid',
  401: 'Who are you',
  403: 'You may not',
  404: 'Missing, or not yours',
  409: 'Wrong state, or a conflict',
  412: 'Changed since you read it',
  413: 'Too large',
  415: 'Wrong content type',
  422: 'Breaks a rule',
  429: 'Too many requests',
  500: 'Failed on our side',
}

/** Response headers, each written once. */
export const answerHeaders: Json = {
  RequestId: { description: 'Finds the request in the log.', schema: { type: 'string' } },
  ErrorPage: {
    description: 'The entry of the code in the list of errors, as `rel="help"`.',
    schema: { type: 'string' },
  },
  RetryAfter: {
    description: 'Seconds until the next request has a chance.',
    schema: { type: 'integer' },
  },
  ETag: {
    description:
      'Send it as `If-None-Match` to read only what has changed, and that of a record as `If-Match`.',
    schema: { type: 'string' },
  },
}
const header = (name: string) => ({ $ref: `#/components/headers/${name}` })

/** The refusals, each written once. */
export const refusals: Json = Object.fromEntries(
  Object.entries(meanings).map(([status, description]) => [
    `E${status}`,
    {
      description,
      headers: {
        'X-Request-Id': header('RequestId'),
        Link: header('ErrorPage'),
        ...(status === '429' ? { 'Retry-After': header('RetryAfter') } : {}),
      },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  ]),
)

export function bodyOf(operation: Operation, render: Render): Json {
  if (operation.upload) {
    return {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          operation.upload.contentTypes.map((type) => [type, { schema: { type: 'string' } }]),
        ),
      },
    }
  }
  const fields = (operation.body as { properties?: object } | undefined)?.properties
  if (!operation.body || !fields || Object.keys(fields).length === 0) return {}
  const required = ((operation.body as { required?: string[] }).required ?? []).length > 0
  return {
    requestBody: { required, content: { 'application/json': { schema: render(closed(operation.body)) } } },
  }
}

export function answersOf(operation: Operation, render: Render): Json {
  const status = operation.response ? String(operation.status ?? (operation.creates ? 201 : 200)) : '204'
  return {
    [status]: success(operation, render),
    ...Object.fromEntries(
      statusesOf(operation).map((code) => [code, { $ref: `#/components/responses/E${code}` }]),
    ),
  }
}

function statusesOf(operation: Operation): number[] {
  return [
    400,
    ...(operation.access === 'public' ? [] : [401, 403]),
    ...(operation.on || operation.path.includes(':') ? [404] : []),
    ...(operation.writes ? [409, 413, 415, 422] : []),
    ...(operation.writes && operation.on ? [412] : []),
    429,
    500,
  ]
}

function success(operation: Operation, render: Render): Json {
  if (operation.answers === 'file')
    return { description: 'The file', content: { 'text/plain': { schema: { type: 'string' } } } }
  if (operation.answers === 'events')
    return {
      description: 'A stream of server-sent events',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }
  if (!operation.response) return { description: 'Done; there is nothing to say' }
  const data = render(answerSchema(operation))
  const schema = operation.bare
    ? data
    : { type: 'object', required: ['success', 'data'], properties: { success: { const: true }, data } }
  return {
    description: 'Done',
    ...(operation.on || operation.list ? { headers: { ETag: header('ETag') } } : {}),
    content: {
      'application/json': { schema },
      ...(operation.streams ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
    },
  }
}
