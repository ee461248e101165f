const restMs = 300
/** After this time, a refetch that hangs holds up the others no longer. */
const patienceMs = 2_500

export interface Pace {
  add(subject: string): void
  stop(): void
}

/**
 * Gathers changed subjects, and refetches what shows them. After a quiet time, a change shows at once. An import of a
 * thousand rows causes a few refetches, not a thousand. Each change makes the server count a total again, which takes
 * long for very many records, so pages then rest for four times as long as their refetch took.
 */
export function pace(refetch: (subjects: string[]) => Promise<void>): Pace {
  const pending = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRefetching = false
  let mayRefetchAt = 0

  const flush = async () => {
    timer = undefined
    isRefetching = true
    const [begunAt, subjects] = [Date.now(), [...pending]]
    pending.clear()
    const patience = new Promise((resolve) => setTimeout(resolve, patienceMs))
    await Promise.race([refetch(subjects).catch(() => {}), patience])
    mayRefetchAt = Math.max(begunAt + restMs, Date.now() + 4 * (Date.now() - begunAt))
    isRefetching = false
    if (pending.size > 0) flushSoon()
  }
  const flushSoon = () => {
    if (!isRefetching) timer ??= setTimeout(() => void flush(), Math.max(50, mayRefetchAt - Date.now()))
  }
  return {
    add(subject) {
      pending.add(subject)
      flushSoon()
    },
    stop() {
      clearTimeout(timer)
      isRefetching = true
    },
  }
}
