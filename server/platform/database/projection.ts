import type { TObject, TProperties } from 'typebox'

/** `offBlockAt` is the column `off_block_at`. */
export function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A body's fields as columns, for `.values()` and `.set()`; what was not said is left out. */
export function toColumns<T extends Record<string, unknown>>(body: T): ColumnsOf<T> {
  const columns: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(body)) {
    if (value !== undefined) columns[columnName(field)] = value
  }
  return columns as ColumnsOf<T>
}

type Snake<S extends string> = S extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Tail>}`
  : S
type ColumnsOf<T> = { [K in keyof T as K extends string ? Snake<K> : never]: T[K] }

/**
 * The select list that makes rows of `table` alias `t` look as the response schema says: the names
 * and the formats of the wire, and nothing that the schema does not allow. Written once, by the
 * schema. `expressions` says where a field comes from when it is no column of its own name.
 */
export function projection(schema: TObject<TProperties>, expressions: Record<string, string> = {}): string {
  return Object.entries(schema.properties)
    .map(
      ([field, property]) =>
        `${wireForm(expressions[field] ?? `t.${columnName(field)}`, property)} as "${field}"`,
    )
    .join(', ')
}

/**
 * The same fields as PostgreSQL sends them, for rows that are written as JSON without being looked into
 * (`jsonWriter`): only lists and objects take the form that they have on the wire.
 */
export function rawProjection(
  schema: TObject<TProperties>,
  expressions: Record<string, string> = {},
): string {
  return Object.entries(schema.properties)
    .map(([field, property]) => {
      const expression = expressions[field] ?? `t.${columnName(field)}`
      return `${isPlain(property) ? expression : `to_json(${expression})`} as "${field}"`
    })
    .join(', ')
}

// A field that may be null is its schema, or null.
function isPlain(property: object): boolean {
  const { type, anyOf } = property as { type?: string | string[]; anyOf?: object[] }
  if (anyOf) return anyOf.every(isPlain)
  return type !== undefined && ![type].flat().some((name) => name === 'array' || name === 'object')
}

// to_char and not Date: PostgreSQL formats in C what JavaScript would parse and format again.
function wireForm(expression: string, property: object): string {
  const format = 'format' in property ? property.format : undefined
  if (format === 'date-time')
    return `to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  if (format === 'date') return `to_char(${expression}, 'YYYY-MM-DD')`
  return expression
}
