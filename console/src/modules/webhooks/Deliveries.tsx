import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Filter } from '#ui/table/column.ts'
import { deliveryColumns, deliveryPath, isInProgress } from './deliveryColumns.tsx'
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
  return (
    <RecordTable
      id="deliveries"
      label={t.endpoint.deliveries}
      columns={deliveryColumns}
      subject="webhook_delivery"
      within={[endpointId]}
      load={(query) => get('/api/v1/webhooks/endpoints/{id}/deliveries', { path: { id: endpointId }, query })}
      staleTime={0}
      refetchEvery={(deliveries) => (deliveries.some(isInProgress) ? 1500 : false)}
      filters={filters}
      rowName={(delivery) => delivery.eventType}
      rowLink={deliveryPath}
      words={w}
    />
  )
}
