import { createHash } from 'node:crypto'
import type { Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { nameOf, type SessionPrincipal } from '#platform/kernel/principal.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  anyId,
  id,
  instant,
  labeled,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { checkCertificate } from './certificate.ts'

export const statements = labeled(
  ['43.9', '43.11_annual', '43.11_100_hour', '43.11_progressive', 'form_337', 'crs'],
  {
    '43.9': '14 CFR 43.9: work performed',
    '43.11_annual': '14 CFR 43.11: annual inspection',
    '43.11_100_hour': '14 CFR 43.11: 100-hour inspection',
    '43.11_progressive': '14 CFR 43.11: progressive inspection',
    form_337: 'Form 337: major repair or alteration',
    crs: 'Certificate of release to service',
  },
)
export type Statement = (typeof statements)[number]

/** What the signer of a maintenance entry states (14 CFR 43.9(a)(4): signature, number and kind of certificate). */
export const SignatureInput = Type.Object({
  statement: Type.Optional(oneOf(statements, { description: 'What is signed for; 43.9 by default.' })),
  certificateKind: text(1, 60, 'Such as A&P, IA, repairman, repair station or Part-66 B1.'),
  certificateNumber: text(1, 60, 'The number of that certificate.'),
})

/** Who signed what, and when. A signature never changes. */
export const Signature = resource({
  name: 'maintenance_signature',
  prefix: 'mxs',
  title: { one: 'signature', many: 'signatures' },
  page: { of: 'subject' },
  table: 'maintenance_signatures',
  label: 'name',
  isPermanent: true,
  schema: Type.Object({
    id: id('mxs'),
    subject: Type.Object(
      { type: Type.String({ examples: ['work_order'] }), id: anyId() },
      { description: 'The record that is signed.' },
    ),
    statement: oneOf(statements),
    signerUserId: id('usr'),
    name: Type.String(),
    certificateKind: Type.String(),
    certificateNumber: Type.String(),
    totalTimeHundredths: nullable(
      Type.Integer({ description: 'Total time in service, for an inspection (14 CFR 43.11(a)(2)).' }),
    ),
    signedAt: instant(),
    contentSha256: Type.String({
      description: 'SHA-256 of what was signed, as JSON: the content with the statement, signer and time.',
    }),
  }),
  expressions: { subject: "json_build_object('type', t.subject_type, 'id', t.subject_id)" },
})

interface Signing {
  input: Static<typeof SignatureInput>
  subject: { type: string; id: string }
  /** What the signer saw and states. */
  content: object
  totalTimeHundredths?: number | null
}

/** Signs a record as the member who is signed in. The operation asks for a fresh proof of who that is. */
export async function sign(
  tx: Tx,
  principal: SessionPrincipal,
  now: Date,
  { input, subject, content, totalTimeHundredths = null }: Signing,
): Promise<Static<typeof Signature.schema>> {
  const { certificateKind, certificateNumber, statement = '43.9' } = input
  await checkCertificate(tx, principal, localDate(now, principal.workspace.timezone), certificateNumber)
  const signed = {
    subjectType: subject.type,
    subjectId: subject.id,
    statement,
    signerUserId: principal.userId,
    name: nameOf(principal),
    certificateKind,
    certificateNumber,
    totalTimeHundredths,
    signedAt: now.toISOString(),
  }
  const contentSha256 = createHash('sha256')
    .update(JSON.stringify({ content, ...signed }))
    .digest('hex')
  const signatureId = newId('mxs')
  await insert(tx, 'maintenance_signatures', principal.workspace.uuid, signatureId, {
    ...signed,
    contentSha256,
  })
  return Signature.get(tx, signatureId)
}

export const listSignatures = operation({
  id: 'listMaintenanceSignatures',
  method: 'GET',
  path: '/api/v1/maintenance/signatures',
  summary: 'List maintenance signatures',
  description: 'Who signed which squawk, task or work order, with their certificate, the newest first.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: Signature.schema,
  list: list({
    of: Signature,
    defaultSort: '-signedAt',
    sorts: { signedAt: { sql: 't.signed_at', type: 'timestamptz' } },
    filters: {
      subject_id: {
        schema: anyId('The record that was signed.'),
        sql: (value) => `t.subject_id = ${value}`,
      },
    },
  }),
})

export const getSignature = operation({
  id: 'getMaintenanceSignature',
  method: 'GET',
  path: '/api/v1/maintenance/signatures/:id',
  summary: 'Get a maintenance signature',
  description: 'The signature with its statement, certificate and the hash of what was signed.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Signature,
  response: Signature.schema,
})
