import { useQuery } from '@tanstack/react-query'
import type { KeyboardEvent } from 'react'
import type { Page } from '#api/types.ts'
import { s } from '../../strings.ts'
import { formatNumber } from '../region.ts'
import type { Filter } from './column.ts'
import classes from './ListTabs.module.css'
import type { ListState } from './listState.ts'
import { isSameSearch, searchOf, useViews } from './useViews.ts'

/** How to count the records of each state. */
export type Counting = {
  subject: string
  load: (query: ListState['query']) => Promise<Page<unknown>>
  filter: Filter
}

type Tab = { id: string; label: string; count?: number; isHere: boolean; open: () => void }

/** All, each state that a record is in, with how many there are, and the saved views. */
export default function ListTabs({
  listId,
  label,
  state,
  counting,
}: {
  listId: string
  label: string
  state: ListState
  counting: Counting | undefined
}) {
  const { views } = useViews(listId)
  const here = searchOf(state)
  const counts = useCounts(counting)
  const show = (search: Record<string, string>) => () => state.set({ ...cleared(state), ...search })
  const filterId = counting?.filter.id ?? ''
  const chosen = state.filters[filterId]
  const view = views.find(({ search }) => isSameSearch(search, here))
  const states = (counting?.filter.options ?? []).flatMap(({ value, label: name }): Tab[] => {
    const count = counts?.[value] ?? 0
    return count > 0 || chosen === value
      ? [
          {
            id: value,
            label: name,
            count,
            isHere: !view && chosen === value,
            open: () => state.set({ [filterId]: value }),
          },
        ]
      : []
  })
  // A single state says nothing more than All.
  const shownStates = states.length > 1 || chosen ? states : []
  const tabs: Tab[] = [
    {
      id: 'all',
      label: s.table.everything,
      isHere: !view && !chosen,
      open: () => state.set(counting ? { [filterId]: undefined } : cleared(state)),
    },
    ...shownStates,
    ...views.map(
      (saved): Tab => ({
        id: saved.key,
        label: saved.name,
        isHere: saved === view,
        open: show(saved.search),
      }),
    ),
  ]
  if (tabs.length === 1) return null
  return (
    <div role="tablist" aria-label={s.table.viewsOf(label)} className={classes.tabs} onKeyDown={moveFocus}>
      {tabs.map(({ id, label: name, count, isHere, open }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={isHere}
          tabIndex={isHere ? 0 : -1}
          onClick={open}
        >
          {name}
          {count === undefined ? null : <span> {formatNumber(count)}</span>}
        </button>
      ))}
    </div>
  )
}

/** Every part of the address that a view may set, left out. */
const cleared = ({ filters }: ListState): Record<string, undefined> => ({
  ...Object.fromEntries(Object.keys(filters).map((id) => [id, undefined])),
  search: undefined,
  sort: undefined,
  hide: undefined,
  group: undefined,
})

function useCounts(counting: Counting | undefined): Record<string, number> | undefined {
  return useQuery({
    queryKey: [counting?.subject, 'counts', counting?.filter.id],
    enabled: counting !== undefined,
    queryFn: async () => {
      if (!counting) return {}
      const { filter, load } = counting
      const counted = (filter.options ?? []).map(
        async ({ value }): Promise<[string, number]> => [
          value,
          (await load({ page: 1, page_size: 1, [filter.id]: value })).total,
        ],
      )
      return Object.fromEntries(await Promise.all(counted))
    },
  }).data
}

/** Left and right go to the tab beside, as in every row of tabs. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (step === 0) return
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')]
  const at = tabs.findIndex((tab) => tab.matches(':focus'))
  tabs[(at + step + tabs.length) % tabs.length]?.focus()
}
