import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { fieldsOf, id, instant, nullable, oneOf, pageOf, Type } from '#platform/kernel/schema.ts'
import { ComplianceRecord } from './record.ts'

const versionFields = {
  ...fieldsOf(
    ComplianceRecord.schema,
    'title',
    'number',
    'issuingAuthority',
    'issuedOn',
    'expiresOn',
    'expirySource',
    'citation',
    'medicalClass',
    'operation',
    'ageAtExam',
    'previousExpiresOn',
    'courseOn',
    'singlePilotPassengersUntil',
    'airlineTransportUntil',
    'commercialUntil',
    'privateUntil',
    'lightAircraftUntil',
    'warningDays',
    'reference',
    'notes',
    'files',
  ),
  withdrawnReason: nullable(Type.String()),
}
const columnOf = (field: string) => `r.${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`

/** A record as it was between two changes. */
const ComplianceVersion = resource({
  name: 'compliance_version',
  prefix: 'cmv',
  title: { one: 'version of a compliance record', many: 'versions of a compliance record' },
  page: 'none',
  table: 'compliance_versions',
  schema: Type.Object({
    id: id('cmv'),
    version: Type.Integer(),
    change: oneOf(['created', 'updated', 'evidence_attached', 'withdrawn', 'imported'], {
      labels: { updated: 'Renewed or corrected' },
    }),
    changedBy: Type.String(),
    changedAt: instant(),
    ...versionFields,
  }),
  joins: 'cross join lateral jsonb_populate_record(null::compliance_records, t.record) r',
  expressions: {
    change: 'r.change',
    changedBy: 'r.changed_by',
    ...Object.fromEntries(Object.keys(versionFields).map((field) => [field, columnOf(field)])),
  },
})

const versions = list({
  of: ComplianceVersion,
  defaultSort: '-version',
  sorts: { version: { sql: 't.version', type: 'bigint' } },
  within: { param: 'id', sql: (value) => `t.record_id = ${value}` },
})

export const listComplianceHistory = operation({
  id: 'listComplianceHistory',
  method: 'GET',
  path: '/api/v1/compliance/records/:id/history',
  summary: 'List the history of a compliance record',
  description:
    'Every version, the newest first. The database writes the versions, and nobody can change or delete one.',
  scope: 'compliance:read',
  roles: 'staff',
  on: ComplianceRecord,
  stability: 'beta',
  query: versions.query,
  response: pageOf(ComplianceVersion.schema),
  handle: ({ tx, query, record, principal }) => runList(tx, versions, query, principal, { id: record.id }),
})
