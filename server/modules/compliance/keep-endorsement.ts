import { sql, type Tx } from '#platform/database/database.ts'
import { insert, update } from '#platform/kernel/crud.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { ComplianceRecord, complianceEvent } from './record.ts'
import { recordStanding } from './standing.ts'
import { validityOf } from './validity.ts'

export interface GivenEndorsement {
  workspaceUuid: string
  crewId: string
  title: string
  issuedOn: string
  expiresOn: string | null
  /** Where the endorsement itself is. */
  reference: string
  by: string
  today: string
}

/** Keeps an endorsement that was given as what the person holds: a new record, or a new version of the one there is. */
export async function keepEndorsement(
  tx: Tx,
  { workspaceUuid, crewId, title, issuedOn, expiresOn, reference, by, today }: GivenEndorsement,
): Promise<{ recordId: string; emission: Emission }> {
  const validity = validityOf({ kind: 'endorsement', title, issuedOn, expiresOn }, today)
  if ('field' in validity)
    throw invalidRequest(`${validity.field} ${validity.message}`, { details: [validity] })
  const existing = await tx.first(sql<'heldEndorsement'>`
    select id from compliance_records
     where crew_id = ${crewId} and kind = 'endorsement' and lower(title) = lower(${title})
       and withdrawn_at is null for update`)
  const before = existing ? await ComplianceRecord.get(tx, existing.id) : null
  const recordId = existing?.id ?? newId('cmr')
  const row = { ...validity, reference, changedBy: by }
  if (existing) await update(tx, 'compliance_records', recordId, { ...row, change: 'updated' })
  else
    await insert(tx, 'compliance_records', workspaceUuid, recordId, {
      ...row,
      crewId,
      kind: 'endorsement',
      change: 'created',
    })
  const record = await ComplianceRecord.get(tx, recordId)
  return {
    recordId,
    emission: complianceEvent(record, await recordStanding(tx, workspaceUuid, record), before),
  }
}

/** Withdraws what was kept of an endorsement, if it is still there. */
export async function withdrawEndorsement(
  tx: Tx,
  {
    workspaceUuid,
    recordId,
    reason,
    by,
    now,
  }: { workspaceUuid: string; recordId: string; reason: string; by: string; now: Date },
): Promise<Emission | null> {
  const before = (await ComplianceRecord.load(tx, recordId, true))?.record
  if (!before || before.withdrawnAt !== null) return null
  await tx.run(sql`
    update compliance_records
       set withdrawn_at = ${now}, withdrawn_reason = ${reason}, change = 'withdrawn', changed_by = ${by}
     where id = ${recordId}`)
  const record = await ComplianceRecord.get(tx, recordId)
  return complianceEvent(record, await recordStanding(tx, workspaceUuid, record), before)
}
