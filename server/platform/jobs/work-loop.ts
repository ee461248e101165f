import type { Services, Topic } from '../kernel/installation.ts'

export interface WorkLoop {
  /** The name in the log: `mails`. */
  name: string
  /** These topics wake the loop at once. */
  topics?: readonly Topic[]
  /** The longest time until the loop sees what another node has queued. */
  pollMs: number
  /** The shortest time between two looks, however often the loop is woken. */
  shortestGapMs?: number
  /** Does the work that is there. It ends soon after the signal is aborted. @returns whether to look again at once. */
  look(signal: AbortSignal): Promise<boolean>
}

export interface RunningWork {
  /** Starts nothing new, and waits for what is running. */
  stop(): Promise<void>
}

/** Looks for work at once, at every wake and at every poll. There is one look at a time. */
export function startLoop({ log, onWake }: Pick<Services, 'log' | 'onWake'>, loop: WorkLoop): RunningWork {
  const { name, topics = [], pollMs, shortestGapMs = 0, look } = loop
  const stopping = new AbortController()
  const { signal } = stopping
  let isWoken = false
  let endsByWake = false
  let resume = () => {}
  const pause = (ms: number, byWake: boolean) =>
    new Promise<void>((resolve) => {
      if (signal.aborted || (byWake && isWoken)) return resolve()
      endsByWake = byWake
      const timer = setTimeout(() => resume(), ms)
      resume = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  for (const topic of topics)
    onWake(topic, () => {
      isWoken = true
      if (endsByWake) resume()
    })
  const run = async () => {
    while (!signal.aborted) {
      isWoken = false
      try {
        if (await look(signal)) continue
        await pause(shortestGapMs, false)
        await pause(pollMs, true)
      } catch (error) {
        log.error({ err: error, work: name }, 'background work failed, and is tried again')
        // A wake does not shorten this pause, because the failure may last for a while.
        await pause(pollMs, false)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      resume()
      await running
    },
  }
}
