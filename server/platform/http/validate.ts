import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { TSchema } from '../schema.ts'
import { type Detail, invalidRequest, type Problem } from './problem.ts'

const options = {
  allErrors: true,
  strict: false,
  useDefaults: false,
  removeAdditional: false,
  verbose: true,
} as const
// Bodies are what they are; what comes as text in an address is read as the type that it should be.
const strictAjv = new Ajv({ ...options, coerceTypes: false })
const coercingAjv = new Ajv({ ...options, coerceTypes: 'array' })
for (const ajv of [strictAjv, coercingAjv]) {
  ;(addFormats as unknown as (ajv: Ajv) => void)(ajv)
  for (const format of ['date', 'date-time']) {
    const { validate } = ajv.formats[format] as { validate: (text: string) => boolean }
    ajv.addFormat(format, (text) => validate(text) && isStorable(text))
  }
}

// RFC 3339 allows a 60th second and the year 0; neither JavaScript nor PostgreSQL takes both.
function isStorable(text: string): boolean {
  const at = Date.parse(text)
  return at >= Date.parse('0001-01-01T00:00:00Z') && at <= Date.parse('9999-12-31T23:59:59.999Z')
}

export type Part = 'params' | 'query' | 'body'

/** Compiles the check of one part of a request; it gives the problems, or nothing. */
export function compileCheck(schema: TSchema, part: Part): (value: unknown) => Detail[] {
  const check: ValidateFunction = (part === 'body' ? strictAjv : coercingAjv).compile(closed(schema))
  return (value) =>
    check(value) ? [] : (check.errors ?? []).filter(isTelling).map((error) => detailOf(error))
}

export function refusalOf(details: Detail[]): Problem {
  const [first] = details
  const message =
    details.length === 1 && first
      ? `${first.field} ${first.message}`
      : `${details.length} fields need to change: ${[...new Set(details.map((detail) => detail.field))].join(', ')}`
  return invalidRequest(message, { details })
}

/** The schema with every object closed: a misspelt field is told, not dropped in silence. */
export function closed(schema: TSchema): TSchema {
  if (Array.isArray(schema)) return schema.map((one) => closed(one as TSchema)) as unknown as TSchema
  if (schema === null || typeof schema !== 'object') return schema
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    copy[key] =
      key === 'properties'
        ? Object.fromEntries(
            Object.entries(value as Record<string, TSchema>).map(([name, property]) => [
              name,
              closed(property),
            ]),
          )
        : ['items', 'anyOf', 'oneOf', 'allOf', 'not', 'additionalProperties'].includes(key)
          ? closed(value as TSchema)
          : value
  }
  if ('properties' in copy && !('additionalProperties' in copy)) copy.additionalProperties = false
  return copy as TSchema
}

// Of a union, "must match a schema in anyOf" says nothing that its parts do not say better.
function isTelling(error: ErrorObject): boolean {
  return !(error.keyword === 'if' || (error.keyword === 'const' && error.schemaPath.includes('anyOf')))
}

function detailOf(error: ErrorObject): Detail {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const params = error.params as Record<string, unknown>
  if (error.keyword === 'required') path.push(String(params.missingProperty))
  if (error.keyword === 'additionalProperties') path.push(String(params.additionalProperty))
  return { field: path.join('.') || 'body', message: sentence(error, params) }
}

function sentence(error: ErrorObject, params: Record<string, unknown>): string {
  const parent = (error.parentSchema ?? {}) as { properties?: object; examples?: unknown[] }
  switch (error.keyword) {
    case 'required':
      return 'is required'
    case 'additionalProperties':
      return `is not known here; known are ${Object.keys(parent.properties ?? {}).join(', ') || 'no fields at all'}`
    case 'type':
      return `must be ${[params.type].flat().map(typeWord).join(' or ')}`
    case 'enum':
      return `must be one of ${(params.allowedValues as unknown[]).filter((value) => value !== null).join(', ')}`
    case 'const':
      return `must be ${JSON.stringify(params.allowedValue)}`
    case 'minLength':
      return params.limit === 1 ? 'must not be empty' : `must have at least ${params.limit} characters`
    case 'maxLength':
      return `must have at most ${params.limit} characters`
    case 'minItems':
      return `must have at least ${params.limit} ${params.limit === 1 ? 'entry' : 'entries'}`
    case 'maxItems':
      return `must have at most ${params.limit} entries`
    case 'uniqueItems':
      return 'must not hold the same entry twice'
    case 'minimum':
      return `must be at least ${params.limit}`
    case 'maximum':
      return `must be at most ${params.limit}`
    case 'exclusiveMinimum':
      return `must be more than ${params.limit}`
    case 'multipleOf':
      return `must be a multiple of ${params.multipleOf}`
    case 'format':
      return `must be ${formatWord(String(params.format))}`
    case 'pattern':
      return parent.examples?.[0] ? `must look like ${parent.examples[0]}` : `must match ${params.pattern}`
    case 'anyOf':
      return 'has none of the forms that are allowed here'
    default:
      return error.message ?? 'is not valid'
  }
}

function typeWord(type: unknown): string {
  const words: Record<string, string> = {
    string: 'a text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    null: 'null',
  }
  return words[String(type)] ?? String(type)
}

function formatWord(format: string): string {
  const words: Record<string, string> = {
    'date-time': 'an instant such as 2026-04-24T12:03:11Z',
    date: 'a date such as 2026-04-24',
    email: 'an e-mail address',
    uri: 'an address such as https://example.com/hook',
  }
  return words[format] ?? `of the format ${format}`
}
