import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { EmptyState } from '#ui/EmptyState.tsx'
import type { Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { deliveryColumns, deliveryPath } from './deliveryColumns.tsx'
import { t } from './strings.ts'

const w = t.delivery
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('webhook_delivery.status'),
  },
  { id: 'event_type', label: w.event, kind: 'text' },
  { id: 'since', label: w.since, kind: 'date' },
]

/** Everything sent to one endpoint, newest first. */
export function Deliveries({ endpointId }: { endpointId: string }) {
  const state = useListState({ filters: ['status', 'event_type', 'since'] })
  const deliveries = useQuery({
    queryKey: ['webhook_delivery', endpointId, state.query],
    placeholderData: keepPreviousData,
    staleTime: 0,
    queryFn: () =>
      get('/api/v1/webhooks/endpoints/{id}/deliveries', { path: { id: endpointId }, query: state.query }),
    // Deliveries in progress finish within seconds. Events report the rest.
    refetchInterval: ({ state: { data } }) =>
      data?.items.some((delivery) => delivery.status === 'pending' || delivery.status === 'retrying')
        ? 1500
        : false,
  })
  return (
    <DataTable
      id="deliveries"
      label={t.endpoint.deliveries}
      columns={deliveryColumns}
      result={deliveries}
      state={state}
      filters={filters}
      isSearchable={false}
      rowKey={(delivery) => delivery.id}
      rowName={(delivery) => delivery.eventType}
      rowLink={deliveryPath}
      empty={<EmptyState title={w.empty} hint={w.emptyHint} />}
    />
  )
}
