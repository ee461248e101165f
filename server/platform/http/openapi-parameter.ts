import type { Operation } from '../kernel/operation.ts'
import type { TSchema } from '../kernel/schema.ts'
import type { Render } from './openapi-answer.ts'
import { isTagged } from './openapi-headers.ts'
import { wordsForParameter } from './openapi-words.ts'
import { querySchema } from './route.ts'

export type Json = Record<string, unknown>

export function parametersOf(operation: Operation, render: Render): Parameter[] {
  return [
    ...propertiesAs('path', operation, operation.params, render),
    ...propertiesAs('query', operation, querySchema(operation), render),
    ...headersOf(operation),
  ]
}

export type Parameter = Json & { name: string; schema: Json & { $ref?: string } }

function propertiesAs(
  place: 'path' | 'query',
  operation: Operation,
  schema: TSchema | undefined,
  render: Render,
): Parameter[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => {
    // A filter has the values of the field that it filters, whose schema says what people call them.
    const { description, 'x-labels': _labels, ...rest } = render(property) as Json
    const words = description ?? wordsForParameter(name, property, place, operation)
    return {
      name,
      in: place,
      ...(place === 'path' || required.includes(name) ? { required: true } : {}),
      ...(words ? { description: words } : {}),
      schema: rest,
      ...(name === 'dry_run' ? { example: false } : {}),
    }
  })
}

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  schema: { type: 'string', maxLength: 200 },
  description:
    'A new value for each request, and the same one to repeat it: the repetition gets the stored response with the header `Idempotency-Replayed: true`, and does nothing again.',
  example: '5f0c1a52-6f3e-4a39-9d53-1f6a0f4bb2c7',
}
const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  schema: { type: 'string' },
  description:
    'The `ETag` of the record as you read it. If it has changed since, the request is refused with 412.',
}
const ifNoneMatch: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  schema: { type: 'string' },
  description: 'The `ETag` of what you have. If it is still the same, the response is 304 without a body.',
}

function headersOf(operation: Operation): Parameter[] {
  const { writes, on, upload, headers = {} } = operation
  return [
    ...Object.entries(headers).map(([name, description]) => ({
      name,
      in: 'header',
      schema: { type: 'string' },
      description,
    })),
    ...(writes && !upload ? [idempotencyKey] : []),
    ...(writes && on ? [ifMatch] : []),
    ...(isTagged(operation) ? [ifNoneMatch] : []),
  ]
}
