import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'

const closeMs = 9_000

// Ctrl-C in a terminal reaches npm, the launcher and this process, and the first two pass it on: within this time it
// is one Ctrl-C.
const oneSignalMs = 1_000

export interface Stop {
  /** Called at once: a load balancer sends no new requests from its next probe on. */
  announce(): Promise<void>
  /** So long requests are still taken after SIGTERM. */
  drainSeconds: number
  close(): Promise<void>
}

/** Drains once on a signal, or when the launcher is gone; a later signal ends the process at once. */
export function stopOnSignals({ announce, drainSeconds, close }: Stop, log: Logger): void {
  let stoppingSince: number | undefined
  const stop = (signal: string) => {
    if (stoppingSince !== undefined) {
      // A later Ctrl-C means now. The database ends with the process.
      if (performance.now() - stoppingSince > oneSignalMs) process.exit(130)
      return
    }
    stoppingSince = performance.now()
    log.info({ signal }, 'stopping')
    drain(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed')
        process.exit(1)
      },
    )
  }
  const drain = async (signal: string) => {
    await announce()
    // Ctrl-C and the end of the launcher are people who wait.
    if (signal === 'SIGTERM' && drainSeconds > 0) await setTimeout(drainSeconds * 1000)
    const late = globalThis.setTimeout(() => {
      log.warn('stopped before everything had drained')
      process.exit(1)
    }, closeMs)
    late.unref()
    await close()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal))
  // The launcher is gone, and with it the terminal or the supervisor that could stop this process.
  process.once('disconnect', () => stop('disconnect'))
  process.channel?.unref()
}
