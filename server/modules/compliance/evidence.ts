import { sql } from '#platform/database/database.ts'
import { attachments } from '#platform/files/attachments.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { ComplianceRecord, complianceEvent, complianceUpdated, complianceWithdrawn } from './record.ts'
import { requireEditorOrOwner, seesEvidence } from './sight.ts'
import { noteStanding } from './stand.ts'

/** Copies of what people hold. They stay, as every version of a record does. */
export const complianceEvidence = attachments({
  of: ComplianceRecord,
  path: '/api/v1/compliance/records/:id/files',
  table: 'compliance_files',
  column: 'record_id',
  order: 'l.version desc, f.id',
  attach: {
    id: 'attachComplianceEvidence',
    summary: 'Attach evidence to a record, also to one’s own',
    description:
      'The dates stay as they are: whoever may renew records looks at the evidence, and changes them.',
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
      emit(complianceEvent(after, await noteStanding(tx, principal.workspace.uuid, after), record))
      return file
    },
  },
  download: {
    id: 'getComplianceEvidence',
    summary: 'A piece of evidence',
    scope: 'compliance:read',
    roles: 'staff',
    stability: 'beta',
    may({ record, principal }) {
      if (!seesEvidence(record, principal)) throw notFound()
    },
  },
})
