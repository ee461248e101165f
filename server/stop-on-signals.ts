import type { Logger } from 'pino'

const drainMs = 9_000

// Ctrl-C in a terminal reaches npm, the launcher and this process, and the first two pass it on: within this time it
// is one Ctrl-C.
const oneSignalMs = 1_000

/** Drains once on a signal, or when the launcher is gone; a later signal ends the process at once. */
export function stopOnSignals(close: () => Promise<void>, log: Logger): void {
  let stoppingSince: number | undefined
  const stop = (signal: string) => {
    if (stoppingSince !== undefined) {
      // A later Ctrl-C means now. The database ends with the process.
      if (performance.now() - stoppingSince > oneSignalMs) process.exit(130)
      return
    }
    stoppingSince = performance.now()
    log.info({ signal }, 'stopping')
    const late = setTimeout(() => {
      log.warn('stopped before everything had drained')
      process.exit(1)
    }, drainMs)
    late.unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal))
  // The launcher is gone, and with it the terminal or the supervisor that could stop this process.
  process.once('disconnect', () => stop('disconnect'))
  process.channel?.unref()
}
