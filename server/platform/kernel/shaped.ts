interface Schema {
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: unknown
}

/** The part of a value that its schema names, as a response is sent: fields that it does not name are left out. */
export function shaped(schema: Schema, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  const { anyOf, items, properties } = schema
  if (anyOf) return shaped(anyOf.find((form) => fits(form, value)) ?? {}, value)
  if (Array.isArray(value)) return items ? value.map((item) => shaped(items, item)) : value
  if (!properties || schema.additionalProperties) return value
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => name in value)
      .map(([name, property]) => [name, shaped(property, (value as Record<string, unknown>)[name])]),
  )
}

const fits = ({ items, properties }: Schema, value: object) =>
  Array.isArray(value) ? items !== undefined : properties !== undefined
