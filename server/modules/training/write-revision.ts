import { sql, type Tx } from '#platform/database/database.ts'
import { touch } from '#platform/database/update-row.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import { trainingManagers } from './access.ts'
import { TrainingProgram } from './program.ts'
import { type RevisionForm, requireUnfrozen, revisionContent, TrainingRevision } from './revision.ts'
import { defaultScale, type GradeScaleForm, type StageForm, writeStages } from './syllabus.ts'
import { levelFaults } from './syllabus-fault.ts'

const Content = Type.Object(revisionContent)
export type RevisionContent = Static<typeof Content>

export const createRevision = operation({
  id: 'createTrainingRevision',
  method: 'POST',
  path: '/api/v1/training/programs/:id/revisions',
  summary: 'Create a revision of a program',
  description:
    'Creates a draft with the next number. What you leave out is copied from the newest revision, so a body of `{}` copies all of it.',
  scope: 'training:write',
  roles: trainingManagers,
  stability: 'beta',
  on: TrainingProgram,
  creates: TrainingRevision,
  audits: 'training_revision.created',
  status: 201,
  body: Content,
  response: TrainingRevision.schema,
  async handle({ tx, body, record: program, principal }) {
    const newest = await newestRevision(tx, program.id)
    const draft = {
      workspaceUuid: principal.workspace.uuid,
      programId: program.id,
      number: (newest?.number ?? 0) + 1,
      copied: newest,
    }
    return createDraft(tx, draft, body)
  },
})

export const updateRevision = operation({
  id: 'updateTrainingRevision',
  method: 'PATCH',
  path: '/api/v1/training/revisions/:id',
  summary: 'Update a draft revision',
  description:
    'Changes the fields that you send. `stages` replaces all of them, and gives its stages, lessons and items new IDs.',
  scope: 'training:write',
  roles: trainingManagers,
  stability: 'beta',
  on: TrainingRevision,
  audits: 'training_revision.updated',
  body: Content,
  response: TrainingRevision.schema,
  async handle({ tx, body, record, principal }) {
    await requireUnfrozen(tx, record.id)
    return changeDraft(tx, principal.workspace.uuid, record, body)
  },
})

interface NewDraft {
  workspaceUuid: string
  programId: string
  number: number
  /** What the content leaves out is copied from it. */
  copied: RevisionForm | null
}

/** Writes a draft @throws Problem if its stages or its grade scale do not hold together. */
export async function createDraft(
  tx: Tx,
  { workspaceUuid, programId, number, copied }: NewDraft,
  { stages = copied?.stages ?? [], ...sent }: RevisionContent,
): Promise<RevisionForm> {
  const scale = sent.gradeScale ?? copied?.gradeScale ?? defaultScale
  requireLevels(scale)
  const revisionId = newId('prv')
  await insert(tx, 'training_revisions', workspaceUuid, revisionId, {
    effectiveOn: null,
    approvalReference: null,
    changeNote: null,
    ...sent,
    programId,
    number,
    minimums: JSON.stringify(sent.minimums ?? copied?.minimums ?? []),
    gradeScale: JSON.stringify(scale),
  })
  await writeStages(tx, { workspaceUuid, revisionId }, { stages, scale, known: copied?.stages ?? [] })
  return TrainingRevision.get(tx, revisionId)
}

/** Changes a draft. @throws Problem if its stages or its grade scale do not hold together. */
export async function changeDraft(
  tx: Tx,
  workspaceUuid: string,
  draft: RevisionForm,
  { stages, minimums, gradeScale, ...sent }: RevisionContent,
): Promise<RevisionForm> {
  const scale: GradeScaleForm = gradeScale ?? draft.gradeScale
  requireLevels(scale)
  const change = {
    ...sent,
    ...(minimums ? { minimums: JSON.stringify(minimums) } : {}),
    ...(gradeScale ? { gradeScale: JSON.stringify(scale) } : {}),
  }
  if (Object.keys(change).length > 0) await update(tx, 'training_revisions', draft.id, change)
  else await touch(tx, TrainingRevision, draft.id)
  const owner = { workspaceUuid, revisionId: draft.id }
  if (stages) await writeStages(tx, owner, { stages, scale, known: draft.stages as StageForm[] })
  return TrainingRevision.get(tx, draft.id)
}

/** The newest revision of a program. Two new revisions at once take turns. */
export async function newestRevision(tx: Tx, programId: string): Promise<RevisionForm | null> {
  await tx.run(sql`select from training_programs where id = ${programId} for update`)
  const newest = await tx.first(sql<'newestRevision'>`
    select id from training_revisions where program_id = ${programId} order by number desc limit 1`)
  return newest ? TrainingRevision.get(tx, newest.id) : null
}

function requireLevels(scale: GradeScaleForm): void {
  const faults = levelFaults(scale)
  if (faults.length > 0) throw invalidFields(faults)
}
