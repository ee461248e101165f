import type { QueryClient } from '@tanstack/react-query'

type Change = { type: string; subjectType: string; subjectId: string; sequence: number }

// A change of one subject also changes lists of others: a flight moves meters,
// and an import writes rows of every kind.
const alsoShownIn: Record<string, string[]> = {
  fuel_order: ['movement'],
  service_order: ['movement'],
  flight: ['aircraft', 'maintenance_item'],
  aircraft: ['maintenance_item'],
  import: ['aircraft', 'crew_member', 'flight', 'airport', 'safety_report', 'maintenance_item'],
  investigation: ['safety_report'],
  cpa: ['safety_report', 'investigation'],
  invitation: ['member'],
  webhook_endpoint: ['delivery'],
  notification_channel: ['delivery', 'notification_rule'],
  deployment: ['service', 'project'],
  service: ['project'],
  member: ['session'],
  workspace: ['session'],
  ip_allowlist_entry: ['ip_allowlist'],
}

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
    for (const subject of pending) void queryClient.invalidateQueries({ queryKey: [subject] })
    void queryClient.invalidateQueries({ queryKey: ['audit'] })
    void queryClient.invalidateQueries({ queryKey: ['timeline'] })
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
      for (const subject of [change.subjectType, ...(alsoShownIn[change.subjectType] ?? [])])
        pending.add(subject)
      // An import of a thousand rows causes a few refetches, not a thousand. After a quiet time, a change shows at once.
      timer ??= setTimeout(flush, Math.max(50, flushedAt + 300 - Date.now()))
    })
    // A broken stream reconnects by itself; a refused one does not. The shell shows the reason (the
    // session has ended, this address is no longer allowed).
    stream.addEventListener('error', () => {
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
