interface Schema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
}

const formats: Record<string, string> = {
  'date-time': '2026-11-20T14:05:00.000Z',
  date: '2026-11-20',
  email: 'ada@example.com',
  uri: 'https://example.com/hooks/apron',
  uuid: '01963d2e-8f5c-7b61-9c0a-4f1f2a7d5e10',
}

/** A value that fits the schema: the examples that it gives, and plain values elsewhere. */
export function exampleOf(schema: Schema, name = 'value'): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.examples?.length) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.enum) return schema.enum.find((value) => value !== null) ?? null
  if (schema.anyOf) return exampleOf(schema.anyOf.find(isNotNull) ?? { type: 'null' }, name)
  switch ([schema.type ?? []].flat().find((type) => type !== 'null')) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([field, property]) => [
          field,
          exampleOf(property, field),
        ]),
      )
    case 'array':
      return schema.items ? [exampleOf(schema.items, name)] : []
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'string':
      return textFor(schema, name)
    default:
      return null
  }
}

const isNotNull = ({ type, const: fixed }: Schema) => type !== 'null' && fixed !== null

function textFor({ format, minLength = 0, maxLength = 200 }: Schema, name: string): string {
  const words = name.replace(
    /([a-z])([A-Z])/g,
    (_all, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  )
  return (formats[format ?? ''] ?? words).padEnd(minLength, '.').slice(0, Math.max(maxLength, 1))
}
