import { type Database, sql } from '../database/database.ts'

export interface LiveChange {
  type: string
  subjectType: string
  subjectId: string
  sequence: number
}

/** Tells open screens what has changed, in this process at once and from other nodes within two seconds. */
export interface LiveFeed {
  /** Says that events of the workspace may have been committed. */
  nudge(workspaceUuid: string): void
  /** The changes from now on, until the signal. */
  follow(workspaceUuid: string, fromSequence: number, signal: AbortSignal): AsyncGenerator<LiveChange>
  close(): void
}

export function liveFeed(database: Database, pollMs = 2_000): LiveFeed {
  const waiting = new Map<string, Set<() => void>>()
  const closing = new AbortController()
  const nudge = (workspaceUuid: string) => {
    for (const wake of waiting.get(workspaceUuid) ?? []) wake()
  }
  return {
    nudge,
    close: () => closing.abort(),
    async *follow(workspaceUuid, fromSequence, signal) {
      const wakers = waiting.get(workspaceUuid) ?? new Set()
      waiting.set(workspaceUuid, wakers)
      let last = fromSequence
      try {
        while (!signal.aborted && !closing.signal.aborted) {
          const changes = await database.tenant({ workspaceId: workspaceUuid }, (tx) => tx.rows(sql<LiveChange>`
            select type, subject_type as "subjectType", subject_id as "subjectId", seq as sequence
              from events where seq > ${last} order by seq limit 500`))
          for (const change of changes) {
            last = change.sequence
            yield change
          }
          if (changes.length === 0) await pause(wakers, pollMs, [signal, closing.signal])
        }
      } finally {
        if (wakers.size === 0) waiting.delete(workspaceUuid)
      }
    },
  }
}

function pause(wakers: Set<() => void>, ms: number, signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      wakers.delete(done)
      for (const signal of signals) signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    wakers.add(done)
    for (const signal of signals) signal.addEventListener('abort', done)
  })
}
