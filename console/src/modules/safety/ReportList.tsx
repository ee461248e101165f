import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
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
    text: (report) => labelOf('safety_report.status', report.status),
  },
  {
    id: 'type',
    header: w.type,
    cell: (report) => labelOf('safety_report.type', report.type),
    text: (report) => labelOf('safety_report.type', report.type),
    isWide: true,
  },
  {
    id: 'category',
    header: w.category,
    cell: (report) => labelOf('safety_report.category', report.category),
    text: (report) => labelOf('safety_report.category', report.category),
    isWide: true,
  },
  {
    id: 'mode',
    header: w.mode,
    cell: (report) => labelOf('safety_report.mode', report.mode),
    text: (report) => labelOf('safety_report.mode', report.mode),
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
const filters: Filter[] = [
  { id: 'status', label: w.status, options: optionsOf('safety_report.status') },
  { id: 'type', label: w.type, options: optionsOf('safety_report.type') },
  { id: 'category', label: w.category, options: optionsOf('safety_report.category') },
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
