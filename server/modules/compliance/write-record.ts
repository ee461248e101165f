import { sql } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { id, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import {
  ComplianceRecord,
  complianceEvent,
  complianceKinds,
  complianceUpdated,
  complianceWithdrawn,
  type RecordForm,
  recordFields,
} from './record.ts'
import { type Settled, settle, type Wish } from './settle.ts'
import { complianceEditors } from './sight.ts'
import { noteStanding } from './stand.ts'

const optional = Object.fromEntries(
  Object.entries(recordFields).map(([field, schema]) => [field, Type.Optional(schema)]),
) as { [K in keyof typeof recordFields]: ReturnType<typeof Type.Optional<(typeof recordFields)[K]>> }
const Change = Type.Object(optional)

export const createComplianceRecord = operation({
  id: 'createComplianceRecord',
  method: 'POST',
  path: '/api/v1/compliance/records',
  summary: 'Add what a person holds',
  description:
    'Of a medical of the FAA and of a flight review the end is computed and cited; a date that is sent may lie before it, not after.',
  scope: 'compliance:write',
  roles: complianceEditors,
  creates: ComplianceRecord,
  emits: complianceUpdated,
  stability: 'beta',
  body: Type.Object({ crewId: id('crw'), kind: oneOf(complianceKinds), ...optional }),
  response: ComplianceRecord.schema,
  async handle({ tx, body, principal, now, emit }) {
    const { crewId, kind, ...said } = body
    const settled = settleOrRefuse({ ...said, kind }, principal, now)
    const recordId = newId('cmr')
    await insert(tx, 'compliance_records', principal.workspace.uuid, recordId, {
      ...said,
      crewId,
      kind,
      ...settled,
      change: 'created',
      changedBy: actorOf(principal).name,
    })
    const record = await ComplianceRecord.get(tx, recordId)
    emit(complianceEvent(record, await noteStanding(tx, principal.workspace.uuid, record), null))
    return record
  },
})

export const updateComplianceRecord = operation({
  id: 'updateComplianceRecord',
  method: 'PATCH',
  path: '/api/v1/compliance/records/:id',
  summary: 'Renew or correct a record; what it said before stays in its history',
  scope: 'compliance:write',
  roles: complianceEditors,
  on: ComplianceRecord,
  emits: complianceUpdated,
  stability: 'beta',
  body: Change,
  response: ComplianceRecord.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    if (record.withdrawnAt !== null) throw complianceWithdrawn()
    if (Object.keys(body).length > 0) {
      const wish = wishOf(record, body)
      const settled = settleOrRefuse(wish, principal, now)
      await update(tx, 'compliance_records', record.id, {
        ...body,
        ...settled,
        ageAtExam: wish.ageAtExam,
        change: 'updated',
        changedBy: actorOf(principal).name,
      })
    }
    const after = await ComplianceRecord.get(tx, record.id)
    emit(complianceEvent(after, await noteStanding(tx, principal.workspace.uuid, after), record))
    return after
  },
})

export const withdrawComplianceRecord = operation({
  id: 'withdrawComplianceRecord',
  method: 'POST',
  path: '/api/v1/compliance/records/:id/withdraw',
  summary: 'Let a record count no more, such as one of a revoked certificate or a mistaken one',
  description: 'Records are not deleted: a withdrawn one is listed with `withdrawn=true`, with its history.',
  scope: 'compliance:write',
  roles: complianceEditors,
  on: ComplianceRecord,
  emits: complianceUpdated,
  stability: 'beta',
  body: Type.Object({ reason: text(3, 500) }),
  response: ComplianceRecord.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    if (record.withdrawnAt !== null) throw complianceWithdrawn('This record is withdrawn already')
    await tx.run(sql`
      update compliance_records
         set withdrawn_at = ${now}, withdrawn_reason = ${body.reason}, change = 'withdrawn',
           changed_by = ${actorOf(principal).name}
       where id = ${record.id} and withdrawn_at is null`)
    const after = await ComplianceRecord.get(tx, record.id)
    emit(complianceEvent(after, await noteStanding(tx, principal.workspace.uuid, after), record))
    return after
  },
})

/** What a change leaves of a record, and what it adds. */
function wishOf(record: RecordForm, body: Static<typeof Change>): Wish {
  const computes = record.kind === 'medical' || record.kind === 'flight_review'
  const moved = (['issuedOn', 'medicalClass', 'operation', 'ageAtExam'] as const).find(
    (field) => body[field] !== undefined && body[field] !== record[field],
  )
  if (computes && moved && record.expirySource === 'given' && body.expiresOn === undefined)
    throw invalidRequest(
      `expiresOn was given by hand, and ${moved} changes: send the new expiresOn with it, or null to have it computed`,
      { details: [{ field: 'expiresOn', message: `is needed, because ${moved} changes` }] },
    )
  // Of another class another operation is the most that it allows.
  const operation =
    body.medicalClass !== undefined && body.operation === undefined ? undefined : record.operation
  return {
    ...record,
    ageAtExam: ageAfter(record, body.issuedOn),
    expiresOn: record.expirySource === 'given' ? record.expiresOn : null,
    operation,
    ...body,
  }
}

/** The age of another examination is another: it is asked for again, but of somebody who was 40 before. */
function ageAfter({ issuedOn, ageAtExam }: RecordForm, examinedOn: string | null | undefined): number | null {
  if (examinedOn === undefined || examinedOn === issuedOn || ageAtExam === null) return ageAtExam
  const isLater = examinedOn !== null && issuedOn !== null && examinedOn > issuedOn
  return isLater && ageAtExam >= 40 ? ageAtExam : null
}

function settleOrRefuse(wish: Wish, { workspace }: Principal, now: Date): Settled {
  const settled = settle(wish, localDate(now, workspace.timezone))
  if ('field' in settled) throw invalidRequest(`${settled.field} ${settled.message}`, { details: [settled] })
  return settled
}
