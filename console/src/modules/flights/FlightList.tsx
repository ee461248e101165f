import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { allows } from '#api/move.ts'
import { useCan } from '#api/session.ts'
import type { Flight } from '#api/types.ts'
import { IconPlus } from '#ui/icons.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Filter, Grouping } from '#ui/table/column.ts'
import { useListState } from '#ui/table/listState.ts'
import { formatDate } from '#ui/time.ts'
import { ApproveButton } from './ApproveButton.tsx'
import { flightColumns, nameOf } from './flightColumns.tsx'
import { t } from './strings.ts'
import { useApproveMany } from './useApproveMany.tsx'

const w = t.list
const groupings: Grouping<Flight>[] = [
  { id: 'day', label: w.day, of: (flight) => formatDate(flight.offBlockAt.slice(0, 10)) },
  { id: 'aircraft', label: w.aircraft, of: (flight) => flight.aircraftRegistration },
]

/** The people and projects to filter by, loaded when the filter opens. */
function useFilters(): Filter[] {
  const can = useCan()
  const people = useQuery({
    queryKey: ['crew_member', 'filter'],
    queryFn: () => get('/api/v1/ops/crew', { query: { page_size: 100 } }),
    enabled: can('listCrew'),
    staleTime: 300_000,
  })
  const projects = useQuery({
    queryKey: ['project', 'filter'],
    queryFn: () => get('/api/projects', { query: { page_size: 100 } }),
    enabled: can('listProjects'),
    staleTime: 300_000,
  })
  return [
    {
      id: 'status',
      label: w.status,
      options: Object.entries(t.statuses).map(([value, label]) => ({ value, label })),
    },
    { id: 'aircraft', label: w.aircraft, kind: 'text' },
    {
      id: 'pilot',
      label: w.pilot,
      options: (people.data?.items ?? []).map((person) => ({ value: person.id, label: person.displayName })),
    },
    {
      id: 'project_id',
      label: w.project,
      options: (projects.data?.items ?? []).map((project) => ({ value: project.id, label: project.name })),
    },
    { id: 'meters_differ', label: w.meters, options: [{ value: 'true', label: w.metersDiffer }] },
    { id: 'unacknowledged', label: w.warnings, options: [{ value: 'true', label: w.unacknowledged }] },
    { id: 'day', label: w.day, kind: 'date' },
    { id: 'from', label: w.from, kind: 'date' },
    { id: 'to', label: w.to, kind: 'date' },
  ]
}

export default function FlightList() {
  const can = useCan()
  const go = useGo()
  const filters = useFilters()
  const state = useListState({
    filters: [
      'status',
      'aircraft',
      'pilot',
      'project_id',
      'meters_differ',
      'unacknowledged',
      'day',
      'from',
      'to',
    ],
    of: 'flight',
  })
  const approval = useApproveMany()
  const mayApprove = can('approveFlight')
  const log = () => void go('/flights/new')

  return (
    <>
      <PageHeader title={w.title}>
        {can('logFlight') ? (
          <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={log}>
            {w.create}
          </Button>
        ) : null}
      </PageHeader>
      <RecordTable
        id="flights"
        label={w.title}
        columns={flightColumns}
        state={state}
        subject="flight"
        load={(query) => get('/api/v1/ops/flights', { query })}
        filters={filters}
        groupings={groupings}
        rowName={nameOf}
        rowLink={(flight) => `/flights/${flight.id}`}
        onEdit={
          can('updateFlight')
            ? (flight) => {
                if (allows('flight', 'edit', flight)) void go(`/flights/${flight.id}/edit`)
              }
            : undefined
        }
        keys={mayApprove ? { a: (flight) => approval.approve([flight]) } : undefined}
        rowActions={
          mayApprove
            ? (flight) =>
                allows('flight', 'approve', flight) ? (
                  <ApproveButton flight={flight} approval={approval} />
                ) : null
            : undefined
        }
        bulk={
          mayApprove
            ? (some, clear) => (
                <Button loading={approval.isPending} onClick={() => approval.approve(some, clear)}>
                  {w.approveSelected}
                </Button>
              )
            : undefined
        }
        words={w}
        emptyActions={
          <>
            {can('logFlight') ? <Button onClick={log}>{w.create}</Button> : null}
            {can('createImport') ? (
              <Button
                variant="default"
                onClick={() => go('/settings/integrations/imports/new', { kind: 'flights' })}
              >
                {w.importFile}
              </Button>
            ) : null}
          </>
        }
      />
      {approval.dialog}
    </>
  )
}
