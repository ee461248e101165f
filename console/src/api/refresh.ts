import type { QueryClient } from '@tanstack/react-query'
import type { KindName } from './contract.ts'
import type { Kind } from './kind.ts'

// The session says what a member may do and what their workspace is called; no contract has it.
const sessionShows = ['member', 'workspace']
/** What is computed from records of any kind. */
const summaries = ['summary', 'audit_entry', 'timeline']

/** The beginnings of the query keys to fetch again when something of this kind has changed; `all` of them. */
async function refreshedBy(subject: string): Promise<readonly string[] | 'all'> {
  const { kinds } = await import('./contract.ts')
  const kind: Kind | undefined = Object.hasOwn(kinds, subject) ? kinds[subject as KindName] : undefined
  if (kind?.refreshes === 'all') return 'all'
  return [subject, ...(kind?.refreshes ?? []), ...(sessionShows.includes(subject) ? ['session'] : [])]
}

/** Fetches again what shows records of these kinds. Only what is on the screen is waited for. */
export async function refresh(queryClient: QueryClient, subjects: Iterable<string>): Promise<void> {
  const refreshed = await Promise.all([...subjects].map(refreshedBy))
  if (refreshed.includes('all')) return queryClient.invalidateQueries()
  const beginnings = new Set([...refreshed.flat(), ...summaries])
  await Promise.all([...beginnings].map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
}
