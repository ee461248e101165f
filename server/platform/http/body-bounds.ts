import type { Detail } from '../kernel/problem.ts'
import type { TSchema } from '../kernel/schema.ts'

/** How many objects or lists a body may have inside each other, whatever its operation. */
export const mostDepth = 32
/** How many values of all kinds it may have: as many as its fields say, between these two. */
const leastValues = 2_000
export const mostValues = 10_000
/** How many fields one object may have: more than any operation reads. */
export const mostFields = 1_000
/** How many problems a refusal names. */
export const mostDetails = 20

interface Node {
  value: unknown
  /** What the operation says about this value, where it says something. */
  schema: Shape | undefined
  name: string
  parent: Node | null
  depth: number
}

interface Shape {
  properties?: Record<string, Shape>
  additionalProperties?: unknown
  patternProperties?: unknown
  items?: Shape
  maxItems?: number
  anyOf?: Shape[]
  oneOf?: Shape[]
}

/**
 * Refuses a body that is too large to be validated, before it is: validation reports every fault of every
 * value, and a stranger chooses how many values there are. Costs one visit per value, up to the limit.
 * @returns the first problem, or the first unknown fields if there are too many; otherwise nothing.
 */
export function boundsProblems(body: unknown, schema: TSchema): Detail[] {
  const waiting: Node[] = [{ value: body, schema: schema as Shape, name: '', parent: null, depth: 0 }]
  const most = valueLimitOf(schema as Shape)
  const unknown: Detail[] = []
  let seen = 0
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { value, depth } = node
    if (value === null || typeof value !== 'object') continue
    if (depth >= mostDepth)
      return refusal(topOf(node), `must not be nested more than ${mostDepth} levels deep`)
    const mostItems = Array.isArray(value) ? maxItemsOf(node.schema) : undefined
    if (mostItems !== undefined && (value as unknown[]).length > mostItems)
      return refusal(node, `must have at most ${mostItems} ${mostItems === 1 ? 'entry' : 'entries'}`)
    const names = Object.keys(value)
    seen += names.length
    if (seen > most) return refusal(node, `must have at most ${most} values in all`)
    const known = Array.isArray(value) ? null : knownFields(node.schema)
    for (const name of names) {
      const child = {
        value: (value as Record<string, unknown>)[name],
        schema: Array.isArray(value) ? itemsOf(node.schema) : node.schema?.properties?.[name],
        name,
        parent: node,
        depth: depth + 1,
      }
      if (
        known &&
        !known.has(name) &&
        unknown.push(...refusal(child, unknownField([...known]))) >= mostDetails
      )
        return unknown
      waiting.push(child)
    }
  }
  return []
}

/** What is said of a field that the operation does not have. */
export const unknownField = (known: readonly string[]) =>
  known.length === 0
    ? 'is not known here: this takes no fields'
    : `is not known here; known are ${known.join(', ')}`

const refusal = (node: Node, message: string): Detail[] => [{ field: nameOf(node), message }]

function nameOf(node: Node): string {
  const names: string[] = []
  for (let at: Node | null = node; at?.parent; at = at.parent) names.unshift(at.name)
  return names.join('.') || 'body'
}

/** The third level above a value: the whole way down says nothing. */
function topOf(node: Node): Node {
  let top = node
  while (top.depth > 3 && top.parent) top = top.parent
  return top
}

const limits = new WeakMap<Shape, number>()

function valueLimitOf(schema: Shape): number {
  const limit = limits.get(schema) ?? Math.min(mostValues, Math.max(leastValues, valuesOf(schema)))
  limits.set(schema, limit)
  return limit
}

/** The most values that a schema names. What has no limit of its own has to fit the default with the rest. */
function valuesOf({ properties, items, maxItems, anyOf, oneOf }: Shape): number {
  const forms = anyOf ?? oneOf
  if (forms) return Math.max(...forms.map(valuesOf))
  if (items) return (maxItems ?? 0) * (1 + valuesOf(items))
  return Object.values(properties ?? {}).reduce((sum, field) => sum + 1 + valuesOf(field), 0)
}

const fieldsOf = new WeakMap<Shape, Set<string> | null>()

/** The names that an object may have; null where any name will do. */
function knownFields(schema: Shape | undefined): Set<string> | null {
  if (!schema) return null
  const before = fieldsOf.get(schema)
  if (before !== undefined) return before
  const forms = (schema.anyOf ?? schema.oneOf ?? [schema]).filter(
    ({ properties, additionalProperties }) => properties ?? additionalProperties,
  )
  const isOpen = forms.some(
    ({ properties, additionalProperties, patternProperties }) =>
      !properties || additionalProperties || patternProperties,
  )
  const known =
    forms.length === 0 || isOpen
      ? null
      : new Set(forms.flatMap(({ properties }) => Object.keys(properties ?? {})))
  fieldsOf.set(schema, known)
  return known
}

/** The most entries of a list; of a union, what its longest list allows. */
function maxItemsOf(schema: Shape | undefined): number | undefined {
  const forms = listForms(schema)
  if (forms.length === 0 || forms.some(({ maxItems }) => maxItems === undefined)) return undefined
  return Math.max(...forms.map(({ maxItems }) => maxItems ?? 0))
}

function itemsOf(schema: Shape | undefined): Shape | undefined {
  const forms = listForms(schema)
  return forms.length === 1 ? forms[0]?.items : undefined
}

const listForms = (schema: Shape | undefined): Shape[] =>
  schema === undefined
    ? []
    : schema.items
      ? [schema]
      : (schema.anyOf ?? schema.oneOf ?? []).filter(({ items }) => items !== undefined)
