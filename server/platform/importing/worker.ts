import { randomUUID } from 'node:crypto'
import { recordEvent } from '../events/record.ts'
import type { Services } from '../kernel/installation.ts'
import { analyse } from './analysis.ts'
import { CsvFault } from './csv.ts'
import { importStates, withoutLease } from './import-state.ts'
import type { ImportKind } from './kind.ts'
import { run } from './run.ts'
import { claimJob, holdLease, type Job, LeaseLost, releaseLease } from './stored-import.ts'

// What another node has queued, or left behind, is seen after this; what was queued here wakes us.
const POLL_MS = 2000
// A file that kills its process is not tried for ever.
const MOST_ATTEMPTS = 5

/** Works on imports, one at a time: a large file may take what memory and time it needs, and no more. */
export function startImporting(services: Services) {
  const stopping = new AbortController()
  let wake = () => {}
  services.onWake('imports', () => wake())
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const job = await claim(services).catch((error) => {
        services.log.error({ error }, 'imports could not be looked for')
        return undefined
      })
      if (job) await work(services, job, stopping.signal)
      else
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, POLL_MS)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
          if (stopping.signal.aborted) wake()
        })
    }
  }
  const ended = loop()
  return {
    stop: async () => {
      stopping.abort()
      wake()
      await ended
    },
  }
}

export function claim(services: Services, importId: string | null = null) {
  return services.database.system((tx) => claimJob(tx, randomUUID(), importId))
}

/** Does what the import asks for, and leaves it in a state that says how it went. */
export async function work(
  services: Services,
  job: Job,
  signal: AbortSignal,
  onProgress?: (done: number, total: number) => void,
) {
  const kind = services.extensions<ImportKind>('import').find(({ name }) => name === job.kind)
  try {
    if (!kind) throw new CsvFault(`This installation no longer imports ${job.kind}`)
    if (job.attempts > MOST_ATTEMPTS)
      throw new CsvFault(`The import was begun ${MOST_ATTEMPTS} times and never came to its end`)
    if (job.status === 'analysing') await analyse(services, job, kind, signal)
    else await run(services, job, kind, signal, onProgress)
  } catch (error) {
    if (error instanceof LeaseLost) return
    if (signal.aborted) {
      await services.database.tenant({ workspaceId: job.workspaceId }, (tx) => releaseLease(tx, job))
      return
    }
    if (error instanceof CsvFault) return fail(services, job, error.message).catch(ignoreLostLease)
    services.log.error({ error, importId: job.id }, 'an import was interrupted and will be tried again')
  }
}

function ignoreLostLease(error: unknown): void {
  if (!(error instanceof LeaseLost)) throw error
}

async function fail(services: Services, job: Job, reason: string) {
  const actor = {
    type: job.createdBy ? ('user' as const) : ('system' as const),
    id: job.createdBy,
    name: job.actorName,
  }
  await services.database.tenant({ workspaceId: job.workspaceId }, async (tx) => {
    await holdLease(tx, job)
    await importStates.fail.apply(tx, job, { ...withoutLease, error: reason, finished_at: new Date() })
    const changes = [{ field: 'error', before: null, after: reason }]
    const emission = {
      type: 'import.failed',
      subject: { type: 'import', id: job.id, label: job.filename },
      changes,
    }
    await recordEvent(tx, emission, { workspaceId: job.workspaceId, actor, request: null, now: new Date() })
  })
  services.live.nudge(job.workspaceId)
}
