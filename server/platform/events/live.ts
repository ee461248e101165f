import { type Database, sql, type Tx } from '../database/database.ts'
import { problem } from '../kernel/problem.ts'

const tooManyStreams = problem('too_many_streams', 429, {
  meaning: 'You have the maximum number of event streams open',
  fix: 'Close some: one stream has all changes. In a browser, the pages of a tab share one.',
})

/** Per user, or per link: more tabs and screens than anyone has. Each stream queries the database every two seconds. */
const mostStreams = 30

export interface LiveChange {
  type: string
  subjectType: string
  subjectId: string
  sequence: number
}

/**
 * Sends changes to open screens: those of this process immediately, those of other nodes as they report them, and
 * within two seconds if a report is lost.
 */
export interface LiveFeed {
  /** Reports that events of the workspace may have been committed here. */
  nudge(workspaceUuid: string): void
  /** The same of events that another node has committed. */
  hear(workspaceUuid: string): void
  /** From now on, `tell` learns of what is committed here, to report it to the other nodes. Null: nobody does. */
  relayThrough(tell: ((workspaceUuid: string) => void) | null): void
  /**
   * The changes from now on, with null now and then as a heartbeat. It ends with the signal, when the caller
   * may no longer follow, and after a while in any case: browsers reconnect by themselves.
   * @throws Problem `too_many_streams`, 429.
   */
  follow(following: Following): AsyncGenerator<LiveChange | null>
  close(): void
}

export interface Following {
  workspaceUuid: string
  /** The user or link whose streams are counted together. */
  follower: string
  /** The follower. Also gets changes of their notifications. */
  userId: string
  fromSequence: number
  signal: AbortSignal
  /** Checked before each query: a session that has ended sees nothing more. */
  mayFollow(tx: Tx): Promise<boolean>
  /** The part of a change that the follower may see; null: nothing. */
  view(tx: Tx, change: LiveChange): Promise<LiveChange | null>
}

const signOfLifeMs = 20_000

export function liveFeed(database: Database, { pollMs = 2_000, longestMs = 300_000 } = {}): LiveFeed {
  const followers = new Map<string, Set<Alarm>>()
  const closing = new AbortController()
  let relay: ((workspaceUuid: string) => void) | null = null
  const hear = (workspaceUuid: string) => {
    for (const alarm of followers.get(workspaceUuid) ?? []) alarm.ring()
  }
  const open = new Map<string, number>()
  const openOf = (follower: string) => open.get(follower) ?? 0
  const count = (follower: string, by: 1 | -1) => {
    const now = openOf(follower) + by
    if (now > 0) open.set(follower, now)
    else open.delete(follower)
  }
  async function* changes(
    { workspaceUuid, userId, fromSequence, signal, mayFollow, view }: Following,
    alarm: Alarm,
  ) {
    const endsAt = Date.now() + longestMs
    let last = fromSequence
    let sentNotified = 0
    let spokeAt = Date.now()
    while (!signal.aborted && !closing.signal.aborted && Date.now() < endsAt) {
      alarm.set()
      const found = await database.tenant({ workspaceId: workspaceUuid }, async (tx) =>
        (await mayFollow(tx)) ? await changesAfter(tx, last, userId, view) : null,
      )
      if (found === null) return
      const { changes, notified } = found
      for (const change of changes) {
        last = change.sequence
        if (change.visible) yield change.visible
      }
      // Also on the first query: a notification may have arrived between the page and this stream.
      if (notified !== sentNotified) {
        sentNotified = notified
        yield {
          type: 'notification.changed',
          subjectType: 'notification',
          subjectId: userId,
          sequence: last,
        }
      }
      if (changes.some((change) => change.visible)) spokeAt = Date.now()
      if (Date.now() - spokeAt > signOfLifeMs) {
        spokeAt = Date.now()
        yield null
      }
      if (changes.length === 0) await alarm.wait(pollMs, [signal, closing.signal])
    }
  }
  async function* counted(following: Following) {
    // Checked again: many requests may have arrived at the same moment, before any stream was open.
    if (openOf(following.follower) >= mostStreams) return
    const { workspaceUuid, follower } = following
    const alarm = new Alarm()
    const alarms = followers.get(workspaceUuid) ?? new Set()
    followers.set(workspaceUuid, alarms.add(alarm))
    count(follower, 1)
    try {
      yield* changes(following, alarm)
    } finally {
      count(follower, -1)
      alarms.delete(alarm)
      if (alarms.size === 0 && followers.get(workspaceUuid) === alarms) followers.delete(workspaceUuid)
    }
  }
  return {
    nudge(workspaceUuid) {
      hear(workspaceUuid)
      relay?.(workspaceUuid)
    },
    hear,
    relayThrough(tell) {
      relay = tell
    },
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
  view: Following['view'],
): Promise<{ changes: { sequence: number; visible: LiveChange | null }[]; notified: number }> {
  const found = await tx.rows(sql<'changesAfter'>`
      select type, subject_type as "subjectType", subject_id as "subjectId", seq as sequence
        from events where seq > ${sequence} order by seq limit 500`)
  const head = await tx.first(
    sql<'notificationChanges'>`select changes from notification_heads where user_id = ${userId}`,
  )
  const changes = []
  for (const change of found) changes.push({ sequence: change.sequence, visible: await view(tx, change) })
  return { changes, notified: head?.changes ?? 0 }
}

/** Wakes a stream that waits. One that rings while the stream still reads ends its next wait at once. */
class Alarm {
  #hasRung = false
  #wake: (() => void) | null = null

  set(): void {
    this.#hasRung = false
  }

  ring(): void {
    this.#hasRung = true
    this.#wake?.()
  }

  wait(ms: number, signals: AbortSignal[]): Promise<void> {
    if (this.#hasRung || signals.some(({ aborted }) => aborted)) return Promise.resolve()
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#wake = null
        for (const signal of signals) signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      this.#wake = done
      for (const signal of signals) signal.addEventListener('abort', done)
    })
  }
}
