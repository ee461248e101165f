import type { Operation } from '../kernel/operation.ts'
import { problemEntry } from '../kernel/problem.ts'
import { type TSchema, Type } from '../kernel/schema.ts'
import type { Examples } from './openapi-example.ts'
import { headerReferences, isTagged, successHeaders } from './openapi-headers.ts'
import type { Json } from './openapi-parameter.ts'
import type { SharedSchemas } from './openapi-schema.ts'
import type { DataSchema } from './openapi-share.ts'
import { answerSchema } from './route.ts'
import { closed } from './validate.ts'

export type Render = (schema: TSchema) => unknown

export const errorSchema = Type.Object({
  success: Type.Literal(false),
  error: Type.String({ description: 'What went wrong and what to change, for a person.' }),
  code: Type.String({ description: 'The same for a program; docs/errors.md has an entry for each.' }),
  details: Type.Optional(
    Type.Array(
      Type.Object(
        { field: Type.String(), message: Type.String() },
        {
          additionalProperties: true,
          description: 'Some refusals say more, such as who has what you wanted.',
        },
      ),
    ),
  ),
  requestId: Type.String(),
})

interface Refusal {
  meaning: string
  /** The code of the example. */
  code: string
}

/** The refusals that only some operations make: each names its own. */
const ownRefusals: Record<number, Refusal> = {
  400: { meaning: 'Malformed or invalid', code: 'invalid_request' },
  404: { meaning: 'Missing, or not yours', code: 'not_found' },
  412: { meaning: 'Changed since you read it', code: 'version_mismatch' },
}

/** The refusals of every operation, which all name together. */
const otherRefusals: Record<number, Refusal> = {
  401: { meaning: 'Who are you', code: 'authentication_required' },
  403: { meaning: 'You may not', code: 'scope_missing' },
  404: { meaning: 'Missing, not yours, or used up, such as a link', code: 'not_found' },
  409: { meaning: 'Wrong state, or a conflict', code: 'conflict' },
  413: { meaning: 'The body is too large', code: 'body_too_large' },
  415: { meaning: 'Wrong content type', code: 'unsupported_media_type' },
  422: { meaning: 'Breaks a rule', code: 'rule_broken' },
  429: { meaning: 'Too many requests', code: 'rate_limited' },
  500: { meaning: 'Failed on our side', code: 'internal_error' },
  503: { meaning: 'Starting, stopping, in maintenance, or without its database', code: 'unavailable' },
}

/** The statuses that every operation may answer. */
export const commonStatuses: readonly number[] = Object.keys(otherRefusals).map(Number)

const exampleOfRefusal = (code: string): Json => ({
  success: false,
  error: problemEntry(code)?.meaning,
  code,
  requestId: '79c0c43a-6d78-4492-a5a7-d87a5f773eae',
})
const errorReference = { $ref: '#/components/schemas/Error' }
const headersOfAll = { 'X-Request-Id': 'RequestId', Link: 'ErrorPage' }

/** The refusals, each written once, and the response to a caller that has everything already. */
export const refusals: Json = {
  E304: {
    description: 'Not changed since the response with this ETag; there is no body',
    headers: headerReferences({ 'X-Request-Id': 'RequestId', ETag: 'ETag' }),
  },
  ...Object.fromEntries(
    Object.entries(ownRefusals).map(([status, { meaning, code }]) => [
      `E${status}`,
      {
        description: meaning,
        headers: headerReferences(headersOfAll),
        content: { 'application/json': { schema: errorReference, example: exampleOfRefusal(code) } },
      },
    ]),
  ),
  Refusal: {
    description: `Any other refusal. ${Object.entries(otherRefusals)
      .map(([status, { meaning }]) => `${status}: ${meaning}`)
      .join(' · ')}`,
    headers: headerReferences({
      ...headersOfAll,
      'WWW-Authenticate': 'WwwAuthenticate',
      'Retry-After': 'RetryAfter',
      RateLimit: 'RateLimit',
      'RateLimit-Policy': 'RateLimitPolicy',
    }),
    content: {
      'application/json': {
        schema: errorReference,
        examples: Object.fromEntries(
          Object.entries(otherRefusals).map(([status, { code }]) => [
            status,
            { value: exampleOfRefusal(code) },
          ]),
        ),
      },
    },
  },
}

/** What the descriptions of all operations share. */
export interface Shared {
  schemas: SharedSchemas
  operations: readonly Operation[]
  examples: Examples
}

export function bodyOf(operation: Operation, { schemas, examples }: Shared): Json {
  if (operation.upload) {
    return {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          operation.upload.contentTypes.map((type) => [
            type,
            type === 'application/json'
              ? { schema: { type: 'object' }, example: {} }
              : { schema: { type: 'string' } },
          ]),
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
        'application/json': {
          schema: schemas.render(closed(operation.body)),
          example: examples.body(operation),
        },
      },
    },
  }
}

export function answersOf(operation: Operation, shared: Shared): Record<string, Json> {
  const status =
    operation.response || operation.answers
      ? String(operation.status ?? (operation.creates ? 201 : 200))
      : '204'
  const headers = successHeaders(operation, shared.operations)
  return {
    [status]: {
      ...success(operation, shared),
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
    },
    ...Object.fromEntries(
      statusesOf(operation).map((code) => [code, { $ref: `#/components/responses/E${code}` }]),
    ),
    default: { $ref: '#/components/responses/Refusal' },
  }
}

/** The statuses that not every operation answers. */
function statusesOf(operation: Operation): number[] {
  return [
    ...(isTagged(operation) ? [304] : []),
    400,
    ...(operation.on || operation.path.includes(':') ? [404] : []),
    ...(operation.writes && operation.on ? [412] : []),
  ]
}

/** What is neither JSON nor text has only bytes, which generators take for a binary file. */
function fileSchema(type: string): Json {
  if (type === 'application/json') return { type: 'object' }
  return /^text\/|json$|xml$/.test(type) ? { type: 'string' } : { type: 'string', format: 'binary' }
}

function success(operation: Operation, shared: Shared): Json {
  if (operation.answers === 'file')
    return {
      description: 'The file',
      content: Object.fromEntries(operation.fileTypes.map((type) => [type, { schema: fileSchema(type) }])),
    }
  if (operation.answers === 'events')
    return {
      description: 'A stream of server-sent events',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }
  if (!operation.response) return { description: 'Done' }
  return {
    description: 'Done',
    content: {
      'application/json': operation.bare ? bareJson(operation, shared) : envelope(operation, shared),
      ...(operation.streams ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
    },
  }
}

const bareJson = (operation: Operation, { schemas, examples }: Shared): Json => ({
  schema: schemas.render(answerSchema(operation)),
  example: examples.data(operation),
})

/**
 * What a schema under `components` describes has its example there. A list as a file, which the parameter `format` asks
 * for, is no content of its own: generated clients would no longer know what a list holds.
 */
function envelope(operation: Operation, { schemas, examples }: Shared): Json {
  const data = schemas.render(answerSchema(operation)) as DataSchema
  const schema = {
    type: 'object',
    required: ['success', 'data'],
    properties: { success: { const: true }, data },
  }
  if (schemas.illustrate(data, examples.data(operation))) return { schema }
  const [frame, page] = data.allOf ?? []
  const item = frame?.$ref?.endsWith('/Page') ? page?.properties?.items?.items : undefined
  if (item && schemas.illustrate(item, examples.item(operation))) return { schema }
  return { schema, example: { success: true, data: examples.data(operation) } }
}
