import { bodies } from './bodies.ts'
import type { ErrorDetail } from './error.ts'

/** The part of JSON Schema that is checked here. */
export type BodySchema = {
  type?: string | string[]
  required?: string[]
  properties?: Record<string, BodySchema>
  items?: BodySchema
  enum?: unknown[]
  /** The labels of values that are none themselves. */
  labels?: Record<string, string>
  format?: string
  pattern?: string
  examples?: unknown[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  multipleOf?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  /** The name of a value that matches the pattern. */
  'x-hint'?: string
}

/** The API names as many faults at most. */
const mostDetails = 20

/**
 * The faults that the API would find in a body, in the API's words. It finds none in a body that the API accepts.
 * Rules that it does not know are left to the API.
 */
export function checkBody(method: string, path: string, body: unknown): ErrorDetail[] {
  const schema = bodies[`${method} ${path}`]
  return schema ? check(schema, body, '').slice(0, mostDetails) : []
}

function check(schema: BodySchema, value: unknown, field: string): ErrorDetail[] {
  const at = (name: string | number) => (field === '' ? String(name) : `${field}.${name}`)
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length > 0 && !types.some((type) => isOfType(type, value)))
    return [detail(field, `must be ${types.map((type) => typeWords[type] ?? type).join(' or ')}`)]
  // Like the API: of a list that is too long, nothing else is checked.
  if (Array.isArray(value) && value.length > (schema.maxItems ?? Infinity))
    return [
      detail(field, `must have at most ${schema.maxItems} ${schema.maxItems === 1 ? 'entry' : 'entries'}`),
    ]
  const faults = faultsOf(schema, value).map((message) => detail(field, message))
  if (Array.isArray(value))
    return [...faults, ...value.flatMap((item, index) => check(schema.items ?? {}, item, at(index)))]
  if (!isObject(value)) return faults
  const missing = (schema.required ?? []).filter((name) => value[name] === undefined)
  return [
    ...faults,
    ...missing.map((name) => detail(at(name), 'is required')),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      value[name] === undefined ? [] : check(property, value[name], at(name)),
    ),
  ]
}

const detail = (field: string, message: string): ErrorDetail => ({ field: field || 'body', message })
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const typeWords: Record<string, string> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return Number.isFinite(value)
  return typeof value === type
}

function faultsOf(schema: BodySchema, value: unknown): string[] {
  const faults =
    typeof value === 'string'
      ? textFaults(schema, value)
      : typeof value === 'number'
        ? numberFaults(schema, value)
        : Array.isArray(value)
          ? listFaults(schema, value)
          : []
  if (schema.enum && !schema.enum.includes(value))
    faults.push(`must be one of ${schema.enum.filter((item) => item !== null).join(', ')}`)
  return faults
}

/** A pattern that only requires a visible character. */
const notBlank = '\\S'

function textFaults(
  { minLength = 0, maxLength = Infinity, pattern, format, ...schema }: BodySchema,
  text: string,
) {
  const { length } = [...text]
  const faults: string[] = []
  if (length < minLength)
    faults.push(minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`)
  if (length > maxLength) faults.push(`must have at most ${maxLength} characters`)
  if (format && formats[format]?.fits(text) === false) faults.push(`must be ${formats[format].words}`)
  if (pattern && !new RegExp(pattern, 'u').test(text)) {
    if (pattern !== notBlank) faults.push(patternFault(pattern, schema))
    // An empty text is not also reported as blank.
    else if (faults.length === 0) faults.push('must not be blank')
  }
  return faults
}

function patternFault(pattern: string, { 'x-hint': hint, examples }: BodySchema): string {
  if (hint) return `must be ${hint}`
  return examples?.[0] ? `must look like ${examples[0]}` : `must match ${pattern}`
}

function numberFaults(
  { minimum, maximum, exclusiveMinimum, multipleOf }: BodySchema,
  value: number,
): string[] {
  const faults: string[] = []
  if (minimum !== undefined && value < minimum) faults.push(`must be at least ${minimum}`)
  if (maximum !== undefined && value > maximum) faults.push(`must be at most ${maximum}`)
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    faults.push(`must be more than ${exclusiveMinimum}`)
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    faults.push(`must be a multiple of ${multipleOf}`)
  return faults
}

function listFaults({ minItems = 0, uniqueItems = false }: BodySchema, list: unknown[]): string[] {
  const faults: string[] = []
  if (list.length < minItems)
    faults.push(`must have at least ${minItems} ${minItems === 1 ? 'entry' : 'entries'}`)
  if (uniqueItems && new Set(list.map((item) => JSON.stringify(item))).size < list.length)
    faults.push('must not hold the same entry twice')
  return faults
}

// Each check refuses only what the API also refuses.
const formats: Record<string, { fits: (text: string) => boolean; words: string }> = {
  email: { fits: (text) => /^[^\s@]+@[^\s@]+$/.test(text), words: 'an email address' },
  date: {
    fits: (text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text),
    words: 'a date such as 2026-04-24',
  },
  'date-time': {
    fits: (text) => /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(text),
    words: 'an instant such as 2026-04-24T12:03:11Z',
  },
  uri: {
    fits: (text) => /^[a-z][a-z0-9+.-]*:/i.test(text),
    words: 'an address such as https://example.com/hook',
  },
}

function isDay(text: string): boolean {
  const day = new Date(text)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
