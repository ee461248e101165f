import { sql } from '#platform/database/database.ts'
import { crud } from '#platform/kernel/crud.ts'
import { operation } from '#platform/kernel/operation.ts'
import { conflict } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'
import { fileReport } from '../report/file-report.ts'
import { Report, reportSubmitted } from '../report/report.ts'
import { reportEvent } from '../report/report-event.ts'
import { categories } from '../risk/hazard.ts'

const status = oneOf(['open', 'resolved'])
const fields = {
  auditId: id('aud'),
  title: text(10, 200),
  description: text(50, 10_000, 'What the audit found, and the requirement it was measured by.'),
  grade: oneOf(['major', 'minor', 'observation']),
  requirement: nullable(text(1, 200, 'What it does not meet: 5.71(a)(3), 135.293, manual 4.2.')),
  status,
  resolution: nullable(text(1, 5_000)),
}

/** A finding of an audit. If it needs more work, it becomes a report with an investigation and actions. */
export const AuditFinding = resource({
  name: 'audit_finding',
  prefix: 'afd',
  title: { one: 'audit finding', many: 'audit findings' },
  page: { of: 'auditId' },
  table: 'audit_findings',
  label: 'title',
  schema: Type.Object({
    id: id('afd'),
    ...fields,
    reportId: nullable(id('rpt')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const { auditId, title, description, grade, requirement, ...later } = fields

export const findings = crud({
  of: AuditFinding,
  name: 'AuditFinding',
  path: '/api/v1/safety/audit-findings',
  scope: 'safety',
  readers: safetyReaders,
  writers: riskRoles,
  required: { auditId, title, description, grade },
  optional: { requirement },
  later,
  list: {
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.title', 't.requirement'],
    indexed: true,
    filters: {
      audit_id: { schema: id('aud'), sql: (value) => `t.audit_id = ${value}` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
    },
  },
})

export const reportFinding = operation({
  id: 'reportFinding',
  method: 'POST',
  path: '/api/v1/safety/audit-findings/:id/report',
  summary: 'Create a safety report from an audit finding',
  description:
    'The report has its own investigation and actions, and the finding links to it. Each finding has one report.',
  scope: 'safety:write',
  roles: riskRoles,
  on: AuditFinding,
  audits: 'audit_finding.reported',
  body: Type.Object({ category: oneOf(categories) }),
  response: AuditFinding.schema,
  async handle({ tx, body, record, principal, services, now, emit }) {
    if (record.reportId) throw conflict('This finding already has a report')
    const { reportId } = await fileReport(tx, services.secrets, {
      workspace: principal.workspace,
      mode: 'standard',
      principal,
      source: 'api',
      input: {
        type: 'audit_finding',
        title: record.title,
        description: record.description,
        category: body.category,
      },
      now,
    })
    await tx.run(
      sql`update audit_findings set report_id = ${reportId} where id = ${record.id} and report_id is null`,
    )
    emit(reportEvent(reportSubmitted, await Report.get(tx, reportId)))
    return AuditFinding.get(tx, record.id)
  },
})
