import type { EventType } from '../kernel/event-type.ts'
import type { Module, Operation } from '../kernel/operation.ts'
import { type RecordKind, recordKinds } from '../kernel/record-kind.ts'
import type { Resource } from '../kernel/resource.ts'
import { type TSchema, Type } from '../kernel/schema.ts'
import { sessionCookie } from './credentials.ts'
import { answerSchema, querySchema } from './route.ts'
import { closed } from './validate.ts'

type Json = Record<string, unknown>

const errorSchema = Type.Object({
  success: Type.Literal(false),
  error: Type.String({ description: 'What went wrong and what to change, for a person.' }),
  code: Type.String({ description: 'The same for a program; docs/errors.md has an entry for each.' }),
  details: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  requestId: Type.String(),
})

const refusals: Record<string, string> = {
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

/** The OpenAPI 3.1 document, from the operations and nothing else. */
export function openApiDocument(
  modules: readonly Module[],
  operations: readonly Operation[],
  eventTypes: readonly EventType[],
  version: string,
): Json {
  const schemas = new Map<string, unknown>()
  const records = recordSchemas(operations)
  const paths: Record<string, Json> = {}
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    const item = paths[path] ?? {}
    paths[path] = item
    item[operation.method.toLowerCase()] = describe(operation, records, schemas)
  }
  const webhooks = Object.fromEntries(eventTypes.map((event) => [event.type, webhook(event)]))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Apron',
      version,
      description:
        'Operations platform for small aircraft operators. Every answer is `{"success": true, "data": …}`, every failure `{"success": false, "error", "code", "requestId"}`. Instants are ISO 8601 UTC; meters integer hundredths of an hour; durations integer minutes.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This installation' }],
    tags: modules
      .filter(({ operations }) => operations.length > 0)
      .map((module) => ({ name: module.title, description: `The module \`${module.name}\`.` })),
    paths,
    webhooks,
    'x-subjects': recordKinds()
      .filter((kind) => !('schema' in kind))
      .map(faceOf),
    components: {
      schemas: { Error: plain(errorSchema), ...Object.fromEntries(schemas) },
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key as `Authorization: Bearer ap_live_…`.',
        },
        apiKeyHeader: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookie,
          description: 'The session of the console; the same token is taken as a Bearer token.',
        },
      },
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, description]) => [
          `E${status}`,
          {
            description,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
          },
        ]),
      ),
    },
  }

  function describe(operation: Operation, known: Map<object, Resource>, found: Map<string, unknown>): Json {
    const render = (schema: TSchema) => rendered(schema, known, found)
    const status = operation.response ? String(operation.status ?? (operation.creates ? 201 : 200)) : '204'
    const title = modules.find((module) => module.name === operation.module)?.title ?? operation.module
    return {
      operationId: operation.id,
      summary: operation.summary,
      tags: [title],
      description: [operation.description, rightsOf(operation), proofOf(operation)]
        .filter(Boolean)
        .join('\n\n'),
      security: securityOf(operation),
      ...(operation.scope ? { 'x-scope': operation.scope } : {}),
      'x-roles': operation.roles ?? 'public',
      'x-stability': operation.stability,
      ...(operation.stepUp ? { 'x-step-up': true } : {}),
      ...(operation.emits ? { 'x-emits': operation.emits.type } : {}),
      parameters: [
        ...parametersOf(operation.params, 'path', render),
        ...parametersOf(querySchema(operation), 'query', render),
        ...headersOf(operation),
      ],
      ...bodyOf(operation, render),
      responses: {
        [status]: success(operation, render),
        ...Object.fromEntries(
          statusesOf(operation).map((code) => [code, { $ref: `#/components/responses/E${code}` }]),
        ),
      },
    }
  }
}

function proofOf(operation: Operation): string | null {
  return operation.stepUp
    ? 'Wants a proof of who you are that is at most 30 minutes old: `POST /api/user/reauthenticate`.'
    : null
}

function rightsOf(operation: Operation): string {
  if (operation.access === 'public') return 'No credentials are needed.'
  const named = {
    members: 'every member',
    staff: 'every member but customers',
    installation_owner: 'the owner of the installation',
  }
  const roles =
    typeof operation.roles === 'string'
      ? named[operation.roles]
      : operation.roles?.join(', ') || 'account_owner, admin'
  const scope = operation.access === 'session' ? 'Browser session only.' : `Scope: \`${operation.scope}\`.`
  return `${scope} Roles: ${roles}.`
}

function securityOf(operation: Operation): Json[] {
  if (operation.access === 'public') return []
  return operation.access === 'session'
    ? [{ session: [] }]
    : [{ apiKey: [] }, { apiKeyHeader: [] }, { session: [] }]
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

function parametersOf(
  schema: TSchema | undefined,
  place: 'path' | 'query',
  render: (schema: TSchema) => unknown,
): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = render(property) as Json
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description ? { description } : {}),
      schema: rest,
    }
  })
}

function headersOf(operation: Operation): Json[] {
  if (!operation.writes) return []
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', maxLength: 200 },
      description: 'The same key and body answers the stored response.',
    },
    ...(operation.on
      ? [
          {
            name: 'If-Match',
            in: 'header',
            required: false,
            schema: { type: 'string' },
            description: 'The ETag of the form that you read.',
          },
        ]
      : []),
  ]
}

function bodyOf(operation: Operation, render: (schema: TSchema) => unknown): Json {
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

function success(operation: Operation, render: (schema: TSchema) => unknown): Json {
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
    content: {
      'application/json': { schema },
      ...(operation.streams ? { 'text/event-stream': { schema: { type: 'string' } } } : {}),
    },
  }
}

function webhook(event: EventType): Json {
  return {
    post: {
      operationId: `on.${event.type}`,
      summary: `Fires when ${event.when}`,
      'x-stability': event.stability,
      // We call you, and sign what we send: the guide on webhooks says how to check it.
      security: [],
      requestBody: {
        content: {
          'application/json': {
            schema: plain(
              Type.Object({
                id: Type.String(),
                type: Type.Literal(event.type),
                occurredAt: Type.String({ format: 'date-time' }),
                workspaceId: Type.String(),
                data: Type.Object({}, { additionalProperties: true }),
              }),
            ),
          },
        },
      },
      responses: {
        200: { description: 'Any 2xx says that the delivery was taken' },
        400: { description: 'Anything else is tried again' },
      },
    },
  }
}

/** Schemas of records stand once, under the name of the record. */
function recordSchemas(operations: readonly Operation[]): Map<object, Resource> {
  const records = operations.flatMap(({ on, creates, list }) => [on, creates, list?.of])
  return new Map(records.flatMap((record) => (record ? [[record.schema, record]] : [])))
}

export const schemaName = ({ name }: RecordKind): string =>
  name.replace(/(^|_)(\w)/g, (_all, _bar, letter: string) => letter.toUpperCase())

/** What programs that show records have to know of a kind: how people call it, and which console page opens it. */
function faceOf({ name, prefix, title, page, ...kind }: RecordKind & { label?: string | null }): Json {
  return { name, prefix, title, page, ...(kind.label ? { label: kind.label } : {}) }
}

function rendered(schema: unknown, records: Map<object, Resource>, found: Map<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((one) => rendered(one, records, found))
  if (schema === null || typeof schema !== 'object') return schema
  const record = records.get(schema)
  const copy = () =>
    Object.fromEntries(
      Object.entries(schema)
        .filter(([key]) => !key.startsWith('~'))
        .map(([key, value]) => [key, rendered(value, records, found)]),
    )
  if (record === undefined) return copy()
  const name = schemaName(record)
  if (!found.has(name)) {
    found.set(name, null)
    found.set(name, { ...copy(), 'x-resource': faceOf(record) })
  }
  return { $ref: `#/components/schemas/${name}` }
}

function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema))
}
