import type { Operation } from './operation.ts'
import { isPage, type TSchema } from './schema.ts'

/** The files that a list may be downloaded as. */
export const fileFormats = ['csv', 'xlsx'] as const
export type FileFormat = (typeof fileFormats)[number]

/** A cell of such a file. */
export type FileCell = string | number | boolean | null

export interface FileColumn {
  heading: string
  cell: (row: Record<string, unknown>) => FileCell
}

interface Property {
  type?: string | string[]
  format?: string
  anyOf?: Property[]
  properties?: Record<string, Property>
}

/** The schema of the records of a list; null for any other operation. */
export function listedSchema({ list, response, method }: Operation): TSchema | null {
  if (method !== 'GET' || !response) return null
  if (list) return response
  return isPage(response)
    ? (response as unknown as { properties: { items: { items: TSchema } } }).properties.items.items
    : null
}

/**
 * The columns of a list, from the schema of its records: a value each, with the unit in the heading as people write
 * it. A list of values is one cell, an object within a record has a column for each of its values.
 */
export function fileColumns(schema: TSchema): FileColumn[] {
  const { properties = {} } = schema as unknown as Property
  return Object.entries(properties).flatMap(([name, property]) => {
    const inner = shapeOf(property).properties
    if (!inner) return [columnOf(name, property, (row) => row[name])]
    return Object.entries(inner).map(([child, each]) =>
      columnOf(`${name}_${child}`, each, (row) => (row[name] as Record<string, unknown> | null)?.[child]),
    )
  })
}

function columnOf(
  name: string,
  property: Property,
  read: (row: Record<string, unknown>) => unknown,
): FileColumn {
  const words = wordsOf(name)
  if (shapeOf(property).format === 'date-time')
    return { heading: `${words} (UTC)`, cell: (row) => instantCell(read(row)) }
  if (name.endsWith('Hundredths')) {
    const heading = `${words.replace(/ hundredths$/, '')} (hours)`
    return { heading, cell: (row) => hundredthsCell(read(row)) }
  }
  return { heading: words, cell: (row) => cellOf(read(row)) }
}

// A property may be null, or one of several kinds: the first that is no null says what it is.
function shapeOf(property: Property): Property {
  return property.anyOf?.find(({ type }) => type !== 'null') ?? property
}

/** `offBlockAt` is “Off block at”. */
function wordsOf(name: string): string {
  const words = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])|_/g, ' ').toLowerCase()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

function instantCell(value: unknown): FileCell {
  const text = value instanceof Date ? value.toISOString() : value
  return typeof text === 'string' ? text.slice(0, 19).replace('T', ' ') : cellOf(text)
}

function hundredthsCell(value: unknown): FileCell {
  return typeof value === 'number' ? value / 100 : cellOf(value)
}

function cellOf(value: unknown): FileCell {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(nameOf).join('; ')
  return JSON.stringify(value)
}

// A record within a record is called by its name, and a member of a crew by the role as well.
function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(cellOf(value) ?? '')
  const { displayName, name, title, label, role } = value as Record<string, unknown>
  const called = displayName ?? name ?? title ?? label
  if (typeof called !== 'string') return JSON.stringify(value)
  return typeof role === 'string' ? `${called} (${role})` : called
}
