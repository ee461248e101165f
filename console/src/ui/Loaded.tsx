import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError } from '#api/error.ts'
import { ErrorState } from './ErrorState.tsx'
import { NotFound } from './NotFound.tsx'
import { PageSkeleton } from './PageSkeleton.tsx'

/** Whether there is no such record: an address with an ID of another kind, or with letters missing, names none either. */
const isNoRecord = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 404 || (error.status === 400 && error.details.some(({ field }) => field === 'id')))

/** The three states of a query: a skeleton while loading, the error, or the data. */
export function Loaded<Data>({
  query,
  children,
}: {
  query: UseQueryResult<Data>
  children: (data: Data) => ReactNode
}) {
  if (query.isPending) return <PageSkeleton />
  if (query.isError && isNoRecord(query.error)) return <NotFound />
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  return children(query.data)
}
