import { Button } from '@mantine/core'
import { optionsOf } from '#api/choice.ts'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { useAction } from '#ui/useAction.ts'
import { riskBands } from './kind.ts'
import { t } from './strings.ts'

const w = t.risk
type Assessment = RecordOf<'frat_assessment'>

const columns: Column<Assessment>[] = [
  {
    id: 'when',
    header: w.when,
    sort: 'createdAt',
    cell: (row) => <Instant at={row.createdAt} />,
    text: (row) => row.createdAt,
  },
  { id: 'score', header: w.score, isNumeric: true, cell: (row) => row.score, text: (row) => row.score },
  {
    id: 'band',
    header: w.band,
    cell: (row) => <StateBadge of={riskBands} state={row.band} />,
    text: (row) => row.band,
  },
  {
    id: 'trip',
    header: w.trip,
    cell: (row) =>
      row.tripId ? (
        <AppLink to={`/trips/${row.tripId}`}>{w.openTrip}</AppLink>
      ) : (
        <AppLink to={`/schedule/sessions/${row.sessionId}`}>{w.openBooking}</AppLink>
      ),
    text: (row) => row.tripId ?? row.sessionId,
  },
  { id: 'by', header: w.by, isWide: true, cell: (row) => row.createdBy, text: (row) => row.createdBy },
  { id: 'second', header: w.second, cell: (row) => row.secondName, text: (row) => row.secondName },
]
const filters: Filter[] = [{ id: 'band', label: w.band, options: optionsOf('frat_assessment.band') }]

export default function RiskList() {
  const can = useCan()
  const go = useGo()
  const sign = useAction({
    run: ({ id }: Assessment) => post('/api/v1/ops/frat/assessments/{id}/second', { path: { id }, body: {} }),
    done: w.signed,
    changes: ['frat_assessment'],
  })
  return (
    <RecordList
      id="frat-assessments"
      subject="frat_assessment"
      words={w}
      back={{ to: '/trips', label: w.back }}
      columns={columns}
      actions={
        can('listFratForms') ? (
          <Button variant="default" onClick={() => go('/trips/risk/forms')}>
            {w.form}
          </Button>
        ) : null
      }
      filters={filters}
      load={(query) => get('/api/v1/ops/frat/assessments', { query })}
      rowName={(row) => String(row.score)}
      rowActions={(row) =>
        row.band === 'red' && row.secondAt === null && can('secondFratAssessment') ? (
          <Button size="compact-sm" variant="default" onClick={() => sign.mutate(row)}>
            {w.sign}
          </Button>
        ) : null
      }
    />
  )
}
