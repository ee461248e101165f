import { offeredOperations } from '../access/offered-operations.ts'
import type { Tx } from '../database/database.ts'
import { type List, type ListQuery, listStatements } from '../kernel/list-query.ts'
import { type Operation, operation } from '../kernel/operation.ts'
import { projectReach, type SessionPrincipal } from '../kernel/principal.ts'
import { recordKinds } from '../kernel/record-kind.ts'
import { isResource, type Resource } from '../kernel/resource.ts'
import { isPage, Type, text } from '../kernel/schema.ts'
import { candidatesOf } from '../kernel/search.ts'

const mostOfAKind = 5
type Found = Record<string, unknown>

export const searchRecords = operation({
  id: 'searchRecords',
  method: 'GET',
  path: '/api/v1/search',
  summary: 'Search records',
  description:
    'Searches every list that the member may see, and returns at most 5 records of each kind that has its own page in the console.',
  access: 'session',
  roles: 'staff',
  query: Type.Object({ text: text(2, 100) }),
  response: Type.Array(
    Type.Object({
      kind: Type.String({ description: 'The name of the kind: flight.' }),
      records: Type.Array(
        Type.Unsafe<Found>({
          type: 'object',
          additionalProperties: true,
          description: 'As the list of the kind has them.',
        }),
      ),
    }),
  ),
  async handle({ query, ...context }) {
    const { tx, principal, services } = context
    const groups: { kind: string; records: Found[] }[] = []
    for (const { listing, kind } of searchable(offeredOperations(services, principal))) {
      const listQuery = { search: query.text, page_size: mostOfAKind }
      const records = listing.list
        ? await firstOf(tx, listing.list, listQuery, principal)
        : await answerOf(listing, { ...context, query: listQuery })
      if (records.length > 0) groups.push({ kind: kind.name, records })
    }
    return groups
  },
})

/** The lists that can be searched, of kinds whose records have a page of their own. */
function searchable(operations: readonly Operation[]): { listing: Operation; kind: Resource }[] {
  const readable = new Set(operations.flatMap(({ writes, on }) => (!writes && on ? [on.name] : [])))
  return operations.flatMap((listing) => {
    const kind = kindListed(listing)
    const hasPage = kind && typeof kind.page === 'string' && kind.page.includes(':id')
    return hasPage && readable.has(kind.name) && takesSearch(listing) ? [{ listing, kind }] : []
  })
}

const takesSearch = ({ path, query }: Operation) =>
  !path.includes(':') && 'search' in ((query as { properties?: object } | undefined)?.properties ?? {})

function kindListed({ list, response }: Operation): Resource | undefined {
  if (list) return list.of
  if (!response || !isPage(response)) return undefined
  const { items } = (response as { properties?: { items?: { items?: unknown } } }).properties?.items ?? {}
  return recordKinds()
    .filter(isResource)
    .find((kind) => kind.schema === items)
}

/** The first records of a list, without counting how many there are. */
async function firstOf(tx: Tx, list: List, query: ListQuery, principal: SessionPrincipal): Promise<Found[]> {
  const reach = list.of.hasProject ? projectReach(principal) : null
  const candidates = await candidatesOf(tx, list, query)
  const { rows } = listStatements(list, query, reach, {}, principal, candidates)
  const records = await tx.composed<Found>(rows.text, rows.values ?? [])
  return records.slice(0, mostOfAKind).map(({ __key, ...record }) => record)
}

/** The same of a list with a handler, which shows each member what they may see. */
async function answerOf({ handle }: Operation, context: object): Promise<Found[]> {
  const page = (await handle?.(context as never)) as { items?: Found[] } | undefined
  return page?.items ?? []
}
