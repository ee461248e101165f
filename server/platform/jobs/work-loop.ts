import type { Services, Topic } from '../kernel/installation.ts'

export interface WorkLoop {
  /** For the log: `mails`. */
  name: string
  /** What this process does that makes it look at once. */
  topics?: readonly Topic[]
  /** What another node has left to do is seen within this time. */
  pollMs: number
  /** A thousand commits a second are a thousand wakes, and not as many looks. */
  shortestGapMs?: number
  /** Does what there is to do, and ends soon once the signal is aborted. @returns whether to look again at once. */
  look(signal: AbortSignal): Promise<boolean>
}

export interface RunningWork {
  /** Begins nothing more, and waits until what had begun has ended. */
  stop(): Promise<void>
}

/** Looks for work now, whenever this process wakes it, and every so often, one look at a time. */
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
        // Not sooner when it is woken: whatever failed may fail for a while.
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
