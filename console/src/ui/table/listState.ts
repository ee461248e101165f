import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Search } from '#shell/place.ts'

export type ListState = {
  search: string
  sort: string
  page: number
  filters: Record<string, string>
  /** What the API is asked. */
  query: Record<string, string | number>
  set: (changes: Search) => void
}

type Options = {
  /** The names in the address that are filters of this list; others belong to something else. */
  filters?: string[]
  pageSize?: number
  sort?: string
}

/** The state of a list, kept in the address: going back, or sharing the link, restores it. */
export function useListState({
  filters: names = [],
  pageSize = 50,
  sort: defaultSort = '',
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
    filters,
    query: {
      page,
      page_size: pageSize,
      ...(search ? { search } : {}),
      ...(sort ? { sort } : {}),
      ...filters,
    },
    // Whatever narrows or reorders the list starts it from its first page.
    set: (changes) =>
      void navigate({
        to: '.',
        search: { ...params, page: undefined, ...changes },
        replace: !('page' in changes),
        resetScroll: false,
      }),
  }
}
