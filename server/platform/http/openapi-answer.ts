import type { Operation } from '../kernel/operation.ts'
import { problemEntry } from '../kernel/problem.ts'
import { type TSchema, Type } from '../kernel/schema.ts'
import type { SharedExamples } from './openapi-example.ts'
import { headerReferences, isTagged, successHeaders } from './openapi-headers.ts'
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
  503: 'Starting, stopping, in maintenance, or without its database',
}

const typicalCodes: Record<string, string> = {
  400: 'invalid_request',
  401: 'authentication_required',
  403: 'scope_missing',
  404: 'not_found',
  409: 'conflict',
  412: 'version_mismatch',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'rule_broken',
  429: 'rate_limited',
  500: 'internal_error',
  503: 'unavailable',
}

const ownHeaders: Record<string, Record<string, string>> = {
  401: { 'WWW-Authenticate': 'WwwAuthenticate' },
  429: { 'Retry-After': 'RetryAfter', RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimitPolicy' },
  503: { 'Retry-After': 'RetryAfter' },
}

/** The refusals, each written once, and the response to a caller that has everything already. */
export const refusals: Json = {
  E304: {
    description: 'Not changed since the response with this ETag; there is no body',
    headers: headerReferences({ 'X-Request-Id': 'RequestId', ETag: 'ETag' }),
  },
  ...Object.fromEntries(
    Object.entries(meanings).map(([status, description]) => [
      `E${status}`,
      {
        description,
        headers: headerReferences({
          'X-Request-Id': 'RequestId',
          Link: 'ErrorPage',
          ...ownHeaders[status],
        }),
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
            example: {
              success: false,
              error: problemEntry(typicalCodes[status] ?? '')?.meaning,
              code: typicalCodes[status],
              requestId: '79c0c43a-6d78-4492-a5a7-d87a5f773eae',
            },
          },
        },
      },
    ]),
  ),
}

/** What the descriptions of all operations share. */
export interface Shared {
  render: Render
  operations: readonly Operation[]
  examples: SharedExamples
}

export function bodyOf(operation: Operation, { render, examples }: Shared): Json {
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
    requestBody: {
      required,
      content: {
        'application/json': { schema: render(closed(operation.body)), example: examples.body(operation) },
      },
    },
  }
}

export function answersOf(operation: Operation, shared: Shared): Json {
  const status = operation.response ? String(operation.status ?? (operation.creates ? 201 : 200)) : '204'
  return {
    [status]: { ...success(operation, shared), headers: successHeaders(operation, shared.operations) },
    ...Object.fromEntries(
      statusesOf(operation).map((code) => [code, { $ref: `#/components/responses/E${code}` }]),
    ),
  }
}

function statusesOf(operation: Operation): number[] {
  return [
    ...(isTagged(operation) ? [304] : []),
    400,
    ...(operation.access === 'public' ? [] : [401, 403]),
    ...(operation.on || operation.path.includes(':') ? [404] : []),
    ...(operation.writes ? [409, 413, 415, 422] : []),
    ...(operation.writes && operation.on ? [412] : []),
    ...(operation.limit === 'none' ? [] : [429]),
    500,
    503,
  ]
}

const envelope = (data: unknown): Json => ({
  success: { const: true, description: 'Always true here; a refusal says false.' },
  data,
})

function success(operation: Operation, { render, examples }: Shared): Json {
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
    : { type: 'object', required: ['success', 'data'], properties: envelope(data) }
  return {
    description: 'Done',
    content: {
      'application/json': { schema, examples: { answer: { $ref: examples.answer(operation) } } },
      ...(operation.streams ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
    },
  }
}
