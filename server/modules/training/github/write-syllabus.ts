import { sql, type Tx } from '#platform/database/database.ts'
import { changesBetween, type EventContext, recordEvent } from '#platform/events/record.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { TrainingProgram } from '../program.ts'
import { type RevisionForm, TrainingRevision } from '../revision.ts'
import { defaultScale } from '../syllabus.ts'
import { plainSyllabus } from '../syllabus-form.ts'
import { changeDraft, createDraft, newestRevision, type RevisionContent } from '../write-revision.ts'
import type { SyllabusFileForm } from './syllabus-file.ts'

interface SyllabusSource {
  workspaceUuid: string
  connectionId: string
  path: string
  /** `heron-air/training@1f2e3d4`, for the note of a revision whose file has none. */
  origin: string
}

/**
 * Writes a syllabus as a draft revision of its program, which is made if there is none with its code. The draft that
 * the same file became before is changed, unless somebody changed it here; what is the same as the newest revision
 * makes no other one. @throws Problem `rule_broken` if another file has the program already.
 */
export async function writeSyllabus(
  tx: Tx,
  source: SyllabusSource,
  { program, ...sent }: SyllabusFileForm,
  context: EventContext,
): Promise<{ programId: string; revisionId: string; revisionVersion: number }> {
  const { workspaceUuid } = source
  const programId = await programOf(tx, source, program, context)
  const newest = await newestRevision(tx, programId)
  const content = {
    effectiveOn: null,
    approvalReference: null,
    changeNote: `Read from ${source.origin}`,
    minimums: [],
    gradeScale: defaultScale,
    ...sent,
  }
  const isSame =
    newest !== null &&
    JSON.stringify(plainSyllabus(newest as RevisionContent)) === JSON.stringify(plainSyllabus(content))
  if (isSame) return { programId, revisionId: newest.id, revisionVersion: newest.version }
  const own = newest && (await isOwnDraft(tx, source, newest)) ? newest : null
  const written = own
    ? await changeDraft(tx, workspaceUuid, own, content)
    : await createDraft(
        tx,
        { workspaceUuid, programId, number: (newest?.number ?? 0) + 1, copied: null },
        content,
      )
  await recordEvent(
    tx,
    {
      type: own ? 'training_revision.updated' : 'training_revision.created',
      subject: { type: TrainingRevision.name, id: written.id, label: written.programCode },
      changes: changesBetween(own, written),
    },
    context,
  )
  return { programId, revisionId: written.id, revisionVersion: written.version }
}

async function programOf(
  tx: Tx,
  { workspaceUuid, connectionId, path }: SyllabusSource,
  program: SyllabusFileForm['program'],
  context: EventContext,
): Promise<string> {
  const known = await tx.first(sql<'programOfFile'>`
    select p.id, (select f.path from github_files f
                   where f.workspace_id = p.workspace_id and f.program_id = p.id and f.outcome = 'read'
                     and f.kind = 'syllabus' and (f.connection_id, f.path) <> (${connectionId}, ${path})
                   order by f.path limit 1) as other
      from training_programs p where lower(p.code) = lower(${program.code})`)
  if (known?.other)
    throw ruleBroken(`is also the program of ${known.other}, and one file has the syllabus of a program`, {
      details: [{ field: 'program.code', message: `is also the program of ${known.other}` }],
    })
  if (known) return known.id
  const programId = newId('prg')
  await insert(tx, 'training_programs', workspaceUuid, programId, {
    ...program,
    courseReference: null,
    chiefInstructorId: null,
  })
  const created = await TrainingProgram.get(tx, programId)
  await recordEvent(
    tx,
    {
      type: 'training_program.created',
      subject: { type: TrainingProgram.name, id: programId, label: created.title },
      changes: changesBetween(null, created),
    },
    context,
  )
  return programId
}

/** Whether the draft is what the file became, and nobody has changed it since. */
async function isOwnDraft(
  tx: Tx,
  { connectionId, path }: SyllabusSource,
  { id: revisionId, status, version }: RevisionForm,
): Promise<boolean> {
  if (status !== 'draft') return false
  const file = await tx.first(sql`
    select 1 from github_files
     where connection_id = ${connectionId} and path = ${path} and revision_id = ${revisionId}
       and revision_version = ${version}`)
  return file !== undefined
}
