import { partPrefixes, prefixesOfPattern } from '../kernel/id.ts'
import type { Operation } from '../kernel/operation.ts'
import { type RecordKind, recordKinds } from '../kernel/record-kind.ts'
import { isResource, type Resource } from '../kernel/resource.ts'
import { isPage, pageFrame, type TSchema, Type } from '../kernel/schema.ts'
import { movesByKind } from './openapi-move.ts'
import type { Json } from './openapi-parameter.ts'
import { toPascal } from './openapi-share.ts'
import { wordsForField } from './openapi-words.ts'

/** Schemas that stand once under `components`, and how any schema is written with references to them. */
export interface SharedSchemas {
  render(schema: TSchema): unknown
  /** Gives the schema that this refers to an example, if it has none. False: it is no reference. */
  illustrate(reference: { $ref?: string }, example: unknown): boolean
  /** Once everything is rendered. */
  names(): string[]
  components(): Record<string, Json>
}

/**
 * Records stand once, under the name of their kind, and so do the frame of a page and whatever else has a
 * title, because several answers hold it.
 */
export function sharedSchemas(operations: readonly Operation[]): SharedSchemas {
  const records = new Map(
    recordKinds().flatMap((kind) => (isResource(kind) ? [[kind.schema as ObjectSchema, kind] as const] : [])),
  )
  const names = new Map([...records].map(([schema, { name }]) => [schema, toPascal(name)]))
  const all = new Map<string, Json>([['Page', plain(Type.Object(pageFrame))]])
  const moves = movesByKind(operations)
  const examples = new Map<string, unknown>()
  return {
    names: () => [...all.keys()],
    render: (schema) => write(schema),
    illustrate({ $ref }, example) {
      if ($ref === undefined) return false
      const name = $ref.slice($ref.lastIndexOf('/') + 1)
      if (!examples.has(name)) examples.set(name, example)
      return true
    },
    components: () =>
      Object.fromEntries(
        [...all].map(([name, schema]) => [
          name,
          examples.has(name) ? { ...schema, examples: [examples.get(name)] } : schema,
        ]),
      ),
  }

  function write(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map((part) => write(part))
    if (schema === null || typeof schema !== 'object') return schema
    const name = names.get(schema) ?? titleOf(schema)
    return name === undefined ? (idReference(schema) ?? inline(schema)) : reference(name, schema)
  }

  /** The ID of a kind of record by reference; null for any other schema. */
  function idReference({ type, pattern, examples, description, ...rest }: IdSchema): Json | null {
    const [prefix, ...others] = prefixesOfPattern(pattern)
    const name = prefix && others.length === 0 ? nameOfId(prefix, operations) : null
    if (!name || Object.keys(rest).some((key) => !key.startsWith('~'))) return null
    all.set(name, { type: 'string', pattern, examples })
    const $ref = `#/components/schemas/${name}`
    return {
      ...(Array.isArray(type) ? { anyOf: [{ $ref }, { type: 'null' }] } : { $ref }),
      ...(description ? { description } : {}),
    }
  }

  function movesOf({ name }: Resource): Json {
    return moves.has(name) ? { 'x-moves': moves.get(name) } : {}
  }

  function inline(schema: ObjectSchema): Json {
    const record = recordIn(schema)
    if (record) return extended(record, schema)
    const parts = Object.entries(schema).filter(([key]) => !key.startsWith('~'))
    const written = Object.fromEntries(
      parts.map(([key, part]) => [key, key === 'properties' ? properties(part) : write(part)]),
    )
    return isPage(schema) ? withFrame(written) : withoutNullInEnum(written)
  }

  /** The record whose fields are all in this schema too, beside others. A record is described in whole. */
  function recordIn(schema: ObjectSchema): ObjectSchema | undefined {
    const { properties } = schema
    if (!properties || records.has(schema)) return undefined
    return [...records.keys()]
      .filter((record) => {
        const fields = Object.entries(record.properties ?? {})
        return (
          fields.length > 1 &&
          fields.length < Object.keys(properties).length &&
          fields.every(([name, field]) => properties[name] === field)
        )
      })
      .toSorted((a, b) => Object.keys(b.properties ?? {}).length - Object.keys(a.properties ?? {}).length)[0]
  }

  /** A record and what this schema adds to it. */
  function extended(record: ObjectSchema, { properties = {}, required = [], ...rest }: ObjectSchema): Json {
    const isOwn = (name: string) => !(name in (record.properties ?? {}))
    const own = Object.fromEntries(Object.entries(properties).filter(([name]) => isOwn(name)))
    return {
      allOf: [write(record), inline({ type: 'object', required: required.filter(isOwn), properties: own })],
      ...(rest.description ? { description: rest.description } : {}),
    }
  }

  /** The fields of an object, those without words of their own described by their name. */
  function properties(fields: Record<string, object>): Json {
    return Object.fromEntries(
      Object.entries(fields).map(([name, field]) => {
        const written = write(field) as Json
        if ('description' in written || '$ref' in written) return [name, written]
        const description = wordsForField(name)
        return [name, description ? { ...written, description } : written]
      }),
    )
  }

  function reference(name: string, schema: object): unknown {
    const $ref = `#/components/schemas/${name}`
    if (names.has(schema) && all.has(name)) return { $ref }
    const earlier = all.get(name)
    names.set(schema, name)
    all.set(name, {})
    const record = records.get(schema)
    const written = {
      ...inline(schema),
      ...(record ? { 'x-resource': faceOf(record), ...movesOf(record) } : {}),
    }
    // A body is a copy of the schemas that it is made of.
    if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(written))
      throw new Error(`Two schemas of the reference are called ${name}`)
    all.set(name, written)
    return { $ref }
  }
}

/** What programs that show records have to know of a kind: how people call it, and which console page opens it. */
type Labeled = RecordKind & { label?: string | null }
export function faceOf({ name, prefix, title, page, label, alsoChanges }: Labeled): Json {
  return { name, prefix, title, page, ...(label ? { label } : {}), ...(alsoChanges ? { alsoChanges } : {}) }
}

interface ObjectSchema {
  type?: string
  description?: string
  properties?: Record<string, object>
  required?: string[]
}

interface IdSchema {
  type?: string | string[]
  pattern?: string
  examples?: unknown[]
  description?: string
}

/** `AircraftId`. If several views of a record share a prefix, the one that operations are about gives the name. */
function nameOfId(prefix: string, operations: readonly Operation[]): string | null {
  const kinds = recordKinds().filter((kind) => kind.prefix === prefix)
  const kind = kinds.find((candidate) => operations.some(({ on }) => on === candidate)) ?? kinds[0]
  const words = kind?.name ?? partPrefixes[prefix]
  return words ? `${toPascal(words.replaceAll(/ (?:an? )?/g, '_'))}Id` : null
}

function titleOf(schema: object): string | undefined {
  return 'title' in schema && typeof schema.title === 'string' && 'type' in schema ? schema.title : undefined
}

/** A page as the frame of all pages and its own records. */
function withFrame({ properties }: { properties?: { items?: unknown } }): Json {
  const own = { type: 'object', required: ['items'], properties: { items: properties?.items } }
  return { allOf: [{ $ref: '#/components/schemas/Page' }, own] }
}

/**
 * A word or null as a choice of two schemas. With `type: ["string", "null"]` and null among the words, generators of
 * clients make code that does not compile.
 */
function withoutNullInEnum(schema: Json): Json {
  const { type, enum: values, 'x-labels': labels, ...rest } = schema as Json & { enum?: unknown[] }
  if (!Array.isArray(type) || !values?.includes(null)) return schema
  const words = {
    type: type[0],
    enum: values.filter((value) => value !== null),
    ...(labels ? { 'x-labels': labels } : {}),
  }
  return { ...rest, anyOf: [words, { type: 'null' }] }
}

export function plain(schema: unknown): Json {
  return JSON.parse(JSON.stringify(schema))
}
