import { useNavigate, useSearch } from '@tanstack/react-router'
import { type KindName, kinds } from '#api/contract.ts'
import type { Search } from '#ui/place.ts'

export type ListState = {
  search: string
  sort: string
  page: number
  defaultSort: string
  filters: Record<string, string>
  /** The hidden columns, if the address names them. */
  hide: string | null
  /** What the rows are grouped by. */
  group: string
  /** The query for the API. */
  query: Record<string, string | number>
  set: (changes: Search) => void
}

type Options = {
  /** The URL parameters that are filters of this list. Other parameters are ignored. */
  filters?: string[]
  pageSize?: number
  /** The kind of the records. The contract gives the default order of its list. */
  of?: KindName
  sort?: string
}

/** The state of a list, kept in the URL. Going back, or sharing the link, restores it. */
export function useListState({
  filters: names = [],
  pageSize = 50,
  of,
  sort: defaultSort = (of && kinds[of].list?.sort) ?? '',
}: Options = {}): ListState {
  const params: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const search = params.search ?? ''
  const sort = params.sort ?? defaultSort
  const page = Math.max(1, Number(params.page) || 1)
  const filters = Object.fromEntries(names.flatMap((name) => (params[name] ? [[name, params[name]]] : [])))

  return {
    search,
    sort,
    page,
    defaultSort,
    filters,
    hide: params.hide ?? null,
    group: params.group ?? '',
    query: {
      page,
      page_size: pageSize,
      ...(search ? { search } : {}),
      ...(sort ? { sort } : {}),
      ...filters,
    },
    // A new filter, search or order starts from the first page.
    set: (changes) =>
      void navigate({
        to: '.',
        search: { ...params, page: undefined, ...changes },
        replace: !('page' in changes),
        resetScroll: false,
      }),
  }
}
