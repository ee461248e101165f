import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { connectionLost } from '#api/connection.ts'
import { ApiError } from '#api/error.ts'
import { waitingCount } from '#api/outbox.ts'
import { s } from '../strings.ts'
import { EmptyState } from './EmptyState.tsx'
import { ErrorState } from './ErrorState.tsx'
import { reloadOnce } from './reloadOnce.ts'

/** The error boundary around a page, so that an unexpected error does not leave a blank screen. */
export function Crashed({ error }: { error: unknown }) {
  const reload = () => location.reload()
  if (error instanceof ApiError && error.status === 0) return <Unreachable />
  if (error instanceof ApiError) return <ErrorState error={error} onRetry={reload} />
  return (
    <EmptyState title={s.error.crashed} hint={s.error.crashedHint}>
      <code>{error instanceof Error ? error.message : String(error)}</code>
      <Button onClick={reload}>{s.error.reload}</Button>
    </EmptyState>
  )
}

/** Without the server nothing is known of the person, so there is no page either. It opens once the server answers. */
function Unreachable() {
  useEffect(() => {
    void connectionLost().then(reloadOnce)
  }, [])
  const count = waitingCount()
  return (
    <EmptyState title={s.connection.unreachable} hint={s.connection.unreachableHint}>
      {count > 0 ? <p>{s.outbox.count(count)}</p> : null}
    </EmptyState>
  )
}
