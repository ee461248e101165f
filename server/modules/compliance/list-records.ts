import { Attachment } from '#platform/files/stored-file.ts'
import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, oneOf, pageOf, Type } from '#platform/kernel/schema.ts'
import { complianceEvidence } from './evidence.ts'
import { ComplianceRecord, complianceKind, complianceStatuses, statusNow } from './record.ts'
import { edits, isOwn, personOf, seesAll, seesEvidence } from './visibility.ts'

/** The sorts and filters that the public list shares. */
export const recordSorts = {
  expiresOn: { sql: 't.lapses_on', type: 'date' as const },
  updatedAt: { sql: 't.updated_at', type: 'timestamptz' as const },
}
export const recordFilters = {
  status: { schema: oneOf(complianceStatuses), sql: (value: string) => `${statusNow} = ${value}` },
  kind: { schema: complianceKind, sql: (value: string) => `t.kind = ${value}` },
  person: { schema: id('crw'), sql: (value: string) => `t.crew_id = ${value}` },
  expiring_before: {
    schema: date('Expires before this date, or has expired.'),
    sql: (value: string) => `t.lapses_on < ${value}::date`,
  },
}
const person = (column: string) =>
  `(select p.${column} from crew p where p.workspace_id = t.workspace_id and p.id = t.crew_id)`

const common = {
  of: ComplianceRecord,
  defaultSort: 'expiresOn',
  sorts: recordSorts,
  filters: {
    ...recordFilters,
    person_status: {
      schema: oneOf(['active', 'inactive'], { description: 'Whether the person is active.' }),
      sql: (value: string) => `${person('status')} = ${value}`,
    },
    withdrawn: {
      schema: Type.Boolean({
        description: 'Withdrawn records no longer count, so they are left out by default.',
      }),
      sql: (value: string) => `(t.withdrawn_at is not null) = ${value}::boolean`,
    },
  },
  search: ['t.title', 't.number', person('display_name')],
  indexed: true,
}
const allRecords = list(common)
const ownRecords = list({
  ...common,
  within: { param: 'user', sql: (value) => `t.crew_id = ${personOf('t', value)}` },
})

export const listComplianceRecords = operation({
  id: 'listComplianceRecords',
  method: 'GET',
  path: '/api/v1/compliance/records',
  summary: 'List compliance records',
  description:
    'What people hold, the earliest expiry first. Chief pilots, directors of operations, admins, auditors and API keys see all records; other members see their own.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  query: allRecords.query,
  response: pageOf(ComplianceRecord.schema),
  handle: ({ tx, query, principal }) => {
    // Only withdrawn records have the status missing, so a query for missing includes withdrawn ones.
    const effectiveQuery = { ...(query.status === 'missing' ? {} : { withdrawn: false }), ...query }
    return principal.kind === 'user' && !seesAll(principal)
      ? runList(tx, ownRecords, effectiveQuery, principal, { user: principal.userId })
      : runList(tx, allRecords, effectiveQuery, principal)
  },
})

export const getComplianceRecord = operation({
  id: 'getComplianceRecord',
  method: 'GET',
  path: '/api/v1/compliance/records/:id',
  summary: 'Get a compliance record',
  description: 'The record with its evidence, and whether the caller may renew or withdraw it.',
  scope: 'compliance:read',
  roles: 'staff',
  on: ComplianceRecord,
  stability: 'beta',
  response: Type.Object({
    ...ComplianceRecord.schema.properties,
    evidence: Type.Array(Attachment),
    isEditable: Type.Boolean({ description: 'Whether the caller may renew and withdraw it.' }),
    isOwn: Type.Boolean({ description: 'Whether it belongs to the person that the caller signs in as.' }),
  }),
  handle: async ({ tx, record, principal }) => ({
    ...record,
    evidence: seesEvidence(record, principal) ? await complianceEvidence.list(tx, record.id) : [],
    isEditable: edits(principal) && record.withdrawnAt === null,
    isOwn: await isOwn(tx, record.id, principal),
  }),
})
