import { sql } from '#platform/database/database.ts'
import { type EventContext, systemContext } from '#platform/events/record.ts'
import type { ExaminedFile } from '#platform/files/examine.ts'
import { type Lease, renewLease } from '#platform/jobs/lease.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { Problem } from '#platform/kernel/problem.ts'
import type { FileProblemForm } from './connection.ts'
import { examineDocument, writeDocument } from './document.ts'
import { mostBytesOf, type RepositoryFile } from './repository.ts'
import { readSyllabusFile, type SyllabusFileForm } from './syllabus-file.ts'
import { writeSyllabus } from './write-syllabus.ts'

/** What the name of the actor is in the audit log. */
export const actorName = 'GitHub'

export interface SyncSource {
  connectionId: string
  workspaceUuid: string
  workspaceId: string
  repository: string
  commitSha: string
}

type Read = { syllabus: SyllabusFileForm } | { document: ExaminedFile } | { problems: FileProblemForm[] }
interface Outcome {
  programId?: string
  revisionId?: string
  revisionVersion?: number
  documentId?: string
  problems?: FileProblemForm[]
}

/**
 * Reads one file, and writes what it became together with its outcome, if the sync still has its lease. A file that is
 * refused changes nothing else. @param load reads the bytes; it is not called for a file that is too large.
 */
export async function readFile(
  services: Services,
  lease: Lease,
  source: SyncSource,
  file: RepositoryFile,
  load: () => Promise<Buffer>,
): Promise<void> {
  const read = await examined(source, file, load)
  try {
    await store(services, lease, source, file, read)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await store(services, lease, source, file, { problems: problemsOf(error) })
  }
}

async function examined(
  { workspaceUuid }: SyncSource,
  { kind, sizeBytes }: RepositoryFile,
  load: () => Promise<Buffer>,
): Promise<Read> {
  const most = mostBytesOf[kind]
  if (sizeBytes > most)
    return { problems: [{ line: 1, field: '', message: `is larger than ${most / 1_000_000} MB` }] }
  const bytes = await load()
  if (kind === 'syllabus') return readSyllabusFile(bytes.toString('utf8'))
  try {
    return { document: await examineDocument(bytes, workspaceUuid) }
  } catch (error) {
    if (error instanceof Problem) return { problems: problemsOf(error) }
    throw error
  }
}

const problemsOf = ({ message, details }: Problem): FileProblemForm[] =>
  details?.map(({ field, message: part }) => ({ line: 1, field, message: part })) ?? [
    { line: 1, field: '', message },
  ]

function store(
  services: Services,
  lease: Lease,
  source: SyncSource,
  file: RepositoryFile,
  read: Read,
): Promise<void> {
  const { workspaceUuid, workspaceId, connectionId } = source
  const context = systemContext(workspaceId, actorName)
  return services.database.tenant({ workspaceId: workspaceUuid }, async (tx) => {
    await renewLease(tx, lease)
    const outcome = await written()
    const { problems = [] } = outcome
    await tx.run(sql`
      insert into github_files (workspace_id, connection_id, path, kind, blob_sha, outcome, problems,
          program_id, revision_id, revision_version, document_id)
      values (${workspaceUuid}, ${connectionId}, ${file.path}, ${file.kind}, ${file.blobSha},
          ${problems.length > 0 ? 'refused' : 'read'}, ${JSON.stringify(problems)}::jsonb,
          ${outcome.programId ?? null}, ${outcome.revisionId ?? null}, ${outcome.revisionVersion ?? null},
          ${outcome.documentId ?? null})
      on conflict (workspace_id, connection_id, path) do update
        set kind = excluded.kind, blob_sha = excluded.blob_sha, outcome = excluded.outcome,
          problems = excluded.problems, read_at = now(),
          program_id = coalesce(excluded.program_id, github_files.program_id),
          revision_id = coalesce(excluded.revision_id, github_files.revision_id),
          revision_version = coalesce(excluded.revision_version, github_files.revision_version),
          document_id = coalesce(excluded.document_id, github_files.document_id)`)

    function written(): Promise<Outcome> | Outcome {
      if ('problems' in read) return read
      if ('document' in read) return writtenDocument(read.document, context)
      const origin = `${source.repository}@${source.commitSha.slice(0, 7)}`
      return writeSyllabus(tx, { ...source, path: file.path, origin }, read.syllabus, context)
    }
    async function writtenDocument(document: ExaminedFile, at: EventContext): Promise<Outcome> {
      return { documentId: await writeDocument(tx, services, { ...source, path: file.path }, document, at) }
    }
  })
}
