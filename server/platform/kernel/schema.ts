import Type, { type Static, type TObject, type TProperties, type TSchema } from 'typebox'
import { anyIdPattern, idOrTextPattern, idPattern } from './id.ts'

export type { Static, TObject, TProperties, TSchema } from 'typebox'
export { Type }

/** Some fields of a record, for another view of it. */
export function fieldsOf<P extends TProperties, Name extends keyof P & string>(
  { properties }: TObject<P>,
  ...names: Name[]
): Pick<P, Name> {
  return Object.fromEntries(names.map((name) => [name, properties[name]])) as Pick<P, Name>
}

/**
 * Null or the schema, written as a list of types so that every reader of JSON Schema takes it. It is another schema, so
 * it has no title.
 */
export function nullable<S extends TSchema>(schema: S) {
  const {
    type,
    enum: values,
    title: _,
    ...rest
  } = schema as TSchema & { type?: string; enum?: unknown[]; title?: string }
  return Type.Unsafe<Static<S> | null>({
    ...rest,
    type: [type, 'null'],
    ...(values ? { enum: [...values, null] } : {}),
  })
}

type Labels<T extends string> = { readonly [Value in T]?: string }
const labelsOf = new WeakMap<readonly string[], Labels<string>>()

/** Values with what people call those whose name does not say it; the console shows it. */
export function labeled<const T extends string>(values: readonly T[], labels: Labels<T>): readonly T[] {
  labelsOf.set(values, labels)
  return values
}

/** One of these words, and what people call each in the console. */
export function oneOf<const T extends string>(
  values: readonly T[],
  {
    labels = labelsOf.get(values) ?? {},
    ...options
  }: { description?: string; labels?: Labels<NoInfer<T>> } = {},
) {
  const named = values.map((value) => [value, (labels as Labels<string>)[value] ?? labelOf(value)])
  return Type.Unsafe<T>({ type: 'string', enum: values, 'x-labels': Object.fromEntries(named), ...options })
}

/** "near_miss" → "Near miss" */
function labelOf(value: string): string {
  const spaced = value.replaceAll(/[_-]/g, ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

export const instant = (description?: string) =>
  Type.String({ format: 'date-time', ...(description ? { description } : {}) })
export const date = (description?: string) =>
  Type.String({ format: 'date', ...(description ? { description } : {}) })
/** When something happened. It is refused in a body while it lies in the future. */
export const happenedAt = (description?: string) =>
  Type.String({ format: 'date-time', 'x-happened': true, ...(description ? { description } : {}) })
/** The day of something that has happened. */
export const happenedOn = (description?: string) =>
  Type.String({ format: 'date', 'x-happened': true, ...(description ? { description } : {}) })
const exampleId = (prefix: string) => `${prefix}_01jq8me7x2f9tb6k4z0r5w3v1n`
export const id = (prefix: string, description?: string) =>
  Type.String({
    pattern: idPattern(prefix),
    examples: [exampleId(prefix)],
    ...(description ? { description } : {}),
  })
/** The id of a record of one of these kinds. */
export const idOf = (prefixes: readonly [string, string, ...string[]], description?: string) =>
  Type.String({
    pattern: idPattern(...prefixes),
    examples: [exampleId(prefixes[0])],
    'x-hint': `an ID that begins with ${prefixes.map((prefix) => `${prefix}_`).join(' or ')}`,
    ...(description ? { description } : {}),
  })
/** The id of a record of any kind. */
export const anyId = (description?: string) =>
  Type.String({
    pattern: anyIdPattern,
    examples: [exampleId('flt')],
    ...(description ? { description } : {}),
  })
/** The id of a record, or the name that people know it by. An id of another kind is refused. */
export const idOrName = (prefix: string, description: string) =>
  Type.String({
    minLength: 2,
    maxLength: 40,
    pattern: idOrTextPattern(prefix),
    'x-hint': `an ID that begins with ${prefix}_, or the name of the record`,
    description,
  })
/** What a text that must not be empty matches: blanks alone are no name and no reason. */
export const notBlank = '\\S'
export const text = (minLength: number, maxLength: number, description?: string) =>
  Type.String({
    minLength,
    maxLength,
    ...(minLength > 0 ? { pattern: notBlank } : {}),
    ...(description ? { description } : {}),
  })
export const integer = (minimum: number, maximum: number, description?: string) =>
  Type.Integer({ minimum, maximum, ...(description ? { description } : {}) })

/** What every page of a list says beside its records. */
export const pageFrame = {
  total: Type.Integer({ description: 'How many records fit the filters, exactly.' }),
  page: Type.Integer({ description: 'Counted from 1.' }),
  per_page: Type.Integer({ description: 'The most records that a page holds.' }),
  total_pages: Type.Integer(),
  next_cursor: nullable(
    Type.String({ description: 'Send as `cursor` to get what follows; null at the end.' }),
  ),
}
const pages = new WeakSet<object>()

/** A page of a list, as every list answers. */
export function pageOf<S extends TSchema>(item: S) {
  const page = Type.Object({ items: Type.Array(item), ...pageFrame })
  pages.add(page)
  return page
}

export const isPage = (schema: object): boolean => pages.has(schema)

export interface Page<T> {
  items: T[]
  total: number
  page: number
  per_page: number
  total_pages: number
  next_cursor: string | null
}
