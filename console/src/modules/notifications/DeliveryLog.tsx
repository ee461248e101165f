import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import type { Delivery } from '#api/types.ts'
import { deliveryColumns, deliveryPath } from '#modules/webhooks/deliveryColumns.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { DataTable } from '#ui/table/DataTable.tsx'
import { useListState } from '#ui/table/listState.ts'
import { t } from './strings.ts'

const w = t.deliveries
const filters: Filter[] = [
  {
    id: 'status',
    label: t.channels.state,
    options: optionsOf('webhook_delivery.status'),
  },
  { id: 'event_type', label: t.rules.event, kind: 'text' },
]
const toColumn: Column<Delivery> = {
  id: 'to',
  header: w.to,
  cell: (delivery) => delivery.endpointName,
  text: (delivery) => delivery.endpointName,
  isWide: true,
}
const [eventColumn, ...otherColumns] = deliveryColumns
const columns = eventColumn ? [eventColumn, toColumn, ...otherColumns] : deliveryColumns

/** The messages sent to the channels, or to one of them, newest first. */
export function DeliveryLog({ channelId }: { channelId?: string }) {
  const state = useListState({ filters: ['status', 'event_type'] })
  const query = { ...state.query, ...(channelId ? { endpoint_id: channelId } : { to: 'channels' as const }) }
  const deliveries = useQuery({
    queryKey: ['webhook_delivery', 'channels', query],
    placeholderData: keepPreviousData,
    staleTime: 0,
    queryFn: () => get('/api/v1/webhooks/deliveries', { query }),
    refetchInterval: ({ state: { data } }) =>
      data?.items.some((delivery) => delivery.status === 'pending' || delivery.status === 'retrying')
        ? 1_500
        : 10_000,
  })
  return (
    <DataTable
      id="notification-deliveries"
      label={w.tab}
      columns={channelId ? deliveryColumns : columns}
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
