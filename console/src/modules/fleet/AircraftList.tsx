import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import type { Aircraft } from '#api/types.ts'
import { useGo } from '#shell/place.ts'
import { useCan } from '#shell/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { formatHours } from '#ui/hours.ts'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { sentence } from '../../strings.ts'
import { statuses, t } from './strings.ts'

const w = t.list
const makeModel = (one: Aircraft) => [one.make, one.model].filter(Boolean).join(' ')
const hours = (hundredths: number | null) => (hundredths === null ? '' : formatHours(hundredths))

const columns: Column<Aircraft>[] = [
  {
    id: 'registration',
    header: w.registration,
    sort: 'registration',
    cell: (one) => <AppLink to={`/aircraft/${one.id}`}>{one.registration}</AppLink>,
    text: (one) => one.registration,
  },
  {
    id: 'type',
    header: w.type,
    sort: 'typeDesignator',
    cell: (one) => one.typeDesignator,
    text: (one) => one.typeDesignator,
  },
  { id: 'makeModel', header: w.makeModel, cell: makeModel, text: makeModel, isWide: true },
  {
    id: 'status',
    header: w.status,
    cell: (one) => <StateBadge state={one.status} />,
    text: (one) => one.status,
  },
  {
    id: 'base',
    header: w.base,
    cell: (one) => one.baseAirport,
    text: (one) => one.baseAirport,
    isWide: true,
  },
  {
    id: 'hobbs',
    header: w.hobbs,
    unit: 'h',
    isNumeric: true,
    cell: (one) => hours(one.hobbsHundredths),
    text: (one) => hours(one.hobbsHundredths),
    isWide: true,
  },
  {
    id: 'tach',
    header: w.tach,
    unit: 'h',
    isNumeric: true,
    cell: (one) => hours(one.tachHundredths),
    text: (one) => hours(one.tachHundredths),
    isWide: true,
  },
  {
    id: 'year',
    header: w.year,
    isNumeric: true,
    cell: (one) => one.year,
    text: (one) => one.year,
    isOptional: true,
  },
  {
    id: 'seats',
    header: w.seats,
    isNumeric: true,
    cell: (one) => one.seats,
    text: (one) => one.seats,
    isOptional: true,
  },
  {
    id: 'category',
    header: w.category,
    cell: (one) => sentence(one.category),
    text: (one) => one.category,
    isOptional: true,
  },
  {
    id: 'serial',
    header: w.serial,
    cell: (one) => one.serialNumber,
    text: (one) => one.serialNumber,
    isOptional: true,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: statuses.map((value) => ({ value, label: value === 'aog' ? 'AOG' : sentence(value) })),
  },
  { id: 'base', label: w.base, kind: 'text' },
]

export default function AircraftList() {
  const can = useCan()
  const go = useGo()
  const state = useListState({ filters: ['status', 'base'], sort: 'registration' })
  const aircraft = useQuery({
    queryKey: ['aircraft', state.query],
    queryFn: () => get('/api/v1/ops/aircraft', { query: state.query }),
    placeholderData: keepPreviousData,
  })
  const create = can('createAircraft') ? (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => go('/aircraft/new')}>
      {w.create}
    </Button>
  ) : null

  return (
    <>
      <PageHeader title={w.title}>
        {can('createAircraft') ? (
          <Button
            data-create
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() => go('/aircraft/new')}
          >
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <DataTable
        id="aircraft"
        label={w.title}
        columns={columns}
        result={aircraft}
        state={state}
        filters={filters}
        rowKey={(one) => one.id}
        rowName={(one) => one.registration}
        rowLink={(one) => `/aircraft/${one.id}`}
        onEdit={can('updateAircraft') ? (one) => void go(`/aircraft/${one.id}/edit`) : undefined}
        empty={
          <EmptyState title={w.empty} hint={w.emptyHint}>
            {create}
            {can('createImport') ? (
              <Button
                variant="default"
                onClick={() => go('/settings/integrations/imports/new', { kind: 'aircraft' })}
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
