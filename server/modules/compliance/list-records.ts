import { Attachment } from '#platform/files/stored-file.ts'
import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, oneOf, pageOf, Type } from '#platform/kernel/schema.ts'
import { complianceEvidence } from './evidence.ts'
import { ComplianceRecord, complianceKinds, complianceStatuses, statusNow } from './record.ts'
import { edits, isOwn, personOf, seesAll, seesEvidence } from './sight.ts'

/** The order and the filters that the public list has, too. */
export const recordSorts = {
  expiresOn: { sql: 't.lapses_on', type: 'date' as const },
  updatedAt: { sql: 't.updated_at', type: 'timestamptz' as const },
}
export const recordFilters = {
  status: { schema: oneOf(complianceStatuses), sql: (value: string) => `${statusNow} = ${value}` },
  kind: { schema: oneOf(complianceKinds), sql: (value: string) => `t.kind = ${value}` },
  person: { schema: id('crw'), sql: (value: string) => `t.crew_id = ${value}` },
  expiring_before: {
    schema: date('Lapses before this date, or has lapsed.'),
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
      schema: oneOf(['active', 'inactive'], { description: 'Of people who are, or are no longer, active.' }),
      sql: (value: string) => `${person('status')} = ${value}`,
    },
    withdrawn: {
      schema: Type.Boolean({
        description: 'Records that count no more; they are left out unless asked for.',
      }),
      sql: (value: string) => `(t.withdrawn_at is not null) = ${value}::boolean`,
    },
  },
  search: ['t.title', 't.number', person('display_name')],
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
  summary: 'List what people hold, what lapses first at the top',
  description:
    'Chief pilot, director of operations, admins, auditors and keys see everybody’s; everybody else their own.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  query: allRecords.query,
  response: pageOf(ComplianceRecord.schema),
  handle: ({ tx, query, principal }) => {
    // Only a withdrawn record is missing by itself, so who asks for those wants them.
    const wanted = { ...(query.status === 'missing' ? {} : { withdrawn: false }), ...query }
    return principal.kind === 'user' && !seesAll(principal)
      ? runList(tx, ownRecords, wanted, principal, { user: principal.userId })
      : runList(tx, allRecords, wanted, principal)
  },
})

export const getComplianceRecord = operation({
  id: 'getComplianceRecord',
  method: 'GET',
  path: '/api/v1/compliance/records/:id',
  summary: 'One record, with its evidence',
  scope: 'compliance:read',
  roles: 'staff',
  on: ComplianceRecord,
  stability: 'beta',
  response: Type.Object({
    ...ComplianceRecord.schema.properties,
    evidence: Type.Array(Attachment),
    isEditable: Type.Boolean({ description: 'Whether the caller may renew and withdraw it.' }),
    isOwn: Type.Boolean({ description: 'Whether it is of the person that the caller signs in as.' }),
  }),
  handle: async ({ tx, record, principal }) => ({
    ...record,
    evidence: seesEvidence(record, principal) ? await complianceEvidence.list(tx, record.id) : [],
    isEditable: edits(principal) && record.withdrawnAt === null,
    isOwn: await isOwn(tx, record.id, principal),
  }),
})
