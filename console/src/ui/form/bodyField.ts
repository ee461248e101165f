import type { BodySchema } from '#api/checkBody.ts'
import { type KindName, kinds } from '#api/contract.ts'
import { formatHours, parseHours } from '../hours.ts'
import { numberOf } from './number.ts'

export type FieldKind =
  | 'text'
  | 'area'
  | 'number'
  | 'hours'
  | 'date'
  | 'instant'
  | 'checkbox'
  | 'select'
  | 'list'
  | { record: KindName }
export type FieldValue = string | boolean | string[]

const longText = 1_000

const typeOf = ({ type }: BodySchema) => [type].flat().find((name) => name !== 'null')

/** How a field of a body is filled in. `isChoice` if it has options of its own. */
export function fieldKind(schema: BodySchema, isChoice: boolean): FieldKind {
  const type = typeOf(schema)
  if (type === 'boolean') return 'checkbox'
  if (type === 'array') return 'list'
  if (schema.enum || isChoice) return 'select'
  if (type === 'integer' || type === 'number') return 'number'
  if (schema.format === 'date') return 'date'
  if (schema.format === 'date-time') return 'instant'
  const record = recordKindOf(schema)
  if (record) return { record }
  return (schema.maxLength ?? 0) >= longText ? 'area' : 'text'
}

/** The kind of record whose ID the field takes, if the API lists that kind. */
function recordKindOf({ pattern }: BodySchema): KindName | null {
  const prefix = /^\^([a-z]+)_\[0-7\]/.exec(pattern ?? '')?.[1]
  const named = Object.entries(kinds).find(([, kind]) => kind.prefix === prefix && kind.list)
  return named ? (named[0] as KindName) : null
}

/** The value of a record as the form shows it. */
export function shownValue(value: unknown, kind: FieldKind): FieldValue {
  if (kind === 'checkbox') return value === true
  if (kind === 'list') return Array.isArray(value) ? value.map(String) : []
  if (value === null || value === undefined) return ''
  if (kind === 'hours') return formatHours(Number(value))
  // As a field for a date and a time takes it.
  return kind === 'instant' ? String(value).slice(0, 16) : String(value)
}

/** What was filled in, as the API takes it. Null if it was left empty. */
export function sentValue(value: FieldValue, kind: FieldKind, schema: BodySchema): unknown {
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (text === '') return null
  if (kind === 'hours') return parseHours(text) ?? text
  if (kind === 'number' || ['integer', 'number'].includes(typeOf(schema) ?? '')) return numberOf(text)
  return kind === 'instant' ? `${text}:00Z` : text
}
