import { useQuery } from '@tanstack/react-query'
import { put, remove } from '#api/client.ts'
import { preferencesQuery } from '#api/preferences.ts'
import { s } from '../../strings.ts'
import { useAction } from '../useAction.ts'
import type { ListState } from './listState.ts'

/** A list as somebody likes to see it. It is stored with their account, and its link shows it to others as well. */
export type View = { key: string; name: string; search: Record<string, string> }

const prefixOf = (listId: string) => `console.view.${listId.replaceAll('-', '_')}.`

function viewOf(key: string, value: unknown): View[] {
  try {
    const { name, search } = JSON.parse(String(value)) as Partial<View>
    return name && search ? [{ key, name, search }] : []
  } catch {
    return []
  }
}

/** What a view keeps of a list: all that its address says but the page. */
export function searchOf({ search, sort, defaultSort, filters, hide, group }: ListState): View['search'] {
  const { page: _page, ...kept } = {
    ...filters,
    ...(search ? { search } : {}),
    ...(sort === defaultSort ? {} : { sort }),
    ...(hide === null ? {} : { hide }),
    ...(group ? { group } : {}),
  } as Record<string, string>
  return kept
}

export const isSameSearch = (a: View['search'], b: View['search']) => {
  const text = (search: View['search']) => JSON.stringify(Object.entries(search).toSorted())
  return text(a) === text(b)
}

/** The saved views of a list, oldest first. */
export function useViews(listId: string) {
  const prefix = prefixOf(listId)
  const stored = useQuery(preferencesQuery).data ?? {}
  const views = Object.entries(stored)
    .filter(([key]) => key.startsWith(prefix))
    .flatMap(([key, value]) => viewOf(key, value))
    .toSorted((a, b) => a.key.localeCompare(b.key))
  const save = useAction({
    run: (view: Omit<View, 'key'>) =>
      put('/api/user-preferences/{key}', {
        path: { key: `${prefix}${Date.now().toString(36)}` },
        body: { value: JSON.stringify(view) },
      }),
    done: (_, { name }) => s.table.viewSaved(name),
    changes: ['preference'],
  })
  const deleting = useAction({
    run: ({ key }: View) => remove('/api/user-preferences/{key}', { path: { key } }),
    done: (_, { name }) => s.table.viewDeleted(name),
    changes: ['preference'],
  })
  return { views, save: save.mutate, remove: deleting.mutate }
}
