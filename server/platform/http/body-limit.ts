import type { Operation } from '../kernel/operation.ts'

const leastBytes = 64_000
const mostBytes = 1_000_000

interface Shape {
  type?: string | string[]
  properties?: Record<string, Shape>
  items?: Shape
  maxItems?: number
  maxLength?: number
  anyOf?: Shape[]
  oneOf?: Shape[]
  enum?: unknown[]
  const?: unknown
}

/** How many bytes the body of an operation may have: what its fields say that they hold, but 64 kB at least. */
export function bodyLimitOf({ upload, body }: Pick<Operation, 'upload' | 'body'>): number {
  if (upload) return upload.maxBytes
  return Math.min(mostBytes, Math.max(leastBytes, sizeOf((body ?? {}) as Shape)))
}

// A character has up to four bytes, and up to twelve as the JSON escape of a surrogate pair. Few people write
// those, but some libraries do for everything that is not ASCII, where most characters have six.
const bytesPerCharacter = 6

/** The largest JSON text that fits the schema. What has no limit of its own has to fit the default with the rest. */
function sizeOf(schema: Shape): number {
  if (schema.const !== undefined || schema.enum) return sizeOfChoices(schema)
  const forms = schema.anyOf ?? schema.oneOf
  if (forms) return Math.max(...forms.map(sizeOf))
  if (schema.properties) {
    const fields = Object.entries(schema.properties)
    return fields.reduce((sum, [name, field]) => sum + name.length + 4 + sizeOf(field), 2)
  }
  const types = [schema.type].flat()
  if (types.includes('array')) return 2 + (schema.maxItems ?? 0) * (1 + sizeOf(schema.items ?? {}))
  return types.includes('string') ? 2 + (schema.maxLength ?? 320) * bytesPerCharacter : 30
}

function sizeOfChoices({ enum: choices = [], const: only }: Shape): number {
  return Math.max(...[...choices, only].map((choice) => JSON.stringify(choice ?? null).length))
}
