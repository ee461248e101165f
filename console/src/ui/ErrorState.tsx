import { Button } from '@mantine/core'
import { ApiError } from '#api/error.ts'
import { s } from '../strings.ts'
import { CopyId } from './CopyId.tsx'
import { IconRefresh } from './icons.ts'
import { StateHeading } from './StateHeading.tsx'
import classes from './states.module.css'

/** The error, a button to try again, and the request ID to quote. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const message = error instanceof Error ? error.message : String(error)
  const requestId = error instanceof ApiError ? error.requestId : null
  return (
    <div className={classes.failed} role="alert">
      <StateHeading>
        {error instanceof ApiError && error.status === 404 ? s.error.notFound : s.error.title}
      </StateHeading>
      <p>{message}</p>
      {requestId ? (
        <span className={classes.id}>
          <span className="dim">{s.error.requestId}</span> <CopyId id={requestId} label={s.error.requestId} />
        </span>
      ) : null}
      {onRetry ? (
        <Button variant="default" leftSection={<IconRefresh size={15} aria-hidden />} onClick={onRetry}>
          {s.error.retry}
        </Button>
      ) : null}
    </div>
  )
}
