import { prefixesOfPattern } from './id.ts'

export interface ExampleSchema {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  anyOf?: ExampleSchema[]
  items?: ExampleSchema
  properties?: Record<string, ExampleSchema>
  required?: string[]
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  multipleOf?: number
  minItems?: number
  minProperties?: number
}

/** What fields of these names hold in any product. */
const common: Record<string, unknown> = {
  name: 'Front range patrol',
  title: 'Front range patrol',
  displayName: 'Ada Martin',
  display_name: 'Ada Martin',
  email: 'ada@example.com',
  phone: '+1 970 555 0101',
  timezone: 'America/Denver',
  locale: 'en-US',
  notes: 'Call before arrival.',
  note: 'Call before arrival.',
  description: 'Weekly patrol along the front range.',
  reason: 'Entered twice.',
  url: 'https://example.com/hooks/apron',
  password: 'three quiet herons',
  version: 3,
  address: '192.0.2.10',
  cidr: '192.0.2.0/24',
  page: 1,
  per_page: 20,
  total: 1,
  total_pages: 1,
  next_cursor: null,
  sequence: 412,
  currency: 'USD',
  slug: 'front-range-patrol',
}

const formats: Record<string, string> = {
  'date-time': '2026-11-20T14:05:00Z',
  date: '2026-11-20',
  email: 'ada@example.com',
  uri: 'https://example.com/hooks/apron',
  uuid: '01963d2e-8f5c-7b61-9c0a-4f1f2a7d5e10',
}

/** Makes examples from schemas, and from the values of fields by name. */
export class ExampleWriter {
  readonly #values: Record<string, unknown>

  constructor(values: Record<string, unknown> = {}) {
    this.#values = { ...common, ...values }
  }

  value(schema: ExampleSchema, name: string): unknown {
    if (schema.const !== undefined) return schema.const
    const shown = [this.#values[name], schema.examples?.[0], schema.default].find(
      (value) => value !== undefined && fits(value, schema),
    )
    if (shown !== undefined) return shown
    if (schema.enum) return schema.enum.find((value) => value !== null) ?? null
    if (schema.anyOf) return this.value(meantOf(schema.anyOf), name)
    switch (typesOf(schema).find((type) => type !== 'null')) {
      case 'object':
        return this.#object(schema)
      case 'array':
        return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () =>
          this.value(schema.items ?? {}, singular(name)),
        )
      case 'boolean':
        return true
      case 'integer':
      case 'number':
        return numberFor(schema)
      case 'string':
        return textFor(schema, name)
      default:
        return null
    }
  }

  #object({ properties = {} }: ExampleSchema): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, this.value(property, name)]),
    )
  }

  /** What is required, and the optional fields that need no record beside them: a reader has no ids of ours. */
  body(schema: ExampleSchema): unknown {
    if (schema.anyOf) return this.body(meantOf(schema.anyOf))
    const { properties = {}, required = [], minProperties = 0 } = schema
    const optional = Object.keys(properties).filter((name) => !required.includes(name))
    const plain = optional.filter((name) => !isId(properties[name]) && this.#values[name] !== undefined)
    const most = required.length > 0 ? 6 : 2
    const named = [...required, ...plain.slice(0, Math.max(0, most - required.length))]
    const least = Math.max(1, minProperties)
    const names = named.length >= least ? named : [...named, ...optional].slice(0, least)
    return Object.fromEntries(
      Object.keys(properties)
        .filter((name) => names.includes(name))
        .map((name) => [name, this.#field(properties[name] ?? {}, name)]),
    )
  }

  #field(schema: ExampleSchema, name: string): unknown {
    return typesOf(schema).includes('object') && schema.properties
      ? this.body(schema)
      : this.value(schema, name)
  }
}

const plainWriter = new ExampleWriter()

/** A value that fits the schema: the examples that it gives, and plain values elsewhere. */
export const exampleOf = (schema: ExampleSchema): unknown => plainWriter.value(schema, '')

const typesOf = ({ type }: ExampleSchema): string[] => [type ?? []].flat()
const isId = (schema: ExampleSchema | undefined): boolean => prefixesOfPattern(schema?.pattern).length > 0
const meantOf = (forms: ExampleSchema[]): ExampleSchema =>
  forms.find(({ type, const: fixed }) => type !== 'null' && fixed !== null) ?? {}
const singular = (name: string): string => name.replace(/ies$/, 'y').replace(/s$/, '')

function numberFor({ minimum, maximum, exclusiveMinimum, multipleOf = 1 }: ExampleSchema): number {
  const least = minimum ?? (exclusiveMinimum === undefined ? 1 : exclusiveMinimum + multipleOf)
  return Math.min(Math.max(least, least === 0 ? multipleOf : least), maximum ?? Number.MAX_SAFE_INTEGER)
}

function textFor({ format, minLength = 0, maxLength = 200 }: ExampleSchema, name: string): string {
  const text = formats[format ?? ''] ?? (name === '' ? 'text' : spaced(name))
  return text.padEnd(minLength, '.').slice(0, Math.max(maxLength, 1))
}

const spaced = (name: string): string =>
  name
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`)

/** Whether a value fits a schema, as far as an example has to: Redocly checks the document in a test. */
function fits(value: unknown, schema: ExampleSchema): boolean {
  if (schema.anyOf) return schema.anyOf.some((form) => fits(value, form))
  if (schema.enum) return schema.enum.includes(value)
  if (schema.const !== undefined) return schema.const === value
  const types = typesOf(schema)
  if (
    types.length > 0 &&
    !types.includes(typeOf(value)) &&
    !(types.includes('number') && typeof value === 'number')
  )
    return false
  if (typeof value === 'string') return fitsText(value, schema)
  if (typeof value === 'number')
    return value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)
  if (Array.isArray(value))
    return value.length >= (schema.minItems ?? 0) && value.every((item) => fits(item, schema.items ?? {}))
  if (value !== null && typeof value === 'object' && schema.properties)
    return (
      (schema.required ?? []).every((name) => name in value) &&
      Object.entries(value).every(([name, part]) => fits(part, schema.properties?.[name] ?? { enum: [] }))
    )
  return true
}

function fitsText(
  value: string,
  { pattern, format, minLength = 0, maxLength = Infinity }: ExampleSchema,
): boolean {
  if (value.length < minLength || value.length > maxLength) return false
  if (format === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) return false
  if (format === 'date-time' && !/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return false
  if (format === 'uuid' || format === 'uri' || format === 'email')
    return (
      value === formats[format] ||
      (format === 'uri' && URL.canParse(value)) ||
      (format === 'email' && value.includes('@'))
    )
  return pattern === undefined || new RegExp(pattern, 'u').test(value)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
