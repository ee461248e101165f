import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { ComplianceRecord } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { ComplianceBadge, daysTo } from './complianceWords.tsx'
import { recordListQuery } from './kind.ts'
import { t } from './strings.ts'

const w = t.records

const columns: Column<ComplianceRecord>[] = [
  {
    id: 'title',
    header: w.recordTitle,
    cell: (record) => <AppLink to={`/compliance/records/${record.id}`}>{record.title}</AppLink>,
    text: (record) => record.title,
  },
  {
    id: 'status',
    header: w.status,
    cell: (record) => (
      <ComplianceBadge status={record.status}>
        {record.withdrawnAt ? t.withdrawn : labelOf('compliance_record.status', record.status)}
      </ComplianceBadge>
    ),
    text: (record) => record.status,
  },
  {
    id: 'person',
    header: w.person,
    cell: (record) => <AppLink to={`/people/${record.crewId}`}>{record.personName}</AppLink>,
    text: (record) => record.personName,
  },
  {
    id: 'expires',
    header: w.expires,
    sort: 'expiresOn',
    cell: (record) =>
      record.expiresOn ? <DateOf on={record.expiresOn} /> : <span className="dim">{t.noEnd}</span>,
    text: (record) => record.expiresOn,
  },
  {
    id: 'days',
    header: w.days,
    unit: w.dayUnit,
    isNumeric: true,
    isWide: true,
    cell: (record) => (record.expiresOn ? daysTo(record.expiresOn) : null),
    text: (record) => (record.expiresOn ? daysTo(record.expiresOn) : null),
  },
  {
    id: 'kind',
    header: w.kind,
    isWide: true,
    cell: (record) => labelOf('compliance_record.kind', record.kind),
    text: (record) => record.kind,
  },
  {
    id: 'issued',
    header: w.issued,
    isWide: true,
    cell: (record) => <DateOf on={record.issuedOn} />,
    text: (record) => record.issuedOn,
  },
  {
    id: 'number',
    header: w.number,
    isWide: true,
    cell: (record) => record.number,
    text: (record) => record.number,
  },
  {
    id: 'evidence',
    header: w.evidence,
    isNumeric: true,
    isWide: true,
    cell: (record) => record.files,
    text: (record) => record.files,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('compliance_record.status').filter(({ value }) => value !== 'missing'),
  },
  { id: 'kind', label: w.kind, options: optionsOf('compliance_record.kind') },
  { id: 'expiring_before', label: w.before, kind: 'date' },
  { id: 'withdrawn', label: w.withdrawn, options: [{ value: 'true', label: w.yes }] },
]

/** Expired records and those that expire soon come first. */
export default function ComplianceRecords() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="compliance-records"
      subject="compliance_record"
      words={w}
      back={{ to: '/compliance', label: t.board.title }}
      columns={columns}
      filters={filters}
      load={(query) =>
        get('/api/v1/compliance/records', { query: { ...recordListQuery, ...query } as never })
      }
      rowName={(record) => `${record.personName}, ${record.title}`}
      rowLink={(record) => `/compliance/records/${record.id}`}
      onEdit={
        can('updateComplianceRecord')
          ? (record) => void go(`/compliance/records/${record.id}/edit`)
          : undefined
      }
      create={can('createComplianceRecord') && { open: () => void go('/compliance/records/new') }}
      emptyActions={
        can('createImport') ? (
          <Button
            variant="default"
            onClick={() => go('/settings/integrations/imports/new', { kind: 'compliance-records' })}
          >
            {w.importFile}
          </Button>
        ) : null
      }
    />
  )
}
