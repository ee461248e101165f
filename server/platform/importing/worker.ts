import { sql, type Tx } from '../database/database.ts'
import { recordEvent } from '../events/record.ts'
import { type Complete, type LeasedWork, leasedWork } from '../jobs/leased-work.ts'
import type { Services } from '../kernel/installation.ts'
import { analyse } from './analysis.ts'
import { CsvFault } from './csv.ts'
import { importStates } from './import-state.ts'
import type { ImportKind } from './kind.ts'
import { type OnProgress, run } from './run.ts'
import { contextOf, type Job, readJob } from './stored-import.ts'

// Longer than a batch takes by far, and short enough that a killed process is soon replaced.
const leaseSeconds = 20
// A file that kills its process is not tried for ever.
const maxAttempts = 5

/** Works on imports, one at a time: a large file may take what memory and time it needs, and no more. */
export function importWork(services: Services, onProgress?: OnProgress): LeasedWork<Job> {
  return leasedWork<Job>(services, {
    name: 'imports',
    table: 'imports',
    inWorkspace: true,
    waiting: sql`t.status in ('analysing', 'running')`,
    topics: ['imports'],
    pollMs: 2_000,
    leaseSeconds,
    maxAttempts,
    backoffSeconds: () => leaseSeconds,
    read: readJob,
    work: (job, { signal }) => work(services, job, signal, onProgress),
    fail: async (tx, job, { isLast }) => {
      if (isLast)
        await failImport(
          services,
          tx,
          job,
          `The import was begun ${maxAttempts} times and never came to its end`,
        )
    },
  })
}

/** Does what the import asks for. @returns what leaves it in a state that says how it went. */
async function work(
  services: Services,
  job: Job,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Complete> {
  const kind = services.extensions<ImportKind>('import').find(({ name }) => name === job.kind)
  try {
    if (!kind) throw new CsvFault(`This installation no longer imports ${job.kind}`)
    if (job.status === 'analysing') return await analyse(services, job, kind, signal)
    return await run(services, job, kind, signal, onProgress)
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    return (tx) => failImport(services, tx, job, error.message)
  }
}

async function failImport(services: Services, tx: Tx, job: Job, reason: string): Promise<void> {
  await importStates.fail.apply(tx, job, { error: reason, finished_at: new Date() })
  const emission = {
    type: 'import.failed',
    subject: { type: 'import', id: job.id, label: job.filename },
    changes: [{ field: 'error', before: null, after: reason }],
  }
  await recordEvent(tx, emission, contextOf(job))
  tx.afterCommit(() => services.live.nudge(job.workspaceId))
}
