import { randomInt } from 'node:crypto'
import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidFields, roleMissing } from '#platform/kernel/problem.ts'
import { idOf, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { isChiefOf, ownTraining, personOfCaller, teachingRoles } from '../access.ts'
import { type Claim, claimOf, credentialOf } from './credential.ts'
import { addProof, canonical, sha256 } from './proof.ts'
import { currentKey, proofKey, type School } from './signing-key.ts'
import { listLength } from './status-list.ts'
import { revokeReason, Vtr, vtrIssued, vtrKinds, vtrRevoked, vtrStates } from './vtr.ts'

const prefixOf = { signoff: 'sof_', endorsement: 'edm_', graduation: 'enr_', transcript: 'enr_' } as const

const VtrInput = Type.Object({
  kind: oneOf(vtrKinds),
  subjectId: idOf(
    ['sof', 'edm', 'enr'],
    'The sign-off, the endorsement, or the enrollment of a graduation or transcript.',
  ),
})

const writes = {
  method: 'POST',
  scope: 'training:write',
  roles: teachingRoles,
  stability: 'beta',
  response: Vtr.schema,
} as const

export const issueVtr = operation({
  ...writes,
  id: 'createVtr',
  path: '/api/v1/training/vtr',
  summary: 'Create a verified training record',
  description:
    'Signs a sign-off, an endorsement, a graduation or a transcript with the key of the workspace, as a W3C Verifiable Credential that anybody can verify.',
  creates: Vtr,
  emits: vtrIssued,
  body: VtrInput,
  handle: ({ tx, body, principal, services, request, now }) =>
    issue(
      { tx, principal, services, now, school: schoolOf(principal, services, request.origin) },
      body,
      null,
    ),
})

export const supersedeVtr = operation({
  ...writes,
  id: 'supersedeVtr',
  path: '/api/v1/training/vtr/:id/supersede',
  summary: 'Supersede a verified training record',
  description: 'Issues a new record of the same subject. The old one is superseded permanently.',
  on: Vtr,
  move: vtrStates.supersede,
  creates: Vtr,
  emits: vtrIssued,
  status: 201,
  async handle({ tx, record, principal, services, request, now, move, emit }) {
    const school = schoolOf(principal, services, request.origin)
    await move.make()
    emit({
      type: 'vtr.superseded',
      subject: { type: Vtr.name, id: record.id, label: record.title },
      changes: vtrStates.changes(record, await Vtr.get(tx, record.id)),
    })
    const { kind, subjectId } = record
    return issue({ tx, principal, services, now, school }, { kind, subjectId }, record.id)
  },
})

export const revokeVtr = operation({
  ...writes,
  id: 'revokeVtr',
  path: '/api/v1/training/vtr/:id/revoke',
  summary: 'Revoke a verified training record',
  description:
    'Revokes the record permanently. Everybody who verifies it reads that it was revoked, when and why.',
  stepUp: true,
  on: Vtr,
  move: vtrStates.revoke,
  emits: vtrRevoked,
  body: Type.Object({ reason: revokeReason }),
  async handle({ tx, body, record, principal, now, move }) {
    const claimed = await tx.first(sql<'chiefOfVtr'>`
      select chief_instructor_id as "chiefInstructorId" from training_enrollments where id = ${record.enrollmentId}`)
    await requireIssuer(tx, principal, {
      ...record,
      instructorId: null,
      chiefInstructorId: claimed?.chiefInstructorId ?? null,
    })
    await move.make({ revoked_at: now, revoke_reason: body.reason })
    return Vtr.get(tx, record.id)
  },
})

export function schoolOf(
  { workspace: { uuid, slug, name } }: Principal,
  { config }: Pick<Services, 'config'>,
  origin: string,
): School {
  return { uuid, slug, name, origin: config.publicUrl ?? origin }
}

export interface Issuing {
  tx: Tx
  principal: Principal
  services: Pick<Services, 'secrets'>
  now: Date
  school: School
}

/** Signs and keeps a record. @param supersedesId the record that it replaces. */
export async function issue(
  { tx, principal, services, now, school }: Issuing,
  { kind, subjectId }: Static<typeof VtrInput>,
  supersedesId: string | null,
) {
  if (!subjectId.startsWith(prefixOf[kind]))
    throw invalidFields([{ field: 'subjectId', message: `of a ${kind} begins with ${prefixOf[kind]}` }])
  const today = localDate(now, principal.workspace.timezone)
  const claim = await claimOf(tx, kind, subjectId, today)
  await requireIssuer(tx, principal, { ...claim, chiefInstructorId: await chiefOf(tx, claim) })
  const by = { issuedOn: today, issuedByName: actorOf(principal).name }
  return Vtr.get(
    tx,
    await writeVtr({ tx, services, now, school }, claim, { kind, subjectId, supersedesId, ...by }),
  )
}

interface NewVtr {
  kind: keyof typeof prefixOf
  subjectId: string
  supersedesId: string | null
  issuedOn: string
  issuedByName: string
}

/** Signs a claim with the key of the workspace. @returns the ID of the record. */
export async function writeVtr(
  { tx, services, now, school }: Omit<Issuing, 'principal'>,
  claim: Claim,
  { kind, subjectId, supersedesId, issuedOn, issuedByName }: NewVtr,
): Promise<string> {
  const vtrId = newId('vtr')
  const { statusList, statusIndex } = await freeIndex(tx, school.uuid)
  const credential = credentialOf(claim, school, { vtrId, kind, now, statusList, statusIndex })
  const key = await currentKey({ tx, services, now }, school)
  const content = canonical(addProof(credential, proofKey(key, school, services), now))
  await tx.run(
    db.insertInto('training_vtrs').values({
      workspace_id: school.uuid,
      id: vtrId,
      kind,
      subject_id: subjectId,
      crew_id: claim.crewId,
      enrollment_id: claim.enrollmentId,
      title: claim.title,
      issued_on: issuedOn,
      issued_by_name: issuedByName,
      key_id: key.id,
      content,
      content_sha256: sha256(content),
      status_list: statusList,
      status_index: statusIndex,
      supersedes_id: supersedesId,
    }),
  )
  return vtrId
}

async function chiefOf(tx: Tx, { enrollmentId }: Claim): Promise<string | null> {
  const enrollment = await tx.first(sql<'chiefOfClaim'>`
    select chief_instructor_id as "chiefInstructorId" from training_enrollments where id = ${enrollmentId}`)
  return enrollment?.chiefInstructorId ?? null
}

/** The chief instructor issues and revokes, and an instructor issues what they signed. Nobody does their own. */
async function requireIssuer(
  tx: Tx,
  principal: Principal,
  record: { crewId: string; instructorId: string | null; chiefInstructorId: string | null },
): Promise<void> {
  const person = await personOfCaller(tx, principal)
  if (person?.id === record.crewId) throw ownTraining()
  if (person && person.id === record.instructorId) return
  if (!(await isChiefOf(tx, principal, record)))
    throw roleMissing('Only the instructor who signed this, or a chief instructor, can do it')
}

/** So many random places of a list are tried. If all are taken, the list is at least a third full, and the next begins. */
const tries = 8

/**
 * A random place in the newest list, so that neighbors say nothing about each other. Counting the places that are taken
 * would read every record of the workspace each time.
 */
async function freeIndex(
  tx: Tx,
  workspaceUuid: string,
): Promise<{ statusList: number; statusIndex: number }> {
  const { newest } = await tx.one(sql<'statusListInUse'>`
    select coalesce((select status_list from training_vtrs where workspace_id = ${workspaceUuid}
      order by status_list desc limit 1), 1) as newest`)
  for (let statusList = newest; ; statusList++) {
    const places = Array.from({ length: tries }, () => randomInt(listLength))
    const free = await tx.first(sql<'freeStatusIndex', { statusIndex: number }>`
      select place as "statusIndex" from unnest(${places}::int[]) with ordinality as drawn(place, turn)
       where not exists (select from training_vtrs v
         where v.workspace_id = ${workspaceUuid} and v.status_list = ${statusList} and v.status_index = place)
       order by turn limit 1`)
    if (free) return { statusList, statusIndex: free.statusIndex }
  }
}
