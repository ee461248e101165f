import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { requireHappenedOn } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { nameOf, type SessionPrincipal } from '#platform/kernel/principal.ts'
import { invalidFields, Problem, roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { happenedOn, id, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { isChiefOf, ownTraining, personOfCaller, teachingRoles } from './access.ts'
import { Enrollment, enrollmentStates } from './enrollment.ts'
import { sign } from './signature.ts'
import { enrollmentTaught, signerOf } from './signer.ts'
import { Signoff, signoffKinds, signoffRecorded, signoffRevoked, signoffStates } from './signoff.ts'
import { type GradeScaleForm, passes } from './syllabus.ts'
import { gradeNotInScale, taughtEnrollmentId } from './write-lesson.ts'

const SignoffInput = Type.Object({
  enrollmentId: taughtEnrollmentId,
  kind: oneOf(signoffKinds),
  itemId: Type.Optional(id('tit', 'For an item.')),
  stageId: Type.Optional(id('tst', 'For a stage check.')),
  level: Type.Optional(text(1, 20, 'By default, the lowest level that passes.')),
  signedOn: Type.Optional(happenedOn('By default, today.')),
  instructorId: Type.Optional(id('crw', 'By default you. A chief instructor may name another one.')),
  lessonRecordIds: Type.Optional(Type.Array(id('lrc'), { maxItems: 20 })),
  substituteNote: Type.Optional(text(3, 500)),
  note: Type.Optional(text(1, 1_000)),
})
type Input = Static<typeof SignoffInput>

const records = {
  method: 'POST',
  access: 'session',
  roles: teachingRoles,
  stability: 'beta',
  stepUp: true,
} as const

export const createSignoff = operation({
  ...records,
  id: 'createTrainingSignoff',
  path: '/api/v1/training/signoffs',
  summary: 'Create a sign-off',
  description:
    'Signs an item, a stage check or an exam off as the instructor of the student. An earlier sign-off of the same item is superseded. The event is written in the same transaction.',
  creates: Signoff,
  emits: signoffRecorded,
  body: SignoffInput,
  response: Signoff.schema,
  handle: ({ tx, body, principal, now }) => record(tx, body, { principal, now }),
})

export const createSignoffs = operation({
  ...records,
  id: 'createTrainingSignoffs',
  path: '/api/v1/training/signoffs/batch',
  summary: 'Create several sign-offs',
  description: 'Records all sign-offs or none: if one is refused, nothing is recorded and no event is sent.',
  emits: signoffRecorded,
  body: Type.Object({ signoffs: Type.Array(SignoffInput, { minItems: 1, maxItems: 50 }) }),
  response: Type.Object({ signoffs: Type.Array(Signoff.schema) }),
  status: 201,
  async handle({ tx, body, principal, now, emit }) {
    const signoffs: Static<typeof Signoff.schema>[] = []
    for (const [index, input] of body.signoffs.entries()) {
      const signoff = await within(`signoffs.${index}`, () => record(tx, input, { principal, now }))
      signoffs.push(signoff)
      emit({
        type: signoffRecorded,
        subject: { type: Signoff.name, id: signoff.id, label: signoff.itemTitle },
        data: signoff,
        isOfOperation: true,
      })
    }
    return { signoffs }
  },
})

export const revokeSignoff = operation({
  ...records,
  id: 'revokeTrainingSignoff',
  path: '/api/v1/training/signoffs/:id/revoke',
  summary: 'Revoke a sign-off',
  description:
    'The signer or the chief instructor revokes the sign-off, with a reason. It stays readable and no longer counts.',
  on: Signoff,
  move: signoffStates.revoke,
  emits: signoffRevoked,
  body: Type.Object({ reason: text(3, 1_000) }),
  response: Signoff.schema,
  async handle({ tx, body, record: signoff, principal, now, move }) {
    const enrollment = await enrollmentTaught(tx, signoff.enrollmentId)
    const person = await personOfCaller(tx, principal)
    if (person?.id === signoff.crewId) throw ownTraining()
    if (person?.id !== signoff.instructorId && !(await isChiefOf(tx, principal, enrollment)))
      throw roleMissing('Only its instructor or a chief instructor can revoke a sign-off')
    await move.make({ revoked_at: now, revoked_by_name: nameOf(principal), revoke_reason: body.reason })
    return Signoff.get(tx, signoff.id)
  },
})

/** A refusal names the field where it stands in the body. */
async function within<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const details = error.details?.map((detail) => ({ ...detail, field: `${field}.${detail.field}` })) ?? []
    throw new Problem(error.code, error.status, error.message, { details, cause: error })
  }
}

interface Signing {
  principal: SessionPrincipal
  now: Date
}

async function record(tx: Tx, body: Input, { principal, now }: Signing) {
  const enrollment = await enrollmentTaught(tx, body.enrollmentId)
  const today = localDate(now, principal.workspace.timezone)
  const signedOn = body.signedOn ?? today
  const { instructorId, role } = await signerOf(tx, principal, enrollment, { ...body, on: signedOn })
  requireHappenedOn('signedOn', signedOn, today)
  await requireTraining(tx, enrollment.id)
  const target = await targetOf(tx, body, enrollment.revisionId)
  const level = requireLevel(body.level, target)
  await supersede(tx, enrollment.id, target.itemId)
  const signoffId = newId('sof')
  const row = {
    enrollmentId: enrollment.id,
    crewId: enrollment.crewId,
    programId: enrollment.programId,
    kind: body.kind,
    itemId: target.itemId,
    stageId: target.stageId,
    level,
    signedOn,
    instructorId,
    lessonRecordIds: body.lessonRecordIds ?? [],
  }
  const signatureId = await sign(
    tx,
    { principal, now },
    {
      subjectKind: 'signoff',
      subjectId: signoffId,
      studentId: enrollment.crewId,
      role,
      statement: `I certify that ${enrollment.personName} meets the standard of ${target.title}`,
      content: { id: signoffId, ...row },
    },
  )
  await tx.run(
    db.insertInto('training_signoffs').values({
      ...toColumns(row),
      workspace_id: principal.workspace.uuid,
      id: signoffId,
      current_item_id: target.itemId,
      current_stage_id: target.stageId,
      note: body.note ?? null,
      signature_id: signatureId,
    }),
  )
  return Signoff.get(tx, signoffId)
}

/** Refuses an enrollment that is suspended or over. The first sign-off begins the training, as a first lesson does. */
async function requireTraining(tx: Tx, enrollmentId: string): Promise<void> {
  const enrollment = await Enrollment.get(tx, enrollmentId)
  if (enrollmentStates.begin.allows(enrollment)) await enrollmentStates.begin.apply(tx, enrollment)
  else if (!enrollmentStates.graduate.allows(enrollment))
    throw enrollmentStates.refuse(`This enrollment is ${enrollment.status}, so nothing is signed off in it`, {
      details: [{ field: 'enrollmentId', message: `is ${enrollment.status}` }],
    })
}

interface Target {
  itemId: string | null
  stageId: string | null
  title: string
  passLevel: string | null
  scale: GradeScaleForm
}

async function targetOf(tx: Tx, { kind, itemId, stageId }: Input, revisionId: string): Promise<Target> {
  const { scale, item, stage } = await tx.one(sql<
    'signoffTarget',
    { scale: GradeScaleForm; item: { title: string; passLevel: string | null } | null }
  >`
    select r.grade_scale as scale,
           (select json_build_object('title', i.title, 'passLevel', i.pass_level) from training_items i
             where i.workspace_id = r.workspace_id and i.revision_id = r.id and i.id = ${itemId ?? null}) as item,
           (select s.title from training_stages s
             where s.workspace_id = r.workspace_id and s.revision_id = r.id and s.id = ${stageId ?? null}) as stage
      from training_revisions r where r.id = ${revisionId}`)
  if ((kind === 'item' || itemId) && !item)
    throw invalidFields([
      {
        field: 'itemId',
        message: itemId
          ? 'matches no item of the revision that the student is in'
          : 'is required for an item',
      },
    ])
  if (itemId && kind !== 'item')
    throw invalidFields([{ field: 'itemId', message: 'belongs to a sign-off of the kind item' }])
  if ((kind === 'stage_check' || stageId) && !stage)
    throw invalidFields([
      {
        field: 'stageId',
        message: stageId
          ? 'matches no stage of the revision that the student is in'
          : 'is required for a stage check',
      },
    ])
  const title = item?.title ?? stage ?? (kind === 'exam' ? 'the exam' : 'the final test')
  return {
    itemId: itemId ?? null,
    stageId: stageId ?? null,
    title,
    passLevel: item?.passLevel ?? null,
    scale,
  }
}

function requireLevel(sent: string | undefined, { scale, passLevel }: Target): string {
  const ordered = scale.levels.toSorted((a, b) => a.order - b.order)
  const lowest = ordered.find(({ code }) => passes(scale, code, passLevel))?.code
  const level = sent ?? lowest
  const codes = ordered.map(({ code }) => code)
  if (level === undefined || !codes.includes(level))
    throw gradeNotInScale(undefined, {
      details: [{ field: 'level', message: `is not a level: use ${codes.join(', ')}`, levels: codes }],
    })
  if (!passes(scale, level, passLevel))
    throw ruleBroken(
      `Level ${level} does not pass. A sign-off needs ${lowest ?? 'a passing level'} or above`,
      {
        details: [{ field: 'level', message: 'does not pass' }],
      },
    )
  return level
}

async function supersede(tx: Tx, enrollmentId: string, itemId: string | null): Promise<void> {
  if (itemId === null) return
  const earlier = await tx.first(sql<'earlierSignoff'>`
    select id from training_signoffs
     where enrollment_id = ${enrollmentId} and current_item_id = ${itemId} and status = 'valid' for update`)
  if (earlier) await signoffStates.supersede.apply(tx, await Signoff.get(tx, earlier.id))
}
