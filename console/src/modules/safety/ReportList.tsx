import { Button } from '@mantine/core'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { SafetyReport } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { reportStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.list
const columns: Column<SafetyReport>[] = [
  {
    id: 'code',
    header: w.code,
    cell: (report) => <AppLink to={`/safety/reports/${report.id}`}>{report.code}</AppLink>,
    text: (report) => report.code,
  },
  { id: 'title', header: w.what, cell: (report) => report.title, text: (report) => report.title },
  {
    id: 'status',
    header: w.status,
    cell: (report) => <StateBadge of={reportStates} state={report.status} />,
    text: (report) => t.statuses[report.status],
  },
  {
    id: 'type',
    header: w.type,
    cell: (report) => t.types[report.type],
    text: (report) => t.types[report.type],
    isWide: true,
  },
  {
    id: 'category',
    header: w.category,
    cell: (report) => t.categories[report.category],
    text: (report) => t.categories[report.category],
    isWide: true,
  },
  {
    id: 'mode',
    header: w.mode,
    cell: (report) => t.modes[report.mode],
    text: (report) => t.modes[report.mode],
    isOptional: true,
  },
  {
    id: 'received',
    header: w.received,
    sort: 'createdAt',
    cell: (report) => <Instant at={report.createdAt} />,
    text: (report) => report.createdAt,
    isWide: true,
  },
  {
    id: 'occurred',
    header: w.occurred,
    sort: 'occurredAt',
    cell: (report) => <Instant at={report.occurredAt} />,
    text: (report) => report.occurredAt,
    isOptional: true,
  },
  {
    id: 'aircraft',
    header: w.aircraft,
    cell: (report) => report.aircraftRegistration,
    text: (report) => report.aircraftRegistration,
    isOptional: true,
  },
]
const choices = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
const filters: Filter[] = [
  { id: 'status', label: w.status, options: choices(t.statuses) },
  { id: 'type', label: w.type, options: choices(t.types) },
  { id: 'category', label: w.category, options: choices(t.categories) },
]

export default function ReportList() {
  const can = useCan()
  const go = useGo()
  return (
    <RecordList
      id="safety-reports"
      subject="safety_report"
      words={w}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/sms/reports', { query })}
      rowName={(report) => report.code}
      rowLink={(report) => `/safety/reports/${report.id}`}
      create={can('submitReport') && { open: () => void go('/safety/reports/new') }}
      actions={
        <Button variant="default" onClick={() => void go('/safety/reports/form')}>
          {w.form}
        </Button>
      }
    />
  )
}
