import { Button } from '@mantine/core'
import { ApiError } from '#api/error.ts'
import { s } from '../strings.ts'
import { EmptyState } from './EmptyState.tsx'
import { ErrorState } from './ErrorState.tsx'

/** The error boundary around a page, so that an unexpected error does not leave a blank screen. */
export function Crashed({ error }: { error: unknown }) {
  const reload = () => location.reload()
  if (error instanceof ApiError) return <ErrorState error={error} onRetry={reload} />
  return (
    <EmptyState title={s.error.crashed} hint={s.error.crashedHint}>
      <code>{error instanceof Error ? error.message : String(error)}</code>
      <Button onClick={reload}>{s.error.reload}</Button>
    </EmptyState>
  )
}
