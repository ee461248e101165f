import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { isFuture, isFutureDay, notYet } from '../kernel/happened.ts'
import type { Detail } from '../kernel/problem.ts'
import { notBlank, type TSchema } from '../kernel/schema.ts'
import { boundsProblems, mostDetails, unknownField } from './body-bounds.ts'

const options = {
  allErrors: true,
  strict: false,
  useDefaults: false,
  removeAdditional: false,
  verbose: true,
} as const
// Bodies are not converted. Text in a path or query is converted to the type of its schema.
const strictAjv = new Ajv({ ...options, coerceTypes: false })
const coercingAjv = new Ajv({ ...options, coerceTypes: 'array' })
for (const [ajv, fits] of [
  [strictAjv, isPlausible],
  // A period that is asked for may begin whenever.
  [coercingAjv, isStorable],
] as const) {
  ;(addFormats as unknown as (ajv: Ajv) => void)(ajv)
  for (const format of ['date', 'date-time']) {
    const { validate } = ajv.formats[format] as { validate: (text: string) => boolean }
    ajv.addFormat(format, (text) => validate(text) && fits(text))
  }
}

strictAjv.addKeyword({
  keyword: 'x-happened',
  type: 'string',
  validate: (_: unknown, text: string) =>
    !(text.length === 'YYYY-MM-DD'.length ? isFutureDay : isFuture)(text, new Date()),
})

const oldestYear = 1900
const mostYearsAhead = 100

/** What is written lies within two lifetimes: 0206 and 9999 are slips, and would be kept otherwise. */
function isPlausible(text: string): boolean {
  const year = new Date(text).getUTCFullYear()
  return isStorable(text) && year >= oldestYear && year <= new Date().getUTCFullYear() + mostYearsAhead
}

// RFC 3339 allows second 60 and year 0; neither JavaScript nor PostgreSQL accepts both.
function isStorable(text: string): boolean {
  const at = Date.parse(text)
  return at >= Date.parse('0001-01-01T00:00:00Z') && at <= Date.parse('9999-12-31T23:59:59.999Z')
}

export type Part = 'params' | 'query' | 'body'

// A value of a union has one error for each of its forms, so that this many give enough details.
const mostErrors = 400

/**
 * The validator of one part of a request; it returns the problems, if any. It compiles on first use: a process uses
 * only part of the API, and a thousand validators would cost tens of megabytes and slow the start.
 */
export function compileCheck(schema: TSchema, part: Part): (value: unknown) => Detail[] {
  let check: ValidateFunction | undefined
  return (value) => {
    const bounds = part === 'body' ? boundsProblems(value, schema) : []
    if (bounds.length > 0) return bounds
    if (part === 'query') readBooleans(value, schema)
    check ??= (part === 'body' ? strictAjv : coercingAjv).compile(closed(schema))
    if (check(value)) return []
    const details = mostTelling((check.errors ?? []).slice(0, mostErrors)).map((error) =>
      detailOf(error, part),
    )
    return details
      .filter(
        ({ field, message }, index) =>
          index === details.findIndex((d) => d.field === field && d.message === message),
      )
      .slice(0, mostDetails)
  }
}

/** Programs write what they hold: Python's `True`, and 1. */
function readBooleans(value: unknown, schema: TSchema): void {
  const query = value as Record<string, unknown>
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> }
  for (const [name, property] of Object.entries(properties)) {
    const text = query[name]
    if (property.type !== 'boolean' || typeof text !== 'string') continue
    if (/^(?:true|1)$/i.test(text)) query[name] = 'true'
    if (/^(?:false|0)$/i.test(text)) query[name] = 'false'
  }
}

/** The schema with every object closed: a misspelled field is reported, not dropped silently. */
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

// For a union, "must match a schema in anyOf" says less than the errors of its parts, and the errors of the
// wrong parts contradict those of the right one. An empty text is not reported as blank as well.
function mostTelling(errors: readonly ErrorObject[]): ErrorObject[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  const dropped = new Set<ErrorObject>()
  for (const union of unions) {
    const branches = branchesOf(union, errors)
    const meant = branches.filter((branch) => !branch.some((error) => isHead(error, union)))
    for (const error of meant.length > 0
      ? branches.filter((branch) => !meant.includes(branch)).flat()
      : branches.flat())
      dropped.add(error)
    if (meant.length > 0) dropped.add(union)
    else union.params = { ...union.params, forms: branches.map((branch) => headOf(branch, union)) }
  }
  return errors.filter(
    (error) =>
      !dropped.has(error) &&
      error.keyword !== 'if' &&
      !(
        isBlank(error) && errors.some((other) => other !== error && other.instancePath === error.instancePath)
      ),
  )
}

function branchesOf(union: ErrorObject, errors: readonly ErrorObject[]): ErrorObject[][] {
  const branches = new Map<string, ErrorObject[]>()
  for (const error of errors) {
    if (!error.schemaPath.startsWith(`${union.schemaPath}/`)) continue
    const index = error.schemaPath.slice(union.schemaPath.length + 1).split('/')[0] ?? ''
    branches.set(index, [...(branches.get(index) ?? []), error])
  }
  return [...branches.values()]
}

// Errors that show that a part of the union was not meant; the clearest comes first.
const heads = ['const', 'enum', 'format', 'type']

const isHead = (error: ErrorObject, union: ErrorObject) =>
  error.instancePath === union.instancePath && heads.includes(error.keyword)

const headOf = (branch: readonly ErrorObject[], union: ErrorObject) =>
  branch
    .filter((error) => isHead(error, union))
    .sort((a, b) => heads.indexOf(a.keyword) - heads.indexOf(b.keyword))[0]

const isBlank = (error: ErrorObject) =>
  error.keyword === 'pattern' && (error.params as { pattern?: string }).pattern === notBlank

function detailOf(error: ErrorObject, part: Part): Detail {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const params = error.params as Record<string, unknown>
  if (error.keyword === 'required') path.push(String(params.missingProperty))
  if (error.keyword === 'additionalProperties') path.push(String(params.additionalProperty))
  return { field: path.join('.') || 'body', message: inQuery(error, part) ?? sentence(error, params) }
}

/** What happens to addresses only: a parameter that stands there twice, and a plus sign that stands for a space. */
function inQuery({ data, instancePath }: ErrorObject, part: Part): string | null {
  if (part !== 'query' || instancePath === '') return null
  if (Array.isArray(data)) return 'is given more than once'
  return typeof data === 'string' && /^\d{4}-\d\d-\d\d[Tt][\d:.]+ \d\d:?\d\d$/.test(data)
    ? 'has a space before its offset: a + in an address stands for a space, so write it as %2B, or use Z'
    : null
}

function sentence(error: ErrorObject, params: Record<string, unknown>): string {
  const parent = (error.parentSchema ?? {}) as {
    properties?: object
    examples?: unknown[]
    'x-hint'?: string
  }
  switch (error.keyword) {
    case 'required':
      return 'is required'
    case 'additionalProperties':
      return unknownField(Object.keys(parent.properties ?? {}))
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
      if (isSlip(error)) return `lies in the year ${String(error.data).slice(0, 4)}: check it`
      return `must be ${formatWord(String(params.format))}`
    case 'x-happened':
      return notYet
    case 'pattern':
      if (isBlank(error)) return 'must not be blank'
      if (parent['x-hint']) return `must be ${parent['x-hint']}`
      return parent.examples?.[0] ? `must look like ${parent.examples[0]}` : `must match ${params.pattern}`
    case 'anyOf':
    case 'oneOf':
      return formsOf(params.forms as (ErrorObject | undefined)[] | undefined)
    default:
      return error.message ?? 'is not valid'
  }
}

function formsOf(forms: readonly (ErrorObject | undefined)[] = []): string {
  const said = forms.flatMap((error) =>
    error ? [sentence(error, error.params as Record<string, unknown>)] : [],
  )
  const ends = [...new Set(said)].map((one) => one.replace(/^must be /, ''))
  return ends.length > 0 ? `must be ${ends.join(' or ')}` : 'has none of the forms that are allowed here'
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

function isSlip({ data, params }: ErrorObject): boolean {
  const { format } = params as { format?: string }
  if (typeof data !== 'string' || (format !== 'date' && format !== 'date-time')) return false
  return coercingAjv.validate({ type: 'string', format }, data) && !isPlausible(data)
}

function formatWord(format: string): string {
  const words: Record<string, string> = {
    'date-time': 'an instant such as 2026-04-24T12:03:11Z',
    date: 'a date such as 2026-04-24',
    email: 'an email address',
    uri: 'an address such as https://example.com/hook',
  }
  return words[format] ?? `of the format ${format}`
}
