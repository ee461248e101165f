import type { QueryClient } from '@tanstack/react-query'
import { connectionLost } from './connection.ts'
import { pace } from './pace.ts'
import { refresh } from './refresh.ts'

type Change = { type: string; subjectType: string; subjectId: string; sequence: number }

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && 'subjectType' in value

const firstRetryMs = 15_000
const longestRetryMs = 300_000

/** Follows the workspace's changes and refetches affected queries. Returns the function that stops it. */
export function followChanges(queryClient: QueryClient): () => void {
  const changes = pace((subjects) => refresh(queryClient, subjects))
  let retry: ReturnType<typeof setTimeout> | undefined
  let retryMs = firstRetryMs
  let source = connect()

  function connect(): EventSource {
    const stream = new EventSource('/api/v1/live')
    stream.addEventListener('open', () => {
      retryMs = firstRetryMs
    })
    stream.addEventListener('change', (event: MessageEvent<string>) => {
      const change: unknown = JSON.parse(event.data)
      if (isChange(change)) changes.add(change.subjectType)
    })
    // A broken stream reconnects by itself; a refused one does not. The shell shows the reason (the
    // session has ended, this address is no longer allowed).
    stream.addEventListener('error', () => {
      void connectionLost()
      if (stream.readyState !== EventSource.CLOSED) return
      for (const subject of ['session', 'notification'])
        void queryClient.invalidateQueries({ queryKey: [subject] })
      retry = setTimeout(() => {
        source = connect()
      }, retryMs)
      retryMs = Math.min(retryMs * 2, longestRetryMs)
    })
    return stream
  }

  return () => {
    changes.stop()
    clearTimeout(retry)
    source.close()
  }
}
