import { sql } from '#platform/database/database.ts'
import { attachments } from '#platform/files/attachments.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { ComplianceRecord, complianceEvent, complianceUpdated, complianceWithdrawn } from './record.ts'
import { recordStanding } from './standing.ts'
import { requireEditorOrOwner, seesEvidence } from './visibility.ts'

/** Copies of the documents that people hold. They are permanent, like every version of a record. */
export const complianceEvidence = attachments({
  of: ComplianceRecord,
  path: '/api/v1/compliance/records/:id/files',
  table: 'compliance_files',
  column: 'record_id',
  order: 'l.version desc, f.id',
  attach: {
    id: 'attachComplianceEvidence',
    summary: 'Attach evidence to a compliance record',
    description:
      'People can attach evidence to their own records. The dates stay as they are until a member who may renew records has checked the evidence and changes them.',
    scope: 'compliance:write',
    roles: 'staff',
    emits: complianceUpdated,
    stability: 'beta',
    async may({ tx, record, principal }) {
      await requireEditorOrOwner(tx, record.id, principal)
      if (record.withdrawnAt !== null) throw complianceWithdrawn()
    },
    row: ({ record, principal }) => ({ version: record.version + 1, added_by: actorOf(principal).name }),
    async after({ tx, record, principal, emit }, file) {
      await tx.run(sql`
        update compliance_records
           set files = files + 1, change = 'evidence_attached', changed_by = ${actorOf(principal).name}
         where id = ${record.id}`)
      const after = await ComplianceRecord.get(tx, record.id)
      emit(complianceEvent(after, await recordStanding(tx, principal.workspace.uuid, after), record))
      return file
    },
  },
  download: {
    id: 'getComplianceEvidence',
    summary: 'Get a file of evidence',
    description:
      'Downloads the file. The evidence of a withdrawn record is shown only to members who see all records.',
    scope: 'compliance:read',
    roles: 'staff',
    stability: 'beta',
    may({ record, principal }) {
      if (!seesEvidence(record, principal)) throw notFound()
    },
  },
})
