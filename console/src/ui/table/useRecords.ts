import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type KindName, kinds } from '#api/contract.ts'
import type { Page } from '#api/types.ts'
import type { Filter } from './column.ts'
import { saveFile } from './csv.ts'
import type { FileFormat } from './FilesPanel.tsx'
import { type ListState, useListState } from './listState.ts'

export type RecordsOptions<Row> = {
  /** The kind of the records. Its changes refresh the list. The contract gives the default order, and whether it can be searched. */
  subject: KindName
  /** The record that the rows belong to, or whatever else they depend on. Such a list has the order that the API gives it. */
  within?: readonly unknown[]
  load: (query: ListState['query']) => Promise<Page<Row>>
  filters?: Filter[]
  /** The state, if the page reads it too. */
  state?: ListState
  pageSize?: number
  sort?: string
  /** For rows whose changes no event reports: always read again when the list is opened. */
  staleTime?: number
  /** How soon to read again, while rows change by themselves. */
  refetchEvery?: (rows: Row[]) => number | false
}

/** A paged list of the API: its state in the URL, and its current page. */
export function useRecords<Row>(options: RecordsOptions<Row>): {
  state: ListState
  result: UseQueryResult<Page<Row>>
  /** Downloads every record that fits the filters. */
  save: (format: FileFormat) => Promise<void>
} {
  const { subject, within, load, filters = [], pageSize, sort, staleTime, refetchEvery } = options
  const ownState = useListState({
    filters: filters.map((filter) => filter.id),
    pageSize,
    of: within ? undefined : subject,
    sort,
  })
  const state = options.state ?? ownState
  const result = useQuery<Page<Row>>({
    queryKey: [subject, ...(within ?? []), state.query],
    queryFn: () => load(state.query),
    placeholderData: keepPreviousData,
    // An undefined one would replace the console's own.
    ...(staleTime === undefined ? {} : { staleTime }),
    refetchInterval: ({ state: { data } }) => refetchEvery?.(data?.items ?? []) ?? false,
  })
  const save = async (format: FileFormat) => {
    const { page: _page, page_size: _size, ...filters } = state.query
    const { file } = await load({ ...filters, format })
    if (file) saveFile(`${kinds[subject].many.replaceAll(' ', '-')}.${format}`, file)
  }
  return { state, result, save }
}
