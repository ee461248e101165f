import { prefixesOfPattern } from '../kernel/id.ts'
import type { ModuleFixtures } from './fixtures.ts'
import type { TestWorkspace } from './workspace.ts'

export interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  anyOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  examples?: unknown[]
  pattern?: string
  format?: string
  minimum?: number
  minLength?: number
  maxLength?: number
}

export const idPrefix = (schema: JsonSchema): string | undefined => prefixesOfPattern(schema.pattern)[0]

/** A record is attacked best inside a project, whatever its module. */
const alwaysSent = ['projectId']

/**
 * Makes values that fit a schema: what the module lends for a field of that name, an id of a record, what
 * the schema itself shows, or what its type allows.
 */
export class Sampler {
  readonly #space: TestWorkspace
  readonly #examples: Record<string, () => unknown>
  readonly #optional: readonly string[]
  readonly #record: (prefix: string) => Promise<string>

  constructor(
    space: TestWorkspace,
    fixtures: ModuleFixtures | undefined,
    record: (prefix: string) => Promise<string>,
  ) {
    this.#space = space
    this.#examples = fixtures?.examples?.(space) ?? {}
    this.#optional = [...alwaysSent, ...(fixtures?.alsoSent ?? [])]
    this.#record = record
  }

  async value(schema: JsonSchema, name: string): Promise<unknown> {
    const example = await this.#examples[name]?.()
    if (example !== undefined) return example
    const prefix = idPrefix(schema)
    if (prefix) return this.#record(prefix)
    if (schema.const !== undefined) return schema.const
    if (schema.enum) return schema.enum[0]
    if (schema.anyOf) return this.value(schema.anyOf[0] ?? {}, name)
    if (schema.examples?.length) return schema.examples[0]
    switch ([schema.type].flat().find((type) => type !== 'null')) {
      case 'object':
        return this.object(schema)
      case 'array':
        return [await this.value(schema.items ?? {}, name)]
      case 'boolean':
        return true
      case 'integer':
      case 'number':
        return Math.max(schema.minimum ?? 1, 1)
      default:
        return this.#text(schema, name)
    }
  }

  /** What is required, and what the domain wants all the same. */
  async object(schema: JsonSchema): Promise<Record<string, unknown>> {
    const object: Record<string, unknown> = {}
    for (const name of schema.required ?? [])
      object[name] = await this.value(schema.properties?.[name] ?? {}, name)
    for (const name of this.#optional) {
      const property = schema.properties?.[name]
      if (property && !(name in object)) object[name] = await this.value(property, name)
    }
    return object
  }

  /** The value with another one put into it, at a path; what is missing on the way there is made up. */
  async put(
    value: unknown,
    schema: JsonSchema,
    [step, ...rest]: readonly string[],
    wanted: unknown,
    name = '',
  ): Promise<unknown> {
    if (step === undefined) return wanted ?? this.value(schema, name)
    const forms = schema.anyOf ?? [schema]
    if (step === '*') {
      const items = forms.find((form) => form.items)?.items ?? {}
      return [await this.put(await this.value(items, ''), items, rest, wanted, name)]
    }
    const form = forms.find(({ properties }) => properties?.[step]) ?? schema
    const object = (value ?? (await this.object(form))) as Record<string, unknown>
    return {
      ...object,
      [step]: await this.put(object[step], form.properties?.[step] ?? {}, rest, wanted, step),
    }
  }

  #text(schema: JsonSchema, name: string): string {
    const number = this.#space.next()
    if (schema.format === 'date-time') return '2026-03-01T12:00:00Z'
    if (schema.format === 'date') return '2026-03-01'
    if (schema.format === 'email') return `somebody-${number}@example.com`
    if (schema.format === 'uuid') return this.#space.uuid
    return `${name} ${number}`
      .padEnd(schema.minLength ?? 0, 'x')
      .slice(-(schema.maxLength ?? 200))
      .trim()
  }
}
