import { sql, type Tx } from '../database/database.ts'
import { attempt } from '../database/savepoint.ts'
import { recordEvent } from '../events/record.ts'
import { type Complete, type LeasedWork, leasedWork } from '../jobs/leased-work.ts'
import type { Services } from '../kernel/installation.ts'
import { analyze } from './analysis.ts'
import { CsvFault } from './csv.ts'
import { findKind } from './import.ts'
import { importStates } from './import-state.ts'
import { type OnProgress, run } from './run.ts'
import { contextOf, type Job, readJob, scopeOf } from './stored-import.ts'

// Far longer than a batch takes, and short enough to replace a killed process soon.
const leaseSeconds = 20
// A file that crashes its process is not retried forever.
const maxAttempts = 5

/** Works on imports, one at a time, because a large file takes memory and time. */
export function importWork(services: Services, onProgress?: OnProgress): LeasedWork<Job> {
  return leasedWork<Job>(services, {
    name: 'imports',
    table: 'imports',
    inWorkspace: true,
    waiting: sql`t.status in ('analyzing', 'running')`,
    topics: ['imports'],
    pollMs: 2_000,
    leaseSeconds,
    maxAttempts,
    backoffSeconds: () => leaseSeconds,
    read: readJob,
    work: (job, { signal }) => work(services, job, signal, onProgress),
    fail: async (tx, job, { isLast, error }) => {
      if (isLast) await failImport(services, tx, job, reasonOf(error))
    },
  })
}

/** Does the work of the import. @returns the function that writes its new state. */
async function work(
  services: Services,
  job: Job,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Complete> {
  const kind = findKind(services, job.kind)
  try {
    if (!kind) throw new CsvFault(`This installation no longer imports ${job.kind}`)
    if (job.status === 'analyzing') return await analyze(services, job, kind, signal)
    return await run(services, job, kind, signal, onProgress)
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    return (tx) => failImport(services, tx, job, error.message)
  }
}

function reasonOf(error: Error): string {
  if ('code' in error && error.code === 'ENOENT')
    return 'The file is not on this node: share DATA_DIR/files between all nodes, then run the import again'
  return `The import was started ${maxAttempts} times and did not finish. Run it again to continue behind its last row`
}

/** What was written is settled in the same transaction, so a failed import leaves nothing half. */
async function failImport(services: Services, tx: Tx, job: Job, reason: string): Promise<void> {
  if (job.status === 'running') await settle(services, tx, job)
  await importStates.fail.apply(tx, job, { error: reason, finished_at: new Date() })
  const emission = {
    type: 'import.failed',
    subject: { type: 'import', id: job.id, label: job.filename },
    changes: [{ field: 'error', before: null, after: reason }],
  }
  await recordEvent(tx, emission, contextOf(job))
  tx.afterCommit(() => services.live.nudge(job.workspaceId))
}

// What a run does last is due for the rows that it wrote. Where that is what fails, the failure still has to be kept.
async function settle(services: Services, tx: Tx, job: Job): Promise<void> {
  const kind = findKind(services, job.kind)
  const error = await attempt(tx, async () => {
    const importer = kind && (await kind.open(tx, scopeOf(services, job, kind)))
    for (const emission of (await importer?.finish?.(tx)) ?? [])
      await recordEvent(tx, emission, contextOf(job))
  })
  if (error) services.log.error({ err: error, id: job.id }, 'what a failed import wrote cannot be settled')
}
