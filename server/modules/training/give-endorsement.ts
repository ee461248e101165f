import { countingOf, keepEndorsement, withdrawEndorsement } from '#modules/compliance/index.ts'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { requireHappenedOn } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { nameOf } from '#platform/kernel/principal.ts'
import { invalidFields, roleMissing } from '#platform/kernel/problem.ts'
import { date, happenedOn, id, type Static, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { endorsementEnd, endorsementTemplates } from '#rules/endorsement.ts'
import { isChiefOf, ownTraining, personOfCaller, teachingRoles } from './access.ts'
import {
  Endorsement,
  endorsementGiven,
  endorsementRevoked,
  endorsementStates,
  scopeFields,
  templateCode,
} from './endorsement.ts'
import { sign } from './signature.ts'
import { signerOf } from './signer.ts'

const Scope = Type.Object({
  typeDesignators: Type.Optional(scopeFields.typeDesignators),
  airports: Type.Optional(scopeFields.airports),
  conditions: Type.Optional(scopeFields.conditions),
})
const EndorsementInput = Type.Object({
  crewId: id('crw', 'Whom it is for.'),
  template: templateCode,
  scope: Type.Optional(Scope),
  givenOn: Type.Optional(happenedOn('By default, today.')),
  trainedOn: Type.Optional(
    happenedOn('The day of the training on which the clock hangs. By default, givenOn.'),
  ),
  validUntilOn: Type.Optional(date('An earlier end than the rule gives.')),
  instructorId: Type.Optional(id('crw', 'By default you. A chief instructor may name another one.')),
  substituteNote: Type.Optional(text(3, 500)),
})
type Input = Static<typeof EndorsementInput>
const writes = {
  method: 'POST',
  access: 'session',
  roles: teachingRoles,
  stability: 'beta',
  stepUp: true,
  response: Endorsement.schema,
} as const

export const giveEndorsement = operation({
  ...writes,
  id: 'createEndorsement',
  path: '/api/v1/training/endorsements',
  summary: 'Create an endorsement',
  description:
    'Writes the text of the template and signs it. What the person may do is kept as a compliance record, with the last day of the rule.',
  creates: Endorsement,
  emits: endorsementGiven,
  body: EndorsementInput,
  async handle({ tx, body, principal, now, emit }) {
    const template = endorsementTemplates.find(({ code }) => code === body.template)
    if (!template) throw invalidFields([{ field: 'template', message: 'is no template' }])
    const today = localDate(now, principal.workspace.timezone)
    const dates = await datesOf(tx, body, today)
    const student = await studentOf(tx, body.crewId)
    const { instructorId, role } = await signerOf(tx, principal, student, { ...body, on: dates.givenOn })
    const { typeDesignators = [], airports = [], conditions = null } = body.scope ?? {}
    const missing = template.needs.filter(
      (need) => (need === 'airports' ? airports : typeDesignators).length === 0,
    )
    if (missing.length > 0)
      throw invalidFields(
        missing.map((need) => ({ field: `scope.${need}`, message: `is required for ${template.code}` })),
      )
    const written = template.text({ studentName: student.personName, typeDesignators, airports, conditions })
    const endorsementId = newId('edm')
    const signatureId = await sign(
      tx,
      { principal, now },
      {
        subjectKind: 'endorsement',
        subjectId: endorsementId,
        studentId: body.crewId,
        role,
        statement: written,
        content: {
          id: endorsementId,
          crewId: body.crewId,
          template: template.code,
          text: written,
          instructorId,
          ...dates,
        },
      },
    )
    const { recordId, emission } = await keepEndorsement(tx, {
      workspaceUuid: principal.workspace.uuid,
      crewId: body.crewId,
      title: [template.title, ...typeDesignators, ...airports].join(' ').slice(0, 120),
      issuedOn: dates.givenOn,
      expiresOn: dates.validUntilOn,
      reference: endorsementId,
      by: nameOf(principal),
      today,
    })
    const certificate = await certificateOf(tx, instructorId)
    await tx.run(
      db.insertInto('training_endorsements').values({
        workspace_id: principal.workspace.uuid,
        id: endorsementId,
        crew_id: body.crewId,
        enrollment_id: student.enrollmentId,
        template: template.code,
        title: template.title,
        text: written,
        citation: template.citation,
        type_designators: typeDesignators,
        airports,
        conditions,
        given_on: dates.givenOn,
        trained_on: dates.trainedOn,
        valid_until_on: dates.validUntilOn,
        instructor_id: instructorId,
        instructor_certificate_number: certificate.number,
        instructor_certificate_valid_until_on: certificate.validUntilOn,
        signature_id: signatureId,
        compliance_record_id: recordId,
      }),
    )
    emit(emission)
    return Endorsement.get(tx, endorsementId)
  },
})

export const revokeEndorsement = operation({
  ...writes,
  id: 'revokeEndorsement',
  path: '/api/v1/training/endorsements/:id/revoke',
  summary: 'Revoke an endorsement',
  description:
    'The instructor or a chief instructor revokes the endorsement. Its compliance record is withdrawn.',
  on: Endorsement,
  move: endorsementStates.revoke,
  emits: endorsementRevoked,
  body: Type.Object({ reason: text(3, 500) }),
  async handle({ tx, body, record, principal, now, move, emit }) {
    const person = await personOfCaller(tx, principal)
    if (person?.id === record.crewId) throw ownTraining()
    const { chiefInstructorId } = await studentOf(tx, record.crewId)
    if (person?.id !== record.instructorId && !(await isChiefOf(tx, principal, { chiefInstructorId })))
      throw roleMissing('Only its instructor or a chief instructor can revoke an endorsement')
    await move.make({ revoked_at: now, revoked_by_name: nameOf(principal), revoke_reason: body.reason })
    if (record.complianceRecordId) {
      const withdrawn = await withdrawEndorsement(tx, {
        workspaceUuid: principal.workspace.uuid,
        recordId: record.complianceRecordId,
        reason: body.reason,
        by: nameOf(principal),
        now,
      })
      if (withdrawn) emit(withdrawn)
    }
    return Endorsement.get(tx, record.id)
  },
})

async function datesOf(tx: Tx, body: Input, today: string) {
  const givenOn = body.givenOn ?? today
  const trainedOn = body.trainedOn ?? givenOn
  requireHappenedOn('givenOn', givenOn, today)
  if (trainedOn > givenOn)
    throw invalidFields([{ field: 'trainedOn', message: 'must not lie after the endorsement' }])
  const template = endorsementTemplates.find(({ code }) => code === body.template)
  const end = template ? endorsementEnd(template, trainedOn, await countingOf(tx)) : null
  if (body.validUntilOn && end !== null && body.validUntilOn > end)
    throw invalidFields([
      { field: 'validUntilOn', message: `must not lie after ${end}, which the rule gives` },
    ])
  return { givenOn, trainedOn, validUntilOn: body.validUntilOn ?? end }
}

/** The student, and who teaches them: their newest enrollment that has not ended says so. */
async function studentOf(tx: Tx, crewId: string) {
  return tx.one(sql<'endorsedStudent', { personName: string }>`
    select c.id as "crewId", c.display_name as "personName", e.id as "enrollmentId",
           coalesce(e.chief_instructor_id, '') as "chiefInstructorId",
           e.primary_instructor_id as "primaryInstructorId"
      from crew c
      left join lateral (select * from training_enrollments n
         where n.workspace_id = c.workspace_id and n.crew_id = c.id and n.ended_on is null
         order by n.enrolled_on desc, n.id desc limit 1) e on true
     where c.id = ${crewId}`)
}

/** The certificate that an instructor signs with. */
async function certificateOf(tx: Tx, instructorId: string) {
  const held = await tx.one(sql<'instructorCertificate'>`
    select coalesce(r.number, c.certificate_number) as number, r.expires_on as "validUntilOn"
      from crew c
      left join lateral (select r.number, r.expires_on from compliance_records r
         where r.workspace_id = c.workspace_id and r.crew_id = c.id and r.withdrawn_at is null
           and r.kind in ('certificate', 'rating') and r.title ~* '\\minstructor|\\mCFI|\\mMEI\\M'
         order by r.expires_on desc nulls first, r.id limit 1) r on true
     where c.id = ${instructorId}`)
  return held
}
