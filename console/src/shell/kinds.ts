import type { QueryClient } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { type KindName, kinds } from '#api/contract.ts'
import type { Kind } from '#api/kind.ts'
import { kindOfPrefix, listQueryOf } from './faces.ts'
import { pages } from './pages.ts'

export type LinkedRecord = {
  kind: KindName
  /** Members who may not call it see neither card nor page. */
  operation: string
  queryKey: string[]
  load: () => Promise<object>
}

const named = /\/(([a-z]{3})_[0-9a-z]{26})$/

/** The record whose page has this URL. */
export function recordAt(href: string): LinkedRecord | null {
  const [, id = '', prefix] = named.exec(href.split(/[?#]/)[0] ?? '') ?? []
  const kind = kindOfPrefix(prefix)
  const { get: read = null }: Partial<Kind> = kind ? kinds[kind] : {}
  if (!kind || !read) return null
  return {
    kind,
    operation: read.operation,
    queryKey: [kind, id],
    load: () => get(read.path as never, { path: { id } }) as Promise<unknown> as Promise<object>,
  }
}

/** Preloads the first data of a page, unless it is already loaded. */
export function fetchAhead(queryClient: QueryClient, link: URL, can: (operation: string) => boolean): void {
  const record = recordAt(link.pathname)
  if (record && can(record.operation))
    void queryClient.prefetchQuery({ queryKey: record.queryKey, queryFn: record.load })
  const place = link.pathname.replace(/^\/app\/[^/]+\/?/, '')
  const operation = pages.find(({ path }) => path === place)?.operation
  const [name, { list = null } = {}] =
    (Object.entries(kinds) as [KindName, Kind][]).find(([, kind]) => kind.list?.operation === operation) ?? []
  if (!operation || !name || !list || !can(operation)) return
  // The same query as useListState.
  const query = {
    page: Number(link.searchParams.get('page')) || 1,
    page_size: 50,
    sort: list.sort,
    ...listQueryOf(name),
    ...Object.fromEntries([...link.searchParams].filter(([parameter]) => parameter !== 'page')),
  }
  void queryClient.prefetchQuery({
    queryKey: [name, query],
    queryFn: () => get(list.path as never, { query: query as never }),
  })
}
