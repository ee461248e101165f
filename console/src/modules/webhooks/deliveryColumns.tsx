import type { Delivery } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { deliveryStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.delivery
export const deliveryPath = (delivery: Delivery) =>
  delivery.kind === 'endpoint'
    ? `${endpointPath(delivery)}/deliveries/${delivery.id}`
    : `/settings/notifications/deliveries/${delivery.id}`
/** The page of the delivery's target: the endpoint or the notification channel. */
export const placePath = (delivery: Delivery) =>
  delivery.kind === 'endpoint'
    ? endpointPath(delivery)
    : `/settings/notifications/channels/${delivery.endpointId}`
const endpointPath = (delivery: Delivery) => `/settings/integrations/webhooks/${delivery.endpointId}`
/** Whether it ends by itself, within seconds. */
export const isInProgress = ({ status }: Delivery) => status === 'pending' || status === 'retrying'
export const answerOf = (delivery: Delivery) =>
  delivery.lastStatus === null ? delivery.lastError : String(delivery.lastStatus)

export const deliveryColumns: Column<Delivery>[] = [
  {
    id: 'event',
    header: w.event,
    cell: (delivery) => (
      <AppLink to={deliveryPath(delivery)}>
        <code>{delivery.eventType}</code>
      </AppLink>
    ),
    text: (delivery) => delivery.eventType,
  },
  {
    id: 'status',
    header: w.status,
    cell: (delivery) => <StateBadge of={deliveryStates} state={delivery.status} />,
    text: (delivery) => delivery.status,
  },
  {
    id: 'attempts',
    header: w.attempts,
    isNumeric: true,
    cell: (delivery) => delivery.attempts,
    text: (delivery) => delivery.attempts,
    isWide: true,
  },
  { id: 'answer', header: w.answer, cell: (delivery) => answerOf(delivery), text: answerOf, isWide: true },
  {
    id: 'duration',
    header: w.duration,
    unit: 'ms',
    isNumeric: true,
    cell: (delivery) => delivery.lastDurationMs,
    text: (delivery) => delivery.lastDurationMs,
    isWide: true,
  },
  {
    id: 'created',
    header: w.created,
    cell: (delivery) => <Instant at={delivery.createdAt} relative />,
    text: (delivery) => delivery.createdAt,
  },
  {
    id: 'next',
    header: w.next,
    cell: (delivery) => <Instant at={delivery.nextAttemptAt} relative absent="" />,
    text: (delivery) => delivery.nextAttemptAt,
    isOptional: true,
  },
  {
    id: 'uuid',
    header: w.uuid,
    cell: (delivery) => <code>{delivery.uuid}</code>,
    text: (delivery) => delivery.uuid,
    isOptional: true,
  },
]
