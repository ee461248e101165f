import type { QueryClient } from '@tanstack/react-query'

type Change = { type: string; subjectType: string; subjectId: string; sequence: number }

// A change of one subject shows in lists of others: a flight moves meters,
// an import writes rows of every kind.
const alsoShownIn: Record<string, string[]> = {
  fuel_order: ['movement'],
  service_order: ['movement'],
  flight: ['aircraft'],
  import: ['aircraft', 'crew_member', 'flight', 'airport', 'safety_report'],
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

/** Follows the workspace's changes and refetches what shows them. Returns the function that stops it. */
export function followChanges(queryClient: QueryClient): () => void {
  const source = new EventSource('/api/v1/live')
  const pending = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let flushedAt = 0

  const flush = () => {
    timer = undefined
    flushedAt = Date.now()
    for (const subject of pending) void queryClient.invalidateQueries({ queryKey: [subject] })
    void queryClient.invalidateQueries({ queryKey: ['audit'] })
    void queryClient.invalidateQueries({ queryKey: ['timeline'] })
    pending.clear()
  }

  source.addEventListener('change', (event: MessageEvent<string>) => {
    const change: unknown = JSON.parse(event.data)
    if (!isChange(change)) return
    for (const subject of [change.subjectType, ...(alsoShownIn[change.subjectType] ?? [])])
      pending.add(subject)
    // An import of a thousand rows is a few refetches, not a thousand; a change after a while of quiet shows at once.
    timer ??= setTimeout(flush, Math.max(50, flushedAt + 300 - Date.now()))
  })

  return () => {
    clearTimeout(timer)
    source.close()
  }
}
