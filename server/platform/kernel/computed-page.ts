import { invalidFields } from './problem.ts'
import type { Page } from './schema.ts'

interface Paging {
  page?: number
  page_size?: number
  cursor?: string
}

/** A page of records that no table holds: they are computed, or another server lists them. Answers as `list` does. */
export function computedPage<T>(records: readonly T[], query: Paging): Page<T> {
  const perPage = query.page_size ?? 20
  const page = pageAsked(query)
  const pages = Math.ceil(records.length / perPage)
  return {
    items: records.slice((page - 1) * perPage, page * perPage),
    total: records.length,
    page,
    per_page: perPage,
    total_pages: pages,
    next_cursor: page < pages ? String(page + 1) : null,
  }
}

function pageAsked({ cursor, page = 1 }: Paging): number {
  if (cursor === undefined) return page
  if (!/^[1-9]\d{0,5}$/.test(cursor))
    throw invalidFields([{ field: 'cursor', message: 'is none of this list. Begin without one' }])
  return Number(cursor)
}
