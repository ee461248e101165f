import type { QueryClient } from '@tanstack/react-query'
import { connectionLost } from './connection.ts'
import { refresh } from './refresh.ts'

type Change = { type: string; subjectType: string; subjectId: string; sequence: number }

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && 'subjectType' in value

const firstRetryMs = 15_000
const longestRetryMs = 300_000

/** Follows the workspace's changes and refetches affected queries. Returns the function that stops it. */
export function followChanges(queryClient: QueryClient): () => void {
  const pending = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let flushedAt = 0
  let retryMs = firstRetryMs
  let source = connect()

  const flush = () => {
    timer = undefined
    flushedAt = Date.now()
    void refresh(queryClient, [...pending])
    pending.clear()
  }

  function connect(): EventSource {
    const stream = new EventSource('/api/v1/live')
    stream.addEventListener('open', () => {
      retryMs = firstRetryMs
    })
    stream.addEventListener('change', (event: MessageEvent<string>) => {
      const change: unknown = JSON.parse(event.data)
      if (!isChange(change)) return
      pending.add(change.subjectType)
      // An import of a thousand rows causes a few refetches, not a thousand. After a quiet time, a change shows at once.
      timer ??= setTimeout(flush, Math.max(50, flushedAt + 300 - Date.now()))
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
    clearTimeout(timer)
    clearTimeout(retry)
    source.close()
  }
}
