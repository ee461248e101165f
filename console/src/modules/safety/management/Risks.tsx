import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { Hazard } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { choices, FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { hazardStates } from '../kind.ts'
import { hazardFields } from './hazardFields.ts'
import { Matrix, NotationSwitch, Rated } from './Matrix.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.risks

const columns: Column<Hazard>[] = [
  {
    id: 'title',
    header: w.hazard,
    cell: (hazard) => <AppLink to={`/safety/risks/${hazard.id}`}>{hazard.title}</AppLink>,
    text: (hazard) => hazard.title,
  },
  {
    id: 'initial',
    header: w.initial,
    cell: (hazard) => <Rated rating={hazard.initial} />,
    text: (hazard) => hazard.initial?.icaoCell ?? '',
  },
  {
    id: 'residual',
    header: w.residual,
    cell: (hazard) => <Rated rating={hazard.residual} />,
    text: (hazard) => hazard.residual?.icaoCell ?? '',
  },
  {
    id: 'controls',
    header: w.controls,
    isNumeric: true,
    isWide: true,
    cell: (hazard) => hazard.controlCount,
    text: (hazard) => hazard.controlCount,
  },
  {
    id: 'owner',
    header: w.owner,
    isWide: true,
    cell: (hazard) => hazard.owner,
    text: (hazard) => hazard.owner,
  },
  {
    id: 'review',
    header: w.reviewOn,
    isWide: true,
    cell: (hazard) => <DateOf on={hazard.reviewOn} />,
    text: (hazard) => hazard.reviewOn,
  },
  {
    id: 'status',
    header: w.status,
    cell: (hazard) => <StateBadge of={hazardStates} state={hazard.status} />,
    text: (hazard) => hazard.status,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('hazard.status'),
  },
  { id: 'tolerability', label: w.tolerability, options: choices(t.matrix.words) },
  { id: 'category', label: w.category, options: optionsOf('hazard.category') },
  { id: 'live', label: w.live, options: t.yesNo },
  { id: 'unassessed', label: w.unassessed, options: t.yesNo },
  { id: 'control_overdue', label: w.controlOverdue, options: t.yesNo },
  { id: 'review_overdue', label: w.reviewOverdue, options: t.yesNo },
  { id: 'initial_cell', label: w.initialCell, kind: 'text' },
  { id: 'residual_cell', label: w.residualCell, kind: 'text' },
]

export default function Risks() {
  const can = useCan()
  const go = useGo()
  const metrics = useQuery({
    queryKey: ['summary', 'safety'],
    queryFn: () => get('/api/v1/sms/metrics'),
    staleTime: 0,
  })
  return (
    <RecordList
      id="hazards"
      subject="hazard"
      words={w}
      label={w.register}
      columns={columns}
      filters={filters}
      load={(query) => get('/api/v1/safety/hazards', { query })}
      rowName={(hazard) => hazard.title}
      rowLink={(hazard) => `/safety/risks/${hazard.id}`}
      actions={
        <>
          <NotationSwitch />
          <Button variant="default" component={AppLink} to="/safety/risks/matrix">
            {t.ownMatrix.open}
          </Button>
          <Button variant="default" component="a" href="/api/v1/safety/risk-register.pdf" download>
            {t.downloadPdf}
          </Button>
        </>
      }
      create={
        can('createHazard') && {
          dialog: (onClose) => (
            <FieldDialog
              title={w.create}
              submitLabel={w.save}
              done={w.added}
              changes={['hazard']}
              write="POST /api/v1/safety/hazards"
              fields={hazardFields}
              onClose={onClose}
              onDone={(hazard) => go(`/safety/risks/${hazard.id}`)}
            />
          ),
        }
      }
    >
      <div className={classes.pair}>
        <Matrix
          title={t.matrix.initial}
          counts={metrics.data?.hazards.byInitialCell}
          link={(cell) => ({ initial_cell: cell, live: 'true' })}
        />
        <Matrix
          title={t.matrix.residual}
          counts={metrics.data?.hazards.byResidualCell}
          link={(cell) => ({ residual_cell: cell, live: 'true' })}
        />
      </div>
    </RecordList>
  )
}
