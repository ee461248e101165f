import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { Reading } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { meterText } from '#ui/hours.ts'
import { Instant } from '#ui/Instant.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { t } from './strings.ts'

const w = t.reading
const note = (reading: Reading) => reading.flagReason ?? reading.reason ?? ''

const columns: Column<Reading>[] = [
  {
    id: 'at',
    header: w.at,
    cell: (reading) => <Instant at={reading.readAt} />,
    text: (reading) => reading.readAt,
  },
  {
    id: 'kind',
    header: w.kind,
    cell: (reading) => labelOf('reading.kind', reading.kind),
    text: (reading) => reading.kind,
  },
  {
    id: 'entry',
    header: w.entry,
    cell: (reading) => labelOf('reading.entry', reading.entry),
    text: (reading) => reading.entry,
    isWide: true,
  },
  {
    id: 'dial',
    header: w.dial,
    isNumeric: true,
    cell: (reading) => meterText(reading.kind, reading.readingHundredths),
    text: (reading) => meterText(reading.kind, reading.readingHundredths),
  },
  {
    id: 'total',
    header: w.total,
    isNumeric: true,
    cell: (reading) => meterText(reading.kind, reading.totalHundredths),
    text: (reading) => meterText(reading.kind, reading.totalHundredths),
    isWide: true,
  },
  {
    id: 'flag',
    header: w.flagged,
    cell: (reading) => (reading.isFlagged ? <StatusBadge tone="amber">{w.flagged}</StatusBadge> : null),
    text: (reading) => (reading.isFlagged ? w.flagged : ''),
    isWide: true,
  },
  {
    id: 'note',
    header: w.note,
    cell: (reading) => <span title={note(reading)}>{note(reading)}</span>,
    text: note,
    isWide: true,
  },
  {
    id: 'flight',
    header: w.flight,
    cell: (reading) =>
      reading.flightId ? <AppLink to={`/flights/${reading.flightId}`}>{w.flight}</AppLink> : null,
    text: (reading) => reading.flightId,
    isWide: true,
  },
]

/** The ledger: every reading, adjustment and replacement, newest first. */
export function Readings({ aircraftId }: { aircraftId: string }) {
  return (
    <RecordTable
      id="readings"
      label={t.page.readings}
      columns={columns}
      subject="aircraft"
      within={[aircraftId, 'readings']}
      load={(query) => get('/api/v1/ops/aircraft/{id}/readings', { path: { id: aircraftId }, query })}
      pageSize={20}
      rowName={(reading) => reading.kind}
      words={w}
    />
  )
}
