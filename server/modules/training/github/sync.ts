import { sql, type Tx } from '#platform/database/database.ts'
import { recordEvent, systemContext } from '#platform/events/record.ts'
import { type Lease, renewLease } from '#platform/jobs/lease.ts'
import { leasedWork } from '#platform/jobs/leased-work.ts'
import type { RunningWork } from '#platform/jobs/work-loop.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { GithubError, githubApi } from './api.ts'
import { accessOf, GithubConnection } from './connection.ts'
import { withdrawDocuments } from './document.ts'
import { actorName, readFile, type SyncSource } from './read-file.ts'
import { type RepositoryFile, readBlob, readFolders } from './repository.ts'

const maxAttempts = 8
const longestBackoffSeconds = 600

interface SyncJob {
  connectionId: string
  workspaceUuid: string
  workspaceId: string
  repository: string | null
  branch: string | null
  syllabusFolder: string | null
  manualFolder: string | null
  before: string | null
}

/** Reads the repositories of connections whose sync waits, one at a time in each process. */
export function startSync(services: Services): RunningWork {
  return leasedWork<SyncJob>(services, {
    name: 'github syncs',
    table: 'github_syncs',
    inWorkspace: true,
    // A workspace without the module has no library.
    waiting: sql`t.wanted_at is not null and exists (
      select from workspaces w where w.workspace_id = t.workspace_id and 'training' = any (w.modules))`,
    topics: ['github_syncs'],
    pollMs: 5_000,
    leaseSeconds: 240,
    deadlineSeconds: 200,
    maxAttempts,
    backoffSeconds: (attempts, error) =>
      (error instanceof GithubError ? error.retryAfterSeconds : null) ??
      Math.min(longestBackoffSeconds, 5 * 2 ** attempts),
    read: readJob,
    async work(job, { lease, signal }) {
      try {
        return await sync(services, job, lease, signal)
      } catch (error) {
        // Asking again makes no difference: the connection says what has to change.
        if (error instanceof GithubError && error.retryAfterSeconds === null)
          return (tx) => end(tx, services, job, { error: error.message })
        throw error
      }
    },
    async fail(tx, job, { error, isLast }) {
      const sentence =
        error instanceof GithubError ? error.message : 'The sync failed on our side; the log says the rest'
      if (isLast) await end(tx, services, job, { error: sentence })
      else await tx.run(sql`update github_syncs set error = ${sentence} where id = ${job.connectionId}`)
    },
  }).start()
}

const readJob = (tx: Tx, { id, workspaceUuid }: Lease): Promise<SyncJob> =>
  tx.one(sql<'syncJob'>`
    select c.id as "connectionId", c.workspace_id as "workspaceUuid", w.id as "workspaceId", c.repository, c.branch,
           c.syllabus_folder as "syllabusFolder", c.manual_folder as "manualFolder", s.commit_sha as before
      from github_syncs s
      join github_connections c on c.workspace_id = s.workspace_id and c.id = s.id
      join workspaces w on w.workspace_id = s.workspace_id
     where s.workspace_id = ${workspaceUuid} and s.id = ${id}`)

/** Reads what has changed, file by file. @returns what completes the sync. */
async function sync(services: Services, job: SyncJob, lease: Lease, signal: AbortSignal) {
  const { connectionId, workspaceUuid, repository, branch } = job
  if (repository === null || branch === null) throw new GithubError('No repository and branch are chosen')
  const inWorkspace = <T>(run: (tx: Tx) => Promise<T>) =>
    services.database.tenant({ workspaceId: workspaceUuid }, run)
  const access = await inWorkspace((tx) => accessOf(tx, services, connectionId))
  if (!access) throw new GithubError('The connection is gone')
  const github = githubApi(services, access)
  const { commitSha, files } = await readFolders(github, { ...job, repository, branch })
  const source = { ...job, repository, commitSha }
  const known = await inWorkspace(async (tx) => {
    await renewLease(tx, lease)
    return forgetLost(tx, source, files)
  })
  for (const file of files) {
    if (known.get(file.path) === file.blobSha) continue
    signal.throwIfAborted()
    await readFile(services, lease, source, file, () => readBlob(github, repository, file))
  }
  return (tx: Tx) => end(tx, services, job, { error: null, commitSha })
}

/** Drops what is not in the repository any more. @returns the content of each file that was read before, by its path. */
async function forgetLost(
  tx: Tx,
  { connectionId, workspaceId }: SyncSource,
  files: readonly RepositoryFile[],
): Promise<ReadonlyMap<string, string>> {
  const paths = files.map(({ path }) => path)
  await tx.run(sql`
    delete from github_files where connection_id = ${connectionId} and not (path = any (${paths}))`)
  await withdrawDocuments(tx, connectionId, paths, systemContext(workspaceId, actorName))
  const read = await tx.rows(sql<'readFiles'>`
    select path, blob_sha as "blobSha" from github_files
     where connection_id = ${connectionId} and outcome = 'read'`)
  return new Map(read.map(({ path, blobSha }) => [path, blobSha]))
}

async function end(
  tx: Tx,
  services: Services,
  { connectionId, workspaceId, workspaceUuid, before }: SyncJob,
  { error, commitSha = before }: { error: string | null; commitSha?: string | null },
): Promise<void> {
  await tx.run(sql`
    update github_syncs set wanted_at = null, finished_at = now(), error = ${error}, commit_sha = ${commitSha}
     where id = ${connectionId}`)
  const { name: label } = await GithubConnection.get(tx, connectionId)
  await recordEvent(
    tx,
    {
      type: error === null ? 'github_connection.synced' : 'github_connection.sync_failed',
      subject: { type: GithubConnection.name, id: connectionId, label },
      changes: error === null ? [{ field: 'syncedCommit', before, after: commitSha }] : [],
    },
    systemContext(workspaceId, actorName),
  )
  tx.afterCommit(() => {
    services.live.nudge(workspaceUuid)
    services.wake('events')
  })
}
