import { sql } from '../database/database.ts'
import { recordEvent, systemContext } from '../events/record.ts'
import { type Lease, renewLease } from '../jobs/lease.ts'
import { type LeasedWork, leasedWork } from '../jobs/leased-work.ts'
import type { PeriodicWork } from '../jobs/periodic.ts'
import type { Services } from '../kernel/installation.ts'
import { exportStream } from './export-archive.ts'
import { exportStates, keptDays, WorkspaceExport } from './workspace-export.ts'

const leaseSeconds = 60
const reportEveryMs = 2_000
const maxAttempts = 3

interface Job {
  id: string
  status: 'running'
  workspaceUuid: string
  workspaceId: string
  workspaceName: string
}

/** Writes the archives that were asked for, one at a time in each process. */
export function exportWork(services: Services): LeasedWork<Job> {
  return leasedWork<Job>(services, {
    name: 'workspace exports',
    table: 'workspace_exports',
    inWorkspace: true,
    waiting: sql`t.status = 'running'`,
    topics: ['workspace_exports'],
    pollMs: 5_000,
    leaseSeconds,
    maxAttempts,
    backoffSeconds: (attempts) => 10 * attempts,
    read: async (tx, { id, workspaceUuid }) => ({
      id,
      status: 'running',
      ...(await tx.one(sql<'exportedWorkspace'>`
        select workspace_id as "workspaceUuid", id as "workspaceId", name as "workspaceName"
          from workspaces where workspace_id = ${workspaceUuid}`)),
    }),
    async work(job, { lease, signal }) {
      const { sizeBytes } = await writeArchive(services, job, lease, signal)
      return async (tx) => {
        const done = { size_bytes: sizeBytes, progress: 100, finished_at: new Date() }
        await exportStates.complete.apply(tx, job, done)
        await recordEvent(tx, { ...event(job), type: 'workspace_export.completed' }, contextOf(job))
        tx.afterCommit(() => services.live.nudge(job.workspaceUuid))
      }
    },
    async fail(tx, job, { error, isLast }) {
      if (!isLast) return
      const failed = { error: sentenceOf(error), finished_at: new Date() }
      await exportStates.fail.apply(tx, job, failed)
      await recordEvent(tx, { ...event(job), type: 'workspace_export.failed' }, contextOf(job))
      tx.afterCommit(() => services.live.nudge(job.workspaceUuid))
    },
  })
}

const event = ({ id, workspaceName }: Job) => ({
  subject: { type: WorkspaceExport.name, id, label: workspaceName },
})
const contextOf = ({ workspaceId }: Job) => systemContext(workspaceId, 'export')

function sentenceOf({ code }: Error & { code?: string }): string {
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? 'The disk of this installation is full. Its operator has to free space; then export again'
    : 'The export failed on our side. Export again; the log says the rest'
}

function writeArchive(services: Services, job: Job, lease: Lease, signal: AbortSignal) {
  const { database, files } = services
  const { workspaceUuid } = job
  let reportedAt = performance.now()
  const onProgress = async (share: number) => {
    signal.throwIfAborted()
    if (performance.now() - reportedAt < reportEveryMs) return
    reportedAt = performance.now()
    await database.tenant({ workspaceId: workspaceUuid }, async (tx) => {
      await renewLease(tx, lease)
      await tx.run(
        sql`update workspace_exports set progress = ${Math.floor(share * 99)} where id = ${job.id}`,
      )
    })
    services.live.nudge(workspaceUuid)
  }
  return database.replicaSnapshot(
    (snapshot) =>
      files.write(
        workspaceUuid,
        job.id,
        exportStream(snapshot, { files, workspaceUuid, onProgress }),
        Number.POSITIVE_INFINITY,
      ),
    (err) =>
      services.log.warn({ err }, 'the read replica cannot be reached, so the database itself is exported'),
  )
}

/** Archives hold everything, so they do not stay for long. */
export const purgeExports: PeriodicWork = {
  name: 'workspace_exports.purge',
  everyMs: 60 * 60_000,
  async run({ database, files }) {
    const old = await database.system((tx) =>
      tx.rows(sql<'oldExports'>`
        select workspace_id as "workspaceUuid", id from workspace_exports
         where finished_at < now() - make_interval(days => ${keptDays})`),
    )
    for (const { workspaceUuid, id } of old) {
      await files.remove(workspaceUuid, id)
      await database.system((tx) =>
        tx.run(sql`delete from workspace_exports where workspace_id = ${workspaceUuid} and id = ${id}`),
      )
    }
  },
}
