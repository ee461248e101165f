import { sql, type Tx } from '#platform/database/database.ts'
import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { id, instant, nullable, oneOf, pageOf, Type } from '#platform/kernel/schema.ts'
import { cpaStatuses } from '../cpa/cpa.ts'
import { Move, movesOf } from '../move.ts'
import { seesAll } from '../report/visibility.ts'
import {
  Investigation,
  investigationStates,
  investigationStatuses,
  isOpen,
  isPreliminaryOverdue,
} from './investigation.ts'

const common = {
  of: Investigation,
  defaultSort: '-createdAt',
  sorts: {
    createdAt: { sql: 't.created_at', type: 'timestamptz' as const },
    updatedAt: { sql: 't.updated_at', type: 'timestamptz' as const },
    preliminaryDueOn: { sql: 't.preliminary_due_on', type: 'date' as const },
  },
  filters: {
    status: { schema: oneOf(investigationStatuses), sql: (value: string) => `t.status = ${value}` },
    open: {
      schema: Type.Boolean({ description: 'Not completed.' }),
      sql: (value: string) => `(${isOpen}) = ${value}::boolean`,
    },
    preliminary_overdue: {
      schema: Type.Boolean({
        description: 'Not completed, and the preliminary report is past its due date.',
      }),
      sql: (value: string) => `${isPreliminaryOverdue} = ${value}::boolean`,
    },
    report: { schema: id('rpt'), sql: (value: string) => `t.report_id = ${value}` },
    lead: { schema: id('mem'), sql: (value: string) => `t.lead_member_id = ${value}` },
  },
  search: ['t.code', 't.title'],
  indexed: true,
}
const allInvestigations = list(common)
const ledInvestigations = list({
  ...common,
  within: { param: 'member', sql: (value) => `t.lead_member_id = ${value}` },
})

export const listInvestigations = operation({
  id: 'listInvestigations',
  method: 'GET',
  path: '/api/v1/sms/investigations',
  summary: 'List investigations',
  description:
    'Members who see every report see every investigation. Other members see the investigations that they lead.',
  scope: 'safety:read',
  roles: 'staff',
  stability: 'beta',
  query: allInvestigations.query,
  response: pageOf(Investigation.schema),
  handle: ({ tx, query, principal }) =>
    principal.kind === 'user' && !seesAll(principal)
      ? runList(tx, ledInvestigations, query, principal, { member: principal.memberId })
      : runList(tx, allInvestigations, query, principal),
})

export const Finding = Type.Object({
  id: id('sfd'),
  kind: oneOf(['root_cause', 'contributing_factor', 'observation']),
  statement: Type.String(),
  isAccepted: Type.Boolean(),
  acceptedByName: nullable(Type.String()),
})
export const Entry = Type.Object({
  id: id('sie'),
  kind: oneOf(['evidence', 'interview', 'timeline']),
  title: Type.String(),
  text: nullable(Type.String()),
  at: nullable(instant()),
  fileId: nullable(id('fil')),
  fileName: nullable(Type.String()),
  contentType: nullable(Type.String()),
  createdByName: Type.String(),
  createdAt: instant(),
})
export const InvestigationInFull = Type.Object(
  {
    ...Investigation.schema.properties,
    findings: Type.Array(Finding),
    entries: Type.Array(Entry),
    cpas: Type.Array(
      Type.Object({ id: id('cpa'), code: Type.String(), title: Type.String(), status: oneOf(cpaStatuses) }),
    ),
    moves: Type.Array(Move),
    nextStatuses: Type.Array(oneOf(investigationStatuses)),
  },
  { title: 'InvestigationInFull' },
)

export const getInvestigation = operation({
  id: 'getInvestigation',
  method: 'GET',
  path: '/api/v1/sms/investigations/:id',
  summary: 'Get an investigation',
  description: 'The investigation with its findings, evidence, interviews, timeline and actions.',
  scope: 'safety:read',
  roles: 'staff',
  on: Investigation,
  stability: 'beta',
  response: InvestigationInFull,
  handle: async ({ tx, record }) => ({ ...record, ...(await partsOf(tx, record.id, record.status)) }),
})

/** The parts of an investigation: findings, entries, actions and moves. */
export async function partsOf(
  tx: Tx,
  investigationId: string,
  status: (typeof investigationStatuses)[number],
) {
  const findings = await tx.rows(sql<'investigationFindings'>`
      select id, kind, statement, is_accepted as "isAccepted", accepted_by_name as "acceptedByName"
        from safety_findings where investigation_id = ${investigationId} order by id`)
  const entries = await tx.rows(sql<'investigationEntries'>`
      select e.id, e.kind, e.title, e.text, e.at, e.file_id as "fileId", f.name as "fileName",
             f.content_type as "contentType", e.created_by_name as "createdByName",
             e.created_at as "createdAt"
        from safety_investigation_entries e
        left join files f on f.workspace_id = e.workspace_id and f.id = e.file_id
       where e.investigation_id = ${investigationId} order by coalesce(e.at, e.created_at), e.id`)
  const cpas = await tx.rows(sql<'investigationCpas'>`
    select id, code, title, status from safety_cpas where investigation_id = ${investigationId} order by id`)
  return {
    findings,
    entries: entries.map((entry) => ({
      ...entry,
      at: entry.at?.toISOString() ?? null,
      createdAt: entry.createdAt.toISOString(),
    })),
    cpas,
    moves: await movesOf(tx, investigationId),
    nextStatuses: investigationStates.nextOf(status),
  }
}
