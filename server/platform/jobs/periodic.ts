import { sql } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'
import { type RunningWork, startLoop } from './work-loop.ts'

export interface PeriodicWork {
  /** Unique in the installation: `access.purge`. */
  name: string
  everyMs: number
  /** Ends soon after the signal is aborted, because the process stops. */
  run(services: Services, signal?: AbortSignal): Promise<void>
}

/** A turn that lies further ahead was taken by a wrong clock. The work must not wait until then. */
const aheadMinutes = 5

/** How often a node looks whether anything is due. */
const lookEveryMs = 5_000

/**
 * Repeats work that belongs to no record. One statement claims each turn, so only one node takes it. If that node
 * dies, the work is due again after its period, so it must be safe to do twice. The first turn comes soon after the
 * start. A failure is logged, and the next turn tries again.
 */
export function startPeriodic(services: Services, all: readonly PeriodicWork[]): RunningWork {
  return startLoop(services, {
    name: 'periodic work',
    pollMs: lookEveryMs,
    look: async (signal) => {
      for (const work of all) if (!signal.aborted) await runIfDue(services, work, signal)
      return false
    },
  })
}

/** @returns whether it was this node's turn. */
export async function runIfDue(
  services: Services,
  { name, everyMs, run }: PeriodicWork,
  signal?: AbortSignal,
): Promise<boolean> {
  const { database, log } = services
  try {
    const claimed = await database.system((tx) =>
      tx.run(sql`insert into periodic_work as w (name, began_at) values (${name}, now())
        on conflict (name) do update set began_at = now(), error = null
        where w.began_at <= now() - make_interval(secs => ${everyMs / 1000})
           or w.began_at > now() + make_interval(mins => ${aheadMinutes})`),
    )
    if (claimed === 0) return false
    const error = await run(services, signal).then(
      () => null,
      (reason: unknown) => reason as Error,
    )
    if (error) log.warn({ err: error, work: name }, 'periodic work failed, and will be tried again')
    await database.system((tx) =>
      tx.run(sql`
        update periodic_work set ended_at = now(), error = ${error?.message ?? null} where name = ${name}`),
    )
    return true
  } catch (error) {
    log.warn({ err: error, work: name }, 'periodic work could not be claimed')
    return false
  }
}
