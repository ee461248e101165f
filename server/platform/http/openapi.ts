import type { EventType } from '../kernel/event-type.ts'
import { exampleOf } from '../kernel/example.ts'
import type { Module } from '../kernel/module.ts'
import type { Operation } from '../kernel/operation.ts'
import { recordKinds } from '../kernel/record-kind.ts'
import { id, instant, Type } from '../kernel/schema.ts'
import { sessionCookie } from './cookies.ts'
import { errorSchema, type Render, refusals } from './openapi-answer.ts'
import { examplesFor } from './openapi-example.ts'
import { answerHeaders } from './openapi-headers.ts'
import { commonSecurity, describeOperation } from './openapi-operation.ts'
import type { Json } from './openapi-parameter.ts'
import { faceOf, plain, sharedSchemas } from './openapi-schema.ts'
import { type DataSchema, shareEventData, shareParameters, toPascal, type Webhook } from './openapi-share.ts'

/** What only the console is generated from: what it calls records and values of a field, and the pages of records. */
const forTheConsole = ['x-labels', 'x-resource', 'x-subjects', 'x-member-roles', 'x-record']

/** The document as it is served, and as it stands in the repository. */
export function published(document: Json): Json {
  return JSON.parse(
    JSON.stringify(document, (key, value) => (forTheConsole.includes(key) ? undefined : value)),
  )
}

/** The OpenAPI 3.1 document, made from the operations alone. */
export function openApiDocument(
  modules: readonly Module[],
  operations: readonly Operation[],
  eventTypes: readonly EventType[],
  roles: readonly string[],
  version: string,
  publicUrl: string | null = null,
): Json {
  const schemas = sharedSchemas(operations)
  const shared = { schemas, operations, examples: examplesFor(modules) }
  const paths: Record<string, Json> = {}
  const described = operations.map((operation) => {
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    const item = paths[path] ?? {}
    paths[path] = item
    const description = describeOperation(operation, tagOf(operation), shared)
    item[operation.method.toLowerCase()] = description
    return description
  })
  function tagOf({ module: name }: Operation): string {
    return modules.find((module) => module.name === name)?.title ?? name
  }
  const webhooks = Object.fromEntries(eventTypes.map((event) => [event.type, webhook(event, schemas.render)]))
  const eventData = shareEventData(eventTypes, webhooks, schemas.illustrate)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Apron',
      version,
      description:
        'Operations platform for small aircraft operators. Every answer is `{"success": true, "data": …}`, every failure `{"success": false, "error", "code", "requestId"}`. Instants are ISO 8601 UTC; meters integer hundredths of an hour; durations integer minutes.\n\nEvery answer has the header `X-Request-Id`, which finds the request in the log, and every answer to a request that counts against a limit has `RateLimit` and `RateLimit-Policy` (see the response `Refusal`).\n\n[Guides](/docs/guides) · [Webhooks](/docs/webhooks) · [Every error](/docs/errors) · [For language models](/llms.txt)',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // A downloaded document has no address of its own, so the public one comes first.
    servers: [
      ...(publicUrl ? [{ url: publicUrl.replace(/\/$/, ''), description: 'This installation' }] : []),
      { url: '/', description: 'The server that this document comes from' },
    ],
    security: commonSecurity,
    externalDocs: { description: 'Guides', url: '/docs/guides' },
    tags: modules
      .filter(({ operations }) => operations.length > 0)
      .map((module) => ({ name: module.title, description: module.summary })),
    paths,
    webhooks,
    // What a member may be, in the order in which people look for them.
    'x-member-roles': roles,
    // Kinds of records without a schema below.
    'x-subjects': recordKinds()
      .filter(({ name }) => !schemas.names().includes(toPascal(name)))
      .map(faceOf),
    components: {
      schemas: Object.fromEntries([
        ['Error', plain(errorSchema)],
        ['EventEnvelope', schemas.render(eventSchema)],
        ...Object.entries({ ...eventData, ...schemas.components() }),
      ]),
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
      parameters: shareParameters(described),
      headers: answerHeaders,
      // Responses that succeed stand where they are used: of others, some generators of clients lose the type.
      responses: refusals,
    },
  }
}

/** What the bodies of all webhooks have, beside the type and the data. */
const eventSchema = Type.Object({
  id: id('evt'),
  occurredAt: instant(),
  workspaceId: id('org'),
  sample: Type.Optional(Type.Literal(true, { description: 'Only in a sample: nothing has happened.' })),
})

function webhook(event: EventType, render: Render): Webhook {
  return {
    post: {
      operationId: `on.${event.type}`,
      summary: `Fires when ${event.when}`,
      'x-stability': event.stability,
      'x-scope': event.scope,
      // Apron sends these requests and signs them; the guide on webhooks explains how to verify them.
      security: [],
      requestBody: {
        content: {
          'application/json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/EventEnvelope' },
                render(Type.Object({ type: Type.Literal(event.type), data: event.data })) as DataSchema,
              ],
            },
            example: {
              id: exampleOf(id('evt')),
              type: event.type,
              occurredAt: '2026-11-20T14:05:00.000Z',
              workspaceId: exampleOf(id('org')),
              data: exampleOf(event.data),
            },
          },
        },
      },
      responses: {
        200: { description: 'Any 2xx says that the delivery was taken; anything else is tried again' },
      },
    },
  }
}
