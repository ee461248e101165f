import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { type KindName, kinds } from '#api/contract.ts'
import { useCan } from '#api/session.ts'
import { inLine } from '#ui/face.ts'
import { type Icon, IconSearch } from '#ui/icons.ts'
import { sentence } from '../strings.ts'
import { cardOf, isKind } from './faces.ts'
import { pages } from './pages.ts'

type Found = { id: string; title: string; description: string; to: string }
type Group = { title: string; icon: Icon; items: Found[] }

/** The records that match a search, by kind. */
export function useRecords(search: string) {
  const can = useCan()
  const { data, isFetching } = useQuery({
    queryKey: ['palette', search],
    enabled: search.length >= 2 && can('searchRecords'),
    queryFn: () => get('/api/v1/search', { query: { text: search } }),
  })
  const groups = search.length >= 2 ? (data ?? []) : []
  return {
    groups: groups.flatMap(({ kind, records }) => (isKind(kind) ? groupOf(kind, records) : [])),
    isSearching: isFetching,
  }
}

function groupOf(kind: KindName, records: Record<string, unknown>[]): Group {
  return {
    title: sentence(kinds[kind].many),
    icon: iconOf(kinds[kind].page ?? ''),
    items: records.map((record) => {
      const { title, facts } = cardOf(kind, record)
      const id = String(record.id)
      return {
        id,
        title,
        description: inLine(...facts.slice(0, 3).map(([, value]) => value)),
        to: (kinds[kind].page ?? '').replace(':id', id),
      }
    }),
  }
}

/** The icon of the nearest page above: /maintenance for /maintenance/items/:id. */
function iconOf(page: string): Icon {
  const above = pages
    .filter(({ path, icon }) => icon && path !== '' && page.startsWith(`/${path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)
  return above[0]?.icon ?? IconSearch
}
