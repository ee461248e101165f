import { Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog, type FieldsOf } from '#ui/form/FieldDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { formatMinutes } from '#ui/time.ts'
import { t } from './strings.ts'

const w = t.periods
type Period = RecordOf<'duty_period'>

const columns: Column<Period>[] = [
  { id: 'person', header: w.person, cell: (row) => row.personName, text: (row) => row.personName },
  {
    id: 'kind',
    header: w.kind,
    cell: (row) => labelOf('duty_period.kind', row.kind),
    text: (row) => row.kind,
  },
  {
    id: 'from',
    header: w.from,
    sort: 'startsAt',
    cell: (row) => <Instant at={row.startsAt} />,
    text: (row) => row.startsAt,
  },
  { id: 'until', header: w.until, cell: (row) => <Instant at={row.endsAt} />, text: (row) => row.endsAt },
  {
    id: 'flown',
    header: w.flown,
    isNumeric: true,
    isWide: true,
    cell: (row) => (row.flightMinutes === null ? null : formatMinutes(row.flightMinutes)),
    text: (row) => row.flightMinutes,
  },
  { id: 'note', header: w.note, isWide: true, cell: (row) => row.note, text: (row) => row.note },
  {
    id: 'standing',
    header: w.standing,
    cell: (row) =>
      row.isWithdrawn ? (
        <StatusBadge tone="neutral">{w.withdrawn}</StatusBadge>
      ) : row.correctedById === null ? null : (
        <StatusBadge tone="neutral">{w.replaced}</StatusBadge>
      ),
    text: (row) => (row.correctedById === null ? 'current' : 'replaced'),
  },
]
const filters: Filter[] = [
  { id: 'kind', label: w.kind, options: optionsOf('duty_period.kind') },
  {
    id: 'standing',
    label: w.standing,
    options: [
      { value: 'current', label: w.standings.current },
      { value: 'replaced', label: w.standings.replaced },
    ],
  },
]

/** What was recorded of duty and rest. Nothing is changed: a correction is a period of its own. */
export default function PeriodList() {
  const can = useCan()
  const [correcting, setCorrecting] = useState<Period | null>(null)
  return (
    <>
      <RecordList
        id="duty-periods"
        subject="duty_period"
        words={w}
        back={{ to: '/duty', label: w.back }}
        columns={columns}
        filters={filters}
        load={(query) => get('/api/v1/ops/duty/periods', { query })}
        rowName={(row) => row.personName}
        rowActions={(row) =>
          can('recordDutyPeriod') && row.correctedById === null && !row.isWithdrawn ? (
            <Button size="compact-sm" variant="default" onClick={() => setCorrecting(row)}>
              {w.correct}
            </Button>
          ) : null
        }
        create={can('recordDutyPeriod') && { dialog: (onClose) => <PeriodDialog onClose={onClose} /> }}
      />
      {correcting ? <PeriodDialog corrects={correcting} onClose={() => setCorrecting(null)} /> : null}
    </>
  )
}

function PeriodDialog({ corrects, onClose }: { corrects?: Period; onClose: () => void }) {
  const fields: FieldsOf<'POST /api/v1/ops/duty/periods'> = [
    ...(corrects ? [] : [{ name: 'crewId' as const, label: w.person }]),
    { name: 'kind', label: w.kind, initial: corrects?.kind ?? 'duty' },
    { name: 'startsAt', label: w.from, initial: corrects?.startsAt.slice(0, 16) ?? '' },
    { name: 'endsAt', label: w.until, initial: corrects?.endsAt.slice(0, 16) ?? '' },
    { name: 'flightMinutes', label: w.flownMinutes, initial: corrects?.flightMinutes?.toString() ?? '' },
    { name: 'note', label: w.note },
    ...(corrects ? [{ name: 'isWithdrawn' as const, label: w.withdraw }] : []),
  ]
  return (
    <FieldDialog
      write="POST /api/v1/ops/duty/periods"
      title={corrects ? w.correctTitle : w.create}
      submitLabel={corrects ? w.correct : w.submit}
      done={corrects ? w.corrected : w.created}
      changes={['duty_period']}
      fields={fields}
      more={corrects ? { crewId: corrects.crewId, correctsId: corrects.id } : {}}
      onClose={onClose}
    />
  )
}
