import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { sql, type Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import type { SessionPrincipal } from '#platform/kernel/principal.ts'
import { nameOf } from '#platform/kernel/principal.ts'
import { id, instant, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { personOfCaller } from './access.ts'

export const signatureRoles = ['instructor', 'student', 'chief_instructor', 'examiner'] as const
export type SignatureRole = (typeof signatureRoles)[number]

/** A signature as the signed record shows it (AC 120-78B: who signed what, when, and how they proved who they are). */
export const Signature = Type.Object({
  id: id('tsg'),
  role: oneOf(signatureRoles),
  name: Type.String(),
  certificateNumber: nullable(Type.String()),
  signedAt: instant(),
  statement: Type.String(),
  contentSha256: Type.String({ description: 'Of the canonical JSON (RFC 8785) of what was signed.' }),
  method: Type.String({ description: 'A session whose user had just confirmed their identity.' }),
  voidedAt: nullable(instant()),
})

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
/** SQL: the signatures of a record, the oldest first. */
export const signaturesOf = (row: string, subject = `${row}.id`) => `coalesce((
  select json_agg(json_build_object('id', g.id, 'role', g.role, 'name', g.name,
      'certificateNumber', g.certificate_number, 'signedAt', ${utc('g.signed_at')}, 'statement', g.statement,
      'contentSha256', g.content_sha256, 'method', g.method, 'voidedAt', ${utc('g.voided_at')})
      order by g.signed_at, g.id)
    from training_signatures g where g.workspace_id = ${row}.workspace_id and g.subject_id = ${subject}), '[]')`

export interface Signing {
  subjectKind: 'lesson' | 'signoff' | 'endorsement' | 'enrollment'
  subjectId: string
  /** The student whom the record is about: only they sign as the student, and they sign as nothing else. */
  studentId: string
  role: SignatureRole
  statement: string
  /** What is signed; its canonical text is kept. */
  content: object
}

/** Signs as the user of the session. @returns the ID of the signature. */
export async function sign(
  tx: Tx,
  { principal, now }: { principal: SessionPrincipal; now: Date },
  { content, studentId, ...signing }: Signing,
): Promise<string> {
  const person = await personOfCaller(tx, principal)
  const text = canonicalize(content)
  if (text === undefined) throw new Error('A signature needs something to sign')
  const signatureId = newId('tsg')
  await insert(tx, 'training_signatures', principal.workspace.uuid, signatureId, {
    ...signing,
    studentCrewId: studentId,
    signerCrewId: person?.id ?? null,
    userId: principal.userId,
    name: nameOf(principal),
    certificateNumber: signing.role === 'student' ? null : (person?.certificateNumber ?? null),
    signedAt: now,
    content: text,
    contentSha256: createHash('sha256').update(text).digest('hex'),
  })
  return signatureId
}

/** The signatures of a record no longer count; they stay readable. */
export async function voidSignatures(tx: Tx, subjectId: string, reason: string, now: Date): Promise<void> {
  await tx.run(sql`
    update training_signatures set voided_at = ${now}, void_reason = ${reason}
     where subject_id = ${subjectId} and voided_at is null`)
}
