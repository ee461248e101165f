import type { Operation } from '../kernel/operation.ts'
import { type RecordKind, recordKinds } from '../kernel/record-kind.ts'
import { isResource, type Resource } from '../kernel/resource.ts'
import { isPage, pageFrame, type TSchema, Type } from '../kernel/schema.ts'
import { movesByKind } from './openapi-move.ts'
import { type Json, toPascal } from './openapi-parameter.ts'

/** Schemas that stand once under `components`, and how any schema is written with references to them. */
export interface SharedSchemas {
  all: Map<string, unknown>
  render(schema: TSchema): unknown
}

/**
 * Records stand once, under the name of their kind, and so do the frame of a page and whatever else has a
 * title, because several answers hold it.
 */
export function sharedSchemas(operations: readonly Operation[]): SharedSchemas {
  const records = new Map(
    recordKinds().flatMap((kind) => (isResource(kind) ? [[kind.schema as object, kind] as const] : [])),
  )
  const names = new Map([...records].map(([schema, { name }]) => [schema, toPascal(name)]))
  const all = new Map<string, unknown>([['Page', plain(Type.Object(pageFrame))]])
  const moves = movesByKind(operations)
  return { all, render: (schema) => write(schema) }

  function write(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map(write)
    if (schema === null || typeof schema !== 'object') return schema
    const name = names.get(schema) ?? titleOf(schema)
    return name === undefined ? inline(schema) : reference(name, schema)
  }

  function movesOf({ name }: Resource): Json {
    return moves.has(name) ? { 'x-moves': moves.get(name) } : {}
  }

  function inline(schema: object): Json {
    const parts = Object.entries(schema).filter(([key]) => !key.startsWith('~'))
    const written = Object.fromEntries(parts.map(([key, part]) => [key, write(part)]))
    return isPage(schema) ? withFrame(written) : written
  }

  function reference(name: string, schema: object): unknown {
    if (!names.has(schema) && all.has(name))
      throw new Error(`Two schemas of the reference are called ${name}`)
    names.set(schema, name)
    if (!all.has(name)) {
      all.set(name, null)
      const record = records.get(schema)
      all.set(name, {
        ...inline(schema),
        ...(record ? { 'x-resource': faceOf(record), ...movesOf(record) } : {}),
      })
    }
    return { $ref: `#/components/schemas/${name}` }
  }
}

/** What programs that show records have to know of a kind: how people call it, and which console page opens it. */
type Labeled = RecordKind & { label?: string | null }
export function faceOf({ name, prefix, title, page, label, alsoChanges }: Labeled): Json {
  return { name, prefix, title, page, ...(label ? { label } : {}), ...(alsoChanges ? { alsoChanges } : {}) }
}

function titleOf(schema: object): string | undefined {
  return 'title' in schema && typeof schema.title === 'string' && 'type' in schema ? schema.title : undefined
}

/** A page as the frame of all pages and its own records. */
function withFrame({ properties }: { properties?: { items?: unknown } }): Json {
  const own = { type: 'object', required: ['items'], properties: { items: properties?.items } }
  return { allOf: [{ $ref: '#/components/schemas/Page' }, own] }
}

export function plain(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema))
}
