import { queryOptions } from '@tanstack/react-query'
import { get } from './client.ts'

export type Preferences = Record<string, boolean | string | number>

/** What the person has chosen on any device. */
export const preferencesQuery = queryOptions({
  queryKey: ['preference'],
  queryFn: (): Promise<Preferences> => get('/api/user-preferences'),
  staleTime: 5 * 60_000,
})
