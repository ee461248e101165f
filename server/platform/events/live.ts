import { type Database, sql, type Tx } from '../database/database.ts'

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
  /**
   * The changes from now on, with null now and then as a sign of life. It ends with the signal, when the
   * caller may follow no longer, and after a while in any case: browsers connect again by themselves.
   */
  follow(following: Following): AsyncGenerator<LiveChange | null>
  close(): void
}

export interface Following {
  workspaceUuid: string
  /** Who follows: told as well that their notifications have changed. */
  userId: string
  fromSequence: number
  signal: AbortSignal
  /** Asked again before each look: a session that has ended sees nothing more. */
  mayFollow(tx: Tx): Promise<boolean>
}

const signOfLifeMs = 20_000

export function liveFeed(database: Database, { pollMs = 2_000, longestMs = 300_000 } = {}): LiveFeed {
  const waiting = new Map<string, Set<() => void>>()
  const closing = new AbortController()
  const nudge = (workspaceUuid: string) => {
    for (const wake of waiting.get(workspaceUuid) ?? []) wake()
  }
  return {
    nudge,
    close: () => closing.abort(),
    async *follow({ workspaceUuid, userId, fromSequence, signal, mayFollow }) {
      const endsAt = Date.now() + longestMs
      let last = fromSequence
      let told = 0
      let spokeAt = Date.now()
      while (!signal.aborted && !closing.signal.aborted && Date.now() < endsAt) {
        const found = await database.tenant({ workspaceId: workspaceUuid }, async (tx) =>
          (await mayFollow(tx)) ? await changesAfter(tx, last, userId) : null,
        )
        if (found === null) return
        const { changes, notified } = found
        for (const change of changes) {
          last = change.sequence
          yield change
        }
        // At the first look too: something may have been told between the page and this stream.
        if (notified !== told) {
          told = notified
          yield {
            type: 'notification.changed',
            subjectType: 'notification',
            subjectId: userId,
            sequence: last,
          }
        }
        if (changes.length > 0) spokeAt = Date.now()
        if (Date.now() - spokeAt > signOfLifeMs) {
          spokeAt = Date.now()
          yield null
        }
        if (changes.length === 0) await pause(waiting, workspaceUuid, pollMs, [signal, closing.signal])
      }
    },
  }
}

async function changesAfter(
  tx: Tx,
  sequence: number,
  userId: string,
): Promise<{ changes: LiveChange[]; notified: number }> {
  const changes =
    await tx.rows(sql<LiveChange>`select type, subject_type as "subjectType", subject_id as "subjectId", seq as sequence
      from events where seq > ${sequence} order by seq limit 500`)
  const head = await tx.first(
    sql<{ changes: number }>`select changes from notification_heads where user_id = ${userId}`,
  )
  return { changes, notified: head?.changes ?? 0 }
}

function pause(
  waiting: Map<string, Set<() => void>>,
  workspaceUuid: string,
  ms: number,
  signals: AbortSignal[],
): Promise<void> {
  const wakers = waiting.get(workspaceUuid) ?? new Set()
  waiting.set(workspaceUuid, wakers)
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      wakers.delete(done)
      if (wakers.size === 0) waiting.delete(workspaceUuid)
      for (const signal of signals) signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    wakers.add(done)
    for (const signal of signals) signal.addEventListener('abort', done)
  })
}
