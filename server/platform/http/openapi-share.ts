import type { Json, Parameter } from './openapi-parameter.ts'

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
  properties?: { data?: DataSchema }
}
export interface Webhook {
  post: Json & {
    requestBody: { content: { 'application/json': { schema: { allOf: [Json, DataSchema] }; example: Json } } }
  }
}

export const toPascal = (name: string) =>
  name.replace(/(?:^|[_-])(\w)/g, (_all, letter: string) => letter.toUpperCase())

/** Of the parts with the same name, the one that is used most moves to `components`, if it is used more than once. */
function share(room: string, uses: readonly Use[]): Json {
  const byText = Map.groupBy(uses, ({ part }) => JSON.stringify(part))
  const most = new Map<string, Use[]>()
  for (const same of byText.values()) {
    const name = same[0]?.name ?? ''
    if (same.length > Math.max(1, most.get(name)?.length ?? 0)) most.set(name, same)
  }
  for (const [name, same] of most)
    for (const { replace } of same) replace({ $ref: `#/components/${room}/${name}` })
  return Object.fromEntries([...most].map(([name, same]) => [name, same[0]?.part]))
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

/** What several events about the same kind of record say of it. */
export function shareEventData(
  webhooks: Readonly<Record<string, Webhook>>,
  subjects: Map<string, string>,
): Json {
  return share(
    'schemas',
    Object.entries(webhooks).flatMap(([type, { post }]) => {
      const [, own] = post.requestBody.content['application/json'].schema.allOf
      const { properties } = own
      const data = properties?.data
      if (!data || data.$ref) return []
      const replace = (reference: Json) => Object.assign(properties, { data: reference })
      return [{ name: `${toPascal(subjects.get(type) ?? type)}EventData`, part: data, replace }]
    }),
  )
}

const lastOf = (reference: string | undefined): string | undefined => reference?.split('/').at(-1)
