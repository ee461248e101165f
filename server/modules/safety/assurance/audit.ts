import { crud } from '#platform/kernel/crud.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { riskRoles, safetyReaders } from '#server/roles.ts'

const status = oneOf(['planned', 'in_progress', 'completed', 'cancelled'])
const kind = oneOf(['internal', 'external', 'evaluation'], {
  description: 'evaluation: an audit of the safety management itself (5.71(a)(4)).',
})
const fields = {
  title: text(3, 200),
  kind,
  audited: text(1, 2_000, 'What is looked at: departments, processes, bases.'),
  startsOn: date(),
  endsOn: nullable(date()),
  standard: nullable(text(1, 200, 'What it is measured by: 14 CFR 135, IS-BAO, the manual.')),
  leadAuditor: nullable(text(1, 200)),
  summary: nullable(text(1, 20_000)),
  status,
}

/** 14 CFR 5.71(a)(3) and (4). */
export const SafetyAudit = resource({
  name: 'safety_audit',
  prefix: 'aud',
  title: { one: 'safety audit', many: 'safety audits' },
  page: '/safety/audits/:id',
  table: 'safety_audits',
  label: 'title',
  schema: Type.Object({
    id: id('aud'),
    ...fields,
    findingCount: Type.Integer(),
    openFindingCount: Type.Integer(),
    createdByName: Type.String(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: {
    findingCount:
      '(select count(*) from audit_findings f where f.workspace_id = t.workspace_id and f.audit_id = t.id)',
    openFindingCount: `(select count(*)
          from audit_findings f
         where f.workspace_id = t.workspace_id and f.audit_id = t.id and f.status = 'open')`,
  },
})

const { title, kind: _, audited, startsOn, ...optional } = fields

/** As SQL over its table: whether a finding of the audit is not resolved. */
export const hasOpenFinding = `exists (select
             from audit_findings f
            where f.workspace_id = t.workspace_id and f.audit_id = t.id and f.status = 'open')`

export const audits = crud({
  of: SafetyAudit,
  name: 'SafetyAudit',
  path: '/api/v1/safety/audits',
  scope: 'safety',
  readers: safetyReaders,
  writers: riskRoles,
  required: { title, kind, audited, startsOn },
  optional,
  periods: [['startsOn', 'endsOn']],
  author: 'created_by_name',
  list: {
    defaultSort: '-startsOn',
    sorts: { startsOn: { sql: 't.starts_on', type: 'date' } },
    search: ['t.title', 't.audited', 't.lead_auditor'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      open_findings: {
        schema: Type.Boolean({ description: 'Audits with a finding that is not resolved.' }),
        sql: (value) => `${hasOpenFinding} = ${value}::boolean`,
      },
    },
  },
})
