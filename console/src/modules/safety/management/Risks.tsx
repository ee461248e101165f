import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { Answer } from '#api/contract.ts'
import { useGo } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { choices, FieldDialog } from './FieldDialog.tsx'
import { hazardFields } from './hazardFields.ts'
import { Matrix, NotationSwitch, Rated } from './Matrix.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.risks
export type Hazard = Answer<'GET', '/api/v1/safety/hazards/{id}'>

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
    cell: (hazard) => <StateBadge state={hazard.status} />,
    text: (hazard) => hazard.status,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: ['open', 'monitored', 'closed'].map((value) => ({ value, label: value })),
  },
  { id: 'tolerability', label: w.tolerability, options: choices(t.matrix.words) },
  { id: 'category', label: w.category, options: choices(t.categories) },
  { id: 'initial_cell', label: w.initialCell, kind: 'text' },
  { id: 'residual_cell', label: w.residualCell, kind: 'text' },
]

export default function Risks() {
  const can = useCan()
  const go = useGo()
  const state = useListState({ filters: filters.map(({ id }) => id) })
  const [isAdding, setAdding] = useState(false)
  const hazards = useQuery({
    queryKey: ['hazard', state.query],
    queryFn: () => get('/api/v1/safety/hazards', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  const metrics = useQuery({
    queryKey: ['safety_metrics'],
    queryFn: () => get('/api/v1/sms/metrics'),
    staleTime: 0,
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint}>
        <NotationSwitch />
        <Button variant="default" component="a" href="/api/v1/safety/risk-register.pdf" download>
          {t.downloadPdf}
        </Button>
        {can('createHazard') ? (
          <Button
            data-create
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <div className={classes.pair}>
        <Matrix
          title={t.matrix.initial}
          counts={metrics.data?.hazards.byInitialCell}
          link={(cell) => ({ initial_cell: cell })}
        />
        <Matrix
          title={t.matrix.residual}
          counts={metrics.data?.hazards.byResidualCell}
          link={(cell) => ({ residual_cell: cell })}
        />
      </div>
      <DataTable
        id="hazards"
        label={w.register}
        columns={columns}
        result={hazards}
        state={state}
        filters={filters}
        rowKey={(hazard) => hazard.id}
        rowName={(hazard) => hazard.title}
        rowLink={(hazard) => `/safety/risks/${hazard.id}`}
        empty={<EmptyState title={w.empty} hint={w.emptyHint} />}
      />
      {isAdding ? (
        <FieldDialog
          title={w.create}
          submitLabel={w.save}
          done={w.added}
          changes={['hazard']}
          fields={hazardFields()}
          onClose={() => setAdding(false)}
          send={async (values) => {
            const made = await post('/api/v1/safety/hazards', { body: values as never })
            await go(`/safety/risks/${made.id}`)
          }}
        />
      ) : null}
    </>
  )
}
