import type { QueryClient } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { type KindName, kinds } from '#api/contract.ts'
import type { Kind } from '#api/kind.ts'
import type { Face, Fact } from '#ui/face.ts'
import { type States, states } from '#ui/StatusBadge.tsx'
import { pages } from '../pages.ts'

// What a module adds to the contract: kind.ts of each.
const modules = import.meta.glob<{ default: Record<string, Face<never>> }>('../modules/*/kind.ts', {
  eager: true,
})
// A face takes records of its own kind; from outside it takes any.
type AnyFace = {
  title?: (record: object) => string
  facts?: (record: object) => Fact[]
  states?: States<string>
  listQuery?: Record<string, string>
}
const faces: Record<string, AnyFace> = Object.assign({}, ...Object.values(modules).map((one) => one.default))

/** What a card says of a record: what it is, its state, and a few facts. */
export type Card = { title: string; state: string | null; states: States<string>; facts: Fact[] }

export type LinkedRecord = {
  /** Who may not call it sees neither card nor page. */
  operation: string
  queryKey: string[]
  load: () => Promise<object>
  cardOf: (record: object) => Card
}

const named = /\/(([a-z]{3})_[0-9a-z]{26})$/

/** The record whose own page an address is. */
export function recordAt(href: string): LinkedRecord | null {
  const [, id = '', prefix] = named.exec(href.split(/[?#]/)[0] ?? '') ?? []
  const [name, kind] = Object.entries<Kind>(kinds).find((entry) => entry[1].prefix === prefix) ?? []
  if (!name || !kind?.get) return null
  const { operation, path } = kind.get
  return {
    operation,
    queryKey: [name, id],
    load: () => get(path as never, { path: { id } }) as Promise<unknown> as Promise<object>,
    cardOf: (record) => cardOf(name as KindName, record),
  }
}

function cardOf(name: KindName, record: object): Card {
  const face = faces[name]
  const field = (of: string | null) =>
    of !== null && of in record ? record[of as keyof typeof record] : null
  const state: unknown = field('status')
  return {
    title: face?.title?.(record) ?? String(field(kinds[name].label) ?? kinds[name].one),
    state: typeof state === 'string' ? state : null,
    states: face?.states ?? states({ [String(state)]: 'neutral' }),
    facts: face?.facts?.(record) ?? [],
  }
}

/** Fetches what a page will show first, where it is not here yet. */
export function fetchAhead(queryClient: QueryClient, link: URL, can: (operation: string) => boolean): void {
  const record = recordAt(link.pathname)
  if (record && can(record.operation))
    void queryClient.prefetchQuery({ queryKey: record.queryKey, queryFn: record.load })
  const place = link.pathname.replace(/^\/app\/[^/]+\/?/, '')
  const operation = pages.find(({ path }) => path === place)?.operation
  const [name, kind] =
    Object.entries<Kind>(kinds).find((entry) => entry[1].list?.operation === operation) ?? []
  if (!operation || !name || !kind?.list || !can(operation)) return
  const { list } = kind
  // As useListState asks for it.
  const query = {
    page: Number(link.searchParams.get('page')) || 1,
    page_size: 50,
    sort: list.sort,
    ...faces[name]?.listQuery,
    ...Object.fromEntries([...link.searchParams].filter(([parameter]) => parameter !== 'page')),
  }
  void queryClient.prefetchQuery({
    queryKey: [name, query],
    queryFn: () => get(list.path as never, { query: query as never }),
  })
}
