import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { ComplianceRecord } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { ComplianceBadge, choicesOf, daysTo } from './complianceWords.tsx'
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
        {record.withdrawnAt ? t.withdrawn : t.statuses[record.status]}
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
    cell: (record) => t.kinds[record.kind],
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
    options: choicesOf(t.statuses).filter(({ value }) => value !== 'missing'),
  },
  { id: 'kind', label: w.kind, options: choicesOf(t.kinds) },
  { id: 'expiring_before', label: w.before, kind: 'date' },
  { id: 'withdrawn', label: w.withdrawn, options: [{ value: 'true', label: w.yes }] },
]

/** Expired records and those that expire soon come first. */
export default function RecordList() {
  const can = useCan()
  const go = useGo()
  const state = useListState({
    filters: ['status', 'kind', 'expiring_before', 'withdrawn', 'person'],
    of: 'compliance_record',
  })
  const query = { ...recordListQuery, ...state.query }
  const records = useQuery({
    queryKey: ['compliance_record', query],
    queryFn: () => get('/api/v1/compliance/records', { query: query as never }),
    placeholderData: keepPreviousData,
  })
  const create = () => void go('/compliance/records/new')
  return (
    <>
      <PageHeader title={w.title} back={{ to: '/compliance', label: t.board.title }}>
        {can('createComplianceRecord') ? (
          <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={create}>
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <DataTable
        id="compliance-records"
        label={w.title}
        columns={columns}
        result={records}
        state={state}
        filters={filters}
        rowKey={(record) => record.id}
        rowName={(record) => `${record.personName}, ${record.title}`}
        rowLink={(record) => `/compliance/records/${record.id}`}
        onEdit={
          can('updateComplianceRecord')
            ? (record) => void go(`/compliance/records/${record.id}/edit`)
            : undefined
        }
        empty={
          <EmptyState title={w.empty} hint={w.emptyHint}>
            {can('createComplianceRecord') ? <Button onClick={create}>{w.create}</Button> : null}
            {can('createImport') ? (
              <Button
                variant="default"
                onClick={() => go('/settings/integrations/imports/new', { kind: 'compliance-records' })}
              >
                {w.importFile}
              </Button>
            ) : null}
          </EmptyState>
        }
      />
    </>
  )
}
