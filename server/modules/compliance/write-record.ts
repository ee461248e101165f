import { sql, type Tx } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { lastBegunDay } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { id, type Static, Type, text } from '#platform/kernel/schema.ts'
import { daysBetween, localDate } from '#rules/calendar.ts'
import { europeanClasses, revalidationDays } from '#rules/european-medical.ts'
import {
  ComplianceRecord,
  complianceEvent,
  complianceKind,
  complianceUpdated,
  complianceWithdrawn,
  type RecordForm,
  recordFields,
} from './record.ts'
import { recordStanding } from './standing.ts'
import { computedKinds, type RecordInput, type Validity, validityOf } from './validity.ts'
import { complianceEditors, complianceReaders } from './visibility.ts'

const optional = Object.fromEntries(
  Object.entries(recordFields).map(([field, schema]) => [field, Type.Optional(schema)]),
) as { [K in keyof typeof recordFields]: ReturnType<typeof Type.Optional<(typeof recordFields)[K]>> }
const Change = Type.Object(optional)

export const createComplianceRecord = operation({
  id: 'createComplianceRecord',
  method: 'POST',
  path: '/api/v1/compliance/records',
  summary: 'Create a compliance record',
  description:
    'Adds something that a person holds. The expiry of a medical, BasicMed, a flight review or an instrument proficiency check is calculated, with the rule cited; a date that you send may be earlier, not later.',
  scope: 'compliance:write',
  roles: complianceEditors,
  creates: ComplianceRecord,
  emits: complianceUpdated,
  stability: 'beta',
  body: Type.Object({ crewId: id('crw'), kind: complianceKind, ...optional }),
  response: ComplianceRecord.schema,
  async handle({ tx, body, principal, now, emit }) {
    const { crewId, kind, ...fields } = body
    const birthOn = await birthDateOf(tx, crewId)
    const validity = requireValidity({ ...fields, kind, birthOn }, principal, now)
    const recordId = newId('cmr')
    await insert(tx, 'compliance_records', principal.workspace.uuid, recordId, {
      ...fields,
      crewId,
      kind,
      ...validity,
      change: 'created',
      changedBy: actorOf(principal).name,
    })
    const record = await ComplianceRecord.get(tx, recordId)
    emit(complianceEvent(record, await recordStanding(tx, principal.workspace.uuid, record), null))
    return record
  },
})

export const updateComplianceRecord = operation({
  id: 'updateComplianceRecord',
  method: 'PATCH',
  path: '/api/v1/compliance/records/:id',
  summary: 'Update or renew a compliance record',
  description:
    'Writes a new version; the earlier ones stay in the history. The expiry is calculated again unless a date was entered.',
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
      const input = inputAfter(record, body, await birthDateOf(tx, record.crewId))
      const validity = requireValidity(input, principal, now)
      await update(tx, 'compliance_records', record.id, {
        ...body,
        ...validity,
        previousExpiresOn: input.previousExpiresOn,
        change: 'updated',
        changedBy: actorOf(principal).name,
      })
    }
    const after = await ComplianceRecord.get(tx, record.id)
    emit(complianceEvent(after, await recordStanding(tx, principal.workspace.uuid, after), record))
    return after
  },
})

/** Beside `compliance.updated`, for programs that want to know only what no longer counts. */
export const complianceRecordWithdrawn = eventType('compliance.withdrawn', {
  stability: 'beta',
  when: 'a compliance record is withdrawn, so that it no longer counts and leaves the public list',
  subject: 'compliance_record',
  data: complianceUpdated.data,
  scope: 'compliance:read',
  publicScope: 'public.compliance:read',
  readers: complianceReaders,
})

export const withdrawComplianceRecord = operation({
  id: 'withdrawComplianceRecord',
  method: 'POST',
  path: '/api/v1/compliance/records/:id/withdraw',
  summary: 'Withdraw a compliance record',
  description:
    'The record no longer counts, such as after a revoked certificate or a mistake. It is not deleted: list it with `withdrawn=true`. Its history stays.',
  scope: 'compliance:write',
  roles: complianceEditors,
  on: ComplianceRecord,
  emits: complianceRecordWithdrawn,
  stability: 'beta',
  body: Type.Object({ reason: text(3, 500) }),
  response: ComplianceRecord.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    if (record.withdrawnAt !== null) throw complianceWithdrawn('This record is already withdrawn')
    await tx.run(sql`
      update compliance_records
         set withdrawn_at = ${now}, withdrawn_reason = ${body.reason}, change = 'withdrawn',
           changed_by = ${actorOf(principal).name}
       where id = ${record.id} and withdrawn_at is null`)
    const after = await ComplianceRecord.get(tx, record.id)
    const event = complianceEvent(after, await recordStanding(tx, principal.workspace.uuid, after), record)
    emit(event)
    emit({ ...event, type: complianceRecordWithdrawn })
    return after
  },
})

/** The birth date of a person; null if it is not recorded. */
export async function birthDateOf(tx: Tx, crewId: string): Promise<string | null> {
  const row = await tx.first(sql<'birthDateOfHolder'>`
    select birth_date as "birthOn" from crew_birth_dates where crew_id = ${crewId}`)
  return row?.birthOn ?? null
}

/** The input of the calculation after a change: the fields of the record, and those of the body over them. */
function inputAfter(
  record: RecordForm,
  body: Static<typeof Change>,
  birthOn: string | null,
): RecordInput & Pick<RecordForm, 'previousExpiresOn'> {
  const changedField = (
    ['issuedOn', 'courseOn', 'medicalClass', 'operation', 'ageAtExam', 'previousExpiresOn'] as const
  ).find((field) => body[field] !== undefined && body[field] !== record[field])
  if (
    computedKinds.includes(record.kind) &&
    changedField &&
    record.expirySource === 'given' &&
    body.expiresOn === undefined
  )
    throw invalidRequest(
      `expiresOn was entered by hand, and ${changedField} changes: send the new expiresOn too, or null to calculate it`,
      { details: [{ field: 'expiresOn', message: `is required, because ${changedField} changes` }] },
    )
  // A new class without an operation takes the highest operation that the class allows.
  const operation =
    body.medicalClass !== undefined && body.operation === undefined ? undefined : record.operation
  return {
    ...record,
    // The birth date says how old the person was, whatever was entered before.
    ageAtExam: birthOn === null ? ageAfter(record, body.issuedOn) : null,
    expiresOn: record.expirySource === 'given' ? record.expiresOn : null,
    previousExpiresOn: previousEnd(record, body),
    operation,
    ...body,
    birthOn,
  } as RecordInput & Pick<RecordForm, 'previousExpiresOn'>
}

/** When the certificate ends that a new examination revalidates (MED.A.045(b)); null for a renewal. */
function previousEnd(record: RecordForm, body: Static<typeof Change>): string | null {
  const { issuedOn, expiresOn, medicalClass } = record
  if (!body.issuedOn || body.issuedOn === issuedOn) return record.previousExpiresOn
  const isSameClass = body.medicalClass === undefined || body.medicalClass === medicalClass
  const isEuropean = europeanClasses.some((name) => name === medicalClass)
  if (!isEuropean || !isSameClass || expiresOn === null) return null
  const daysLeft = daysBetween(body.issuedOn, expiresOn)
  return daysLeft >= 0 && daysLeft <= revalidationDays ? expiresOn : null
}

/** The age at a new examination must be entered again, unless the person was already 40 at an earlier one. */
function ageAfter({ issuedOn, ageAtExam }: RecordForm, examinedOn: string | null | undefined): number | null {
  if (examinedOn === undefined || examinedOn === issuedOn || ageAtExam === null) return ageAtExam
  const isLater = examinedOn !== null && issuedOn !== null && examinedOn > issuedOn
  return isLater && ageAtExam >= 40 ? ageAtExam : null
}

function requireValidity(input: RecordInput, { workspace }: Principal, now: Date): Validity {
  const validity = validityOf(input, lastBegunDay(localDate(now, workspace.timezone), now))
  if ('field' in validity)
    throw invalidRequest(`${validity.field} ${validity.message}`, { details: [validity] })
  return validity
}
