import type { Detail } from '../kernel/problem.ts'
import type { TSchema } from '../kernel/schema.ts'

/** How much a body may hold, whatever its operation: values of all kinds, and objects or lists inside each other. */
export const mostValues = 10_000
export const mostDepth = 32

interface Node {
  value: unknown
  /** What the operation says about this value, where it says something. */
  schema: Shape | undefined
  path: readonly string[]
}

interface Shape {
  properties?: Record<string, Shape>
  items?: Shape
  maxItems?: number
  anyOf?: Shape[]
  oneOf?: Shape[]
}

/**
 * Refuses a body that is too large to be validated, before it is: validation reports every fault of every
 * value, and a stranger chooses how many values there are. Costs one visit per value, up to the limit.
 * @returns the first problem, or null.
 */
export function boundsProblem(body: unknown, schema: TSchema): Detail | null {
  const waiting: Node[] = [{ value: body, schema: schema as Shape, path: [] }]
  let seen = 0
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { value, path } = node
    if (value === null || typeof value !== 'object') continue
    if (path.length >= mostDepth)
      return {
        field: nameOf(path.slice(0, 3)),
        message: `must not be nested more than ${mostDepth} levels deep`,
      }
    const most = Array.isArray(value) ? maxItemsOf(node.schema) : undefined
    if (most !== undefined && (value as unknown[]).length > most)
      return { field: nameOf(path), message: `must have at most ${most} ${most === 1 ? 'entry' : 'entries'}` }
    const names = Object.keys(value)
    seen += names.length
    if (seen > mostValues)
      return { field: nameOf(path), message: `must have at most ${mostValues} values in all` }
    for (const name of names)
      waiting.push({
        value: (value as Record<string, unknown>)[name],
        schema: Array.isArray(value) ? itemsOf(node.schema) : node.schema?.properties?.[name],
        path: [...path, name],
      })
  }
  return null
}

const nameOf = (path: readonly string[]) => path.join('.') || 'body'

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
