import type { QueryClient } from '@tanstack/react-query'
import type { KindName } from './contract.ts'
import type { Kind } from './kind.ts'

// The session holds the member's rights and the workspace's name. The contract does not list it.
const sessionShows = ['member', 'workspace']
/** Queries computed from records of any kind. */
const summaries = ['summary', 'audit_entry', 'timeline']

/** The first parts of the query keys to refetch when a record of this kind changes, or of `all` kinds. */
async function refreshedBy(subject: string): Promise<readonly string[] | 'all'> {
  const { kinds } = await import('./contract.ts')
  const kind: Kind | undefined = Object.hasOwn(kinds, subject) ? kinds[subject as KindName] : undefined
  if (kind?.refreshes === 'all') return 'all'
  return [subject, ...(kind?.refreshes ?? []), ...(sessionShows.includes(subject) ? ['session'] : [])]
}

/** Refetches the queries that show records of these kinds. Waits only for those on the screen. */
export async function refresh(queryClient: QueryClient, subjects: Iterable<string>): Promise<void> {
  const refreshed = await Promise.all([...subjects].map(refreshedBy))
  if (refreshed.includes('all')) return queryClient.invalidateQueries()
  const beginnings = new Set([...refreshed.flat(), ...summaries])
  await Promise.all([...beginnings].map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
}
