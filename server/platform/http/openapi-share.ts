import type { EventType } from '../kernel/event-type.ts'
import type { Json, Parameter } from './openapi-parameter.ts'
import type { SharedSchemas } from './openapi-schema.ts'

/** A part of the document that stands where it is used, until the one that is used most stands under `components`. */
interface Use {
  name: string
  part: Json
  /** Puts a reference in its place. */
  replace(reference: Json): void
}

export type Described = Json & {
  'x-record'?: string
  parameters: Parameter[]
}
export type DataSchema = Json & {
  $ref?: string
  properties?: { data?: DataSchema; items?: { items?: DataSchema } }
  allOf?: DataSchema[]
}
export interface Webhook {
  post: Json & {
    requestBody: {
      content: { 'application/json': { schema: { allOf: [Json, DataSchema] }; example?: Json } }
    }
  }
}

export const toPascal = (name: string) =>
  name.replace(/(?:^|[_-])(\w)/g, (_all, letter: string) => letter.toUpperCase())

/** Of the parts with the same name, the one that is used most moves to `components`, if it is used more than once. */
function share(room: string, uses: readonly Use[]): Record<string, Json> {
  const byText = Map.groupBy(uses, ({ part }) => JSON.stringify(part))
  const most = new Map<string, Use[]>()
  for (const same of byText.values()) {
    const name = same[0]?.name ?? ''
    if (same.length > Math.max(1, most.get(name)?.length ?? 0)) most.set(name, same)
  }
  for (const [name, same] of most)
    for (const { replace } of same) replace({ $ref: `#/components/${room}/${name}` })
  return Object.fromEntries([...most].map(([name, same]) => [name, same[0]?.part ?? {}]))
}

export function shareParameters(operations: readonly Described[]): Json {
  return share(
    'parameters',
    operations.flatMap(({ parameters, 'x-record': record }) =>
      parameters.map((parameter, index) => ({
        name: parameter.name === 'id' ? nameOfId(parameter, record) : toPascal(parameter.name),
        part: parameter,
        replace: (reference) => parameters.splice(index, 1, reference as Parameter),
      })),
    ),
  )
}

const nameOfId = ({ schema }: Parameter, record: string | undefined): string =>
  record ? `${toPascal(record)}Id` : (lastOf(schema.$ref) ?? 'Id')

/**
 * What several events about the same kind of record say of it, with an example. An event that refers to a schema needs
 * none of its own.
 */
export function shareEventData(
  eventTypes: readonly EventType[],
  webhooks: Readonly<Record<string, Webhook>>,
  illustrate: SharedSchemas['illustrate'],
): Json {
  const contents = eventTypes.flatMap(({ type, subject }) => {
    const content = webhooks[type]?.post.requestBody.content['application/json']
    const properties = content?.schema.allOf[1].properties
    return content && properties?.data ? [{ subject, content, properties, data: properties.data }] : []
  })
  const shared = share(
    'schemas',
    contents
      .filter(({ data }) => !data.$ref)
      .map(({ subject, properties, data }) => ({
        name: `${toPascal(subject)}EventData`,
        part: data,
        replace: (reference) => Object.assign(properties, { data: reference }),
      })),
  )
  for (const { content, properties } of contents) {
    const { data } = content.example ?? {}
    const own = shared[lastOf(properties.data?.$ref) ?? '']
    if (own) own.examples ??= [data]
    if (own || illustrate(properties.data ?? {}, data)) delete content.example
  }
  return shared
}

const lastOf = (reference: string | undefined): string | undefined => reference?.split('/').at(-1)
