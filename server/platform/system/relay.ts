import type { Database } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'

const channel = 'apron_changes'
/** What is committed within this time is reported at once. A message has at most 8,000 bytes, which are 200 workspaces. */
const gatherMs = 15
const mostAtOnce = 200

export interface Relay {
  /** How many other nodes run. Without any, nothing is sent and nothing is heard. */
  setOthers(count: number): Promise<void>
  close(): Promise<void>
}

/**
 * Reports to the other nodes in which workspaces something was committed, after the commit: `notify` inside of it would
 * make all writers of the database wait for each other.
 */
export function relayLiveChanges({
  database,
  live,
  log,
}: Pick<Services, 'database' | 'live' | 'log'>): Relay {
  let channelOpen: ReturnType<Database['listen']> | null = null
  const waiting = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const flush = async () => {
    timer = undefined
    const all = [...waiting]
    waiting.clear()
    for (let at = 0; at < all.length; at += mostAtOnce)
      await database.send(channel, all.slice(at, at + mostAtOnce).join(' '))
  }
  const tell = (workspaceUuid: string) => {
    waiting.add(workspaceUuid)
    // A report that is lost costs two seconds: the screens of the other nodes look by themselves.
    timer ??= setTimeout(
      () =>
        void flush().catch((error) => log.debug({ err: error }, 'a change was not reported to other nodes')),
      gatherMs,
    ).unref()
  }
  const close = async () => {
    live.relayThrough(null)
    clearTimeout(timer)
    await channelOpen?.close()
    channelOpen = null
  }
  return {
    async setOthers(count) {
      if (count === 0) return close()
      live.relayThrough(tell)
      channelOpen ??= database.listen(channel, (message) => {
        for (const workspaceUuid of message.split(' ')) live.hear(workspaceUuid)
      })
    },
    close,
  }
}
