import type { Operation } from '../kernel/operation.ts'
import type { TSchema } from '../kernel/schema.ts'
import type { Render } from './openapi-answer.ts'
import { isTagged } from './openapi-headers.ts'
import { wordsForParameter } from './openapi-words.ts'
import { querySchema } from './route.ts'

export type Json = Record<string, unknown>

/** The parameters of all operations, those of many written once. */
export interface SharedParameters {
  all: Map<string, Json>
  of(operation: Operation): Json[]
}

/** Of the parameters with the same name, the one that most operations have stands under `components`. */
export function sharedParameters(operations: readonly Operation[], render: Render): SharedParameters {
  const own = new Map(operations.map((operation) => [operation, parametersOf(operation, render)]))
  const uses = new Map<string, Use>()
  for (const { component, parameter } of [...own.values()].flat()) {
    const text = JSON.stringify(parameter)
    const use = uses.get(text) ?? { component, parameter, text, count: 0 }
    uses.set(text, use)
    use.count += 1
  }
  const shared = new Map<string, Use>()
  for (const use of uses.values())
    if (use.count > Math.max(1, shared.get(use.component)?.count ?? 0)) shared.set(use.component, use)
  return {
    all: new Map([...shared].map(([name, { parameter }]) => [name, parameter])),
    of: (operation) =>
      (own.get(operation) ?? []).map(({ component, parameter }) =>
        shared.get(component)?.text === JSON.stringify(parameter)
          ? { $ref: `#/components/parameters/${component}` }
          : parameter,
      ),
  }
}

interface Named {
  /** Its name under `components`. */
  component: string
  parameter: Parameter
}
interface Use extends Named {
  text: string
  count: number
}

export const toPascal = (name: string) =>
  name.replace(/(?:^|[_-])(\w)/g, (_all, letter: string) => letter.toUpperCase())

function parametersOf(operation: Operation, render: Render): Named[] {
  const { on, params } = operation
  return [
    ...propertiesAs('path', operation, params, render),
    ...propertiesAs('query', operation, querySchema(operation), render),
    ...headersOf(operation),
  ].map((parameter) => ({
    component: parameter.name === 'id' ? nameOfPathId(on, parameter) : toPascal(parameter.name),
    parameter,
  }))
}

const nameOfPathId = (on: Operation['on'], { schema }: Parameter): string =>
  on ? `${toPascal(on.name)}Id` : (schema.$ref?.split('/').at(-1) ?? 'Id')

type Parameter = Json & { name: string; schema: { $ref?: string } & Json }

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
  const { writes, on, upload } = operation
  return [
    ...(writes && !upload ? [idempotencyKey] : []),
    ...(writes && on ? [ifMatch] : []),
    ...(isTagged(operation) ? [ifNoneMatch] : []),
  ]
}
