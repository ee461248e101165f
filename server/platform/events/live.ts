import { type Database, sql, type Tx } from '../database/database.ts'
import { problem } from '../kernel/problem.ts'

const tooManyStreams = problem('too_many_streams', 429, {
  meaning: 'As many streams of events are open for you as may be at once',
  fix: 'Close some: one stream tells everything. A browser shares one among the pages of a tab.',
})

/** Of one user, or of one link: as many tabs and screens as anybody has. Each looks into the database every two seconds. */
const mostStreams = 30

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
   * @throws Problem `too_many_streams`, 429.
   */
  follow(following: Following): AsyncGenerator<LiveChange | null>
  close(): void
}

export interface Following {
  workspaceUuid: string
  /** Whose streams are counted together. */
  follower: string
  /** Who follows: told as well that their notifications have changed. */
  userId: string
  fromSequence: number
  signal: AbortSignal
  /** Asked again before each look: a session that has ended sees nothing more. */
  mayFollow(tx: Tx): Promise<boolean>
  /** What of a change is told; null: nothing. */
  tell(tx: Tx, change: LiveChange): Promise<LiveChange | null>
}

const signOfLifeMs = 20_000

export function liveFeed(database: Database, { pollMs = 2_000, longestMs = 300_000 } = {}): LiveFeed {
  const waiting = new Map<string, Set<() => void>>()
  const closing = new AbortController()
  const nudge = (workspaceUuid: string) => {
    for (const wake of waiting.get(workspaceUuid) ?? []) wake()
  }
  const open = new Map<string, number>()
  const openOf = (follower: string) => open.get(follower) ?? 0
  const count = (follower: string, by: 1 | -1) => {
    const now = openOf(follower) + by
    if (now > 0) open.set(follower, now)
    else open.delete(follower)
  }
  async function* changes({ workspaceUuid, userId, fromSequence, signal, mayFollow, tell }: Following) {
    const endsAt = Date.now() + longestMs
    let last = fromSequence
    let told = 0
    let spokeAt = Date.now()
    while (!signal.aborted && !closing.signal.aborted && Date.now() < endsAt) {
      const found = await database.tenant({ workspaceId: workspaceUuid }, async (tx) =>
        (await mayFollow(tx)) ? await changesAfter(tx, last, userId, tell) : null,
      )
      if (found === null) return
      const { changes, notified } = found
      for (const change of changes) {
        last = change.sequence
        if (change.told) yield change.told
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
      if (changes.some((change) => change.told)) spokeAt = Date.now()
      if (Date.now() - spokeAt > signOfLifeMs) {
        spokeAt = Date.now()
        yield null
      }
      if (changes.length === 0) await pause(waiting, workspaceUuid, pollMs, [signal, closing.signal])
    }
  }
  async function* counted(following: Following) {
    // Again, and now for good: many may have asked at the same moment, and none was open yet.
    if (openOf(following.follower) >= mostStreams) return
    count(following.follower, 1)
    try {
      yield* changes(following)
    } finally {
      count(following.follower, -1)
    }
  }
  return {
    nudge,
    close: () => closing.abort(),
    follow(following) {
      if (openOf(following.follower) >= mostStreams) throw tooManyStreams()
      return counted(following)
    },
  }
}

async function changesAfter(
  tx: Tx,
  sequence: number,
  userId: string,
  tell: Following['tell'],
): Promise<{ changes: { sequence: number; told: LiveChange | null }[]; notified: number }> {
  const found = await tx.rows(sql<'changesAfter'>`
      select type, subject_type as "subjectType", subject_id as "subjectId", seq as sequence
        from events where seq > ${sequence} order by seq limit 500`)
  const head = await tx.first(
    sql<'notificationChanges'>`select changes from notification_heads where user_id = ${userId}`,
  )
  const changes = []
  for (const change of found) changes.push({ sequence: change.sequence, told: await tell(tx, change) })
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
