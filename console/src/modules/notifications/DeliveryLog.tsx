import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import type { Delivery } from '#api/types.ts'
import { deliveryColumns, deliveryPath, isInProgress } from '#modules/webhooks/deliveryColumns.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
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
  const of = channelId ? { endpoint_id: channelId } : { to: 'channels' as const }
  return (
    <RecordTable
      id="notification-deliveries"
      label={w.tab}
      columns={channelId ? deliveryColumns : columns}
      subject="webhook_delivery"
      within={['channels', channelId]}
      load={(query) => get('/api/v1/webhooks/deliveries', { query: { ...query, ...of } })}
      staleTime={0}
      refetchEvery={(deliveries) => (deliveries.some(isInProgress) ? 1_500 : 10_000)}
      filters={filters}
      rowName={(delivery) => delivery.eventType}
      rowLink={deliveryPath}
      words={w}
    />
  )
}
