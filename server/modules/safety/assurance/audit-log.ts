import { AuditEntry, auditFilters } from '#platform/audit/audit-entry.ts'
import { list } from '#platform/kernel/list.ts'
import { listExport } from '#platform/kernel/list-export.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { oneOf, type Static, Type } from '#platform/kernel/schema.ts'

const safetyTypes = [
  'safety_report',
  'investigation',
  'cpa',
  'hazard',
  'risk_assessment',
  'risk_control',
  'risk_matrix',
  'hazard_notification',
  'spi',
  'spi_entry',
  'meeting',
  'safety_change',
  'safety_audit',
  'audit_finding',
  'key_person',
  'compliance_element',
  'compliance_declaration',
]
// Events of a standard report name its sender, whom readers of this list must not learn.
const isByReporter = "t.type in ('safety_report.submitted', 'safety_report.message_received')"

export const SafetyAuditEntry = resource({
  name: 'safety_audit_entry',
  prefix: 'evt',
  title: { one: 'entry of the safety log', many: 'entries of the safety log' },
  page: 'none',
  table: 'events',
  label: 'id',
  schema: Type.Object((({ address: _, clientRequestId: __, ...rest }) => rest)(AuditEntry.schema.properties)),
  expressions: {
    sequence: 't.seq',
    action: 't.type',
    changes: 't.changes::json',
    hash: "encode(t.hash, 'hex')",
    actor: `case when ${isByReporter} then json_build_object('type', t.actor_type, 'id', null, 'name', null)
      else json_build_object('type', t.actor_type, 'id', t.actor_id, 'name', t.personal::json ->> 'actorName') end`,
    requestId: `case when ${isByReporter} then null else t.request_id end`,
    subject: "json_build_object('type', t.subject_type, 'id', t.subject_id, 'label', t.subject_label)",
  },
})

const { action, subject, date_from, date_to } = auditFilters
const entries = list({
  of: SafetyAuditEntry,
  where: `t.subject_type in (${safetyTypes.map((type) => `'${type}'`).join(', ')})`,
  defaultSort: '-sequence',
  sorts: { sequence: { sql: 't.seq', type: 'bigint' } },
  filters: {
    action,
    subject,
    subject_type: { schema: oneOf(safetyTypes), sql: (value) => `t.subject_type = ${value}` },
    // A filter by actor must not match these events, because that would reveal the sender.
    actor: {
      ...auditFilters.actor,
      sql: (value) => `t.actor_id = ${value} and not (${isByReporter})`,
    },
    date_from,
    date_to,
  },
  search: [
    't.type',
    't.subject_label',
    't.subject_id',
    `(case when ${isByReporter} then null else t.personal::json ->> 'actorName' end)`,
  ],
})
const common = {
  scope: 'safety:read',
  roles: ['safety_manager', 'accountable_executive', 'auditor'],
}

export const listSafetyAuditLog = operation({
  ...common,
  id: 'listSafetyAuditLog',
  method: 'GET',
  path: '/api/v1/safety/audit-log',
  summary: 'List the safety audit log',
  description: 'Who did what in safety management, and when. The senders of reports are left out.',
  response: SafetyAuditEntry.schema,
  // As its export.
  guardsFiles: true,
  list: entries,
})

export const exportSafetyAuditLog = listExport<Static<typeof SafetyAuditEntry.schema>>({
  ...common,
  id: 'exportSafetyAuditLog',
  path: '/api/v1/safety/audit-log/export',
  summary: 'Get the safety audit log as CSV',
  of: entries,
  file: 'safety-audit-log',
  columns: {
    sequence: (entry) => entry.sequence,
    occurredAt: (entry) => entry.occurredAt,
    action: (entry) => entry.action,
    actorType: (entry) => entry.actor.type,
    actor: (entry) => entry.actor.name,
    subjectType: (entry) => entry.subject.type,
    subject: (entry) => entry.subject.label,
    subjectId: (entry) => entry.subject.id,
    changes: (entry) => JSON.stringify(entry.changes),
    requestId: (entry) => entry.requestId,
    hash: (entry) => entry.hash,
  },
})
