import type { Operation } from '../kernel/operation.ts'
import type { TSchema } from '../kernel/schema.ts'
import type { Render } from './openapi-answer.ts'
import { querySchema } from './route.ts'

export type Json = Record<string, unknown>

/** Parameters of many operations, each written once. */
export interface SharedParameters {
  all: Map<string, Json>
  /** A reference to the parameter of this name, or the parameter itself if another one has that name. */
  share(name: string, parameter: Json): Json
}

export function sharedParameters(): SharedParameters {
  const all = new Map<string, Json>()
  return {
    all,
    share(name, parameter) {
      const first = all.get(name) ?? parameter
      all.set(name, first)
      return JSON.stringify(first) === JSON.stringify(parameter)
        ? { $ref: `#/components/parameters/${name}` }
        : parameter
    },
  }
}

/** The parameters of every list or of every write. */
const inManyQueries = ['dry_run', 'page', 'page_size', 'cursor', 'search']

export const toPascal = (name: string) =>
  name.replace(/(?:^|[_-])(\w)/g, (_all, letter: string) => letter.toUpperCase())

export function parametersOf(operation: Operation, render: Render, shared: SharedParameters): Json[] {
  const { on } = operation
  return [
    ...propertiesAs('path', operation.params, render).map((parameter) =>
      on && parameter.name === 'id' ? shared.share(`${toPascal(on.name)}Id`, parameter) : parameter,
    ),
    ...propertiesAs('query', querySchema(operation), render).map((parameter) =>
      inManyQueries.includes(parameter.name) ? shared.share(toPascal(parameter.name), parameter) : parameter,
    ),
    ...headersOf(operation).map((parameter) => shared.share(toPascal(parameter.name), parameter)),
  ]
}

type Parameter = Json & { name: string }

function propertiesAs(place: 'path' | 'query', schema: TSchema | undefined, render: Render): Parameter[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => {
    // A filter has the values of the field that it filters, whose schema says what people call them.
    const { description, 'x-labels': _labels, ...rest } = render(property) as Json
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description ? { description } : {}),
      schema: rest,
    }
  })
}

const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 200 },
  description: 'The same key and body answers the stored response.',
}
const ifMatch: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'The ETag of the form that you read.',
}

function headersOf({ writes, on }: Operation): Parameter[] {
  return [...(writes ? [idempotencyKey] : []), ...(writes && on ? [ifMatch] : [])]
}
