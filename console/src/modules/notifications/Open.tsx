import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { get } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import { ErrorState } from '#ui/ErrorState.tsx'
import { NotFound } from '#ui/NotFound.tsx'
import { PageSkeleton } from '#ui/PageSkeleton.tsx'
import { useParam, useSlug } from '#ui/place.ts'

/** Goes on to the page that shows a record, whatever kind it is. */
export default function Open() {
  const slug = useSlug()
  const recordId = useParam('id')
  const page = useQuery({
    queryKey: ['record_page', recordId],
    queryFn: () => get('/api/v1/record-pages/{recordId}', { path: { recordId } }),
  })
  if (page.data) return <Navigate to={`/${slug}${page.data.path}`} replace />
  if (page.error instanceof ApiError && page.error.status === 404) return <NotFound />
  if (page.error) return <ErrorState error={page.error} onRetry={() => page.refetch()} />
  return <PageSkeleton />
}
