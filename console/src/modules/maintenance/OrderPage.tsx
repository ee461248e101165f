import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { allows } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { orderStates } from './kind.ts'
import { OrderActions } from './OrderActions.tsx'
import { OrderLines } from './OrderLines.tsx'
import { OrderTasks } from './OrderTasks.tsx'
import { PaperFiles } from './PaperFiles.tsx'
import { t } from './squawkStrings.ts'

const w = t.order
type Order = RecordOf<'work_order'>

export default function OrderPage() {
  const id = useParam('id')
  const order = useQuery({
    queryKey: ['work_order', id],
    queryFn: () => get('/api/v1/maintenance/work-orders/{id}', { path: { id } }),
  })
  return <Loaded query={order}>{(data) => <OrderRecord order={data} />}</Loaded>
}

function OrderRecord({ order }: { order: Order }) {
  const can = useCan()
  const cost = new Intl.NumberFormat(undefined, { style: 'currency', currency: order.currency })
  return (
    <RecordPage
      title={`${order.number} · ${order.title}`}
      id={order.id}
      badge={<StateBadge of={orderStates} state={order.status} />}
      back={{ to: '/maintenance/work-orders', label: w.back }}
      actions={<OrderActions order={order} />}
    >
      <OrderTasks order={order} />
      <Facts
        items={[
          [
            t.orders.aircraft,
            <AppLink key="aircraft" to={`/aircraft/${order.aircraftId}`}>
              {order.aircraftRegistration}
            </AppLink>,
          ],
          [t.orders.kind, labelOf('work_order.kind', order.kind)],
          [t.orders.priority, labelOf('work_order.priority', order.priority)],
          [w.shop, typeof order.shop === 'string' ? w.internal : order.shop.name],
          [t.orders.planned, <Instant key="start" at={order.plannedStartAt} />],
          [t.orders.end, <Instant key="end" at={order.plannedEndAt} />],
          [t.orders.cost, cost.format(order.costMinor / 100)],
          [w.returned, <Instant key="returned" at={order.returnedToServiceAt} />],
          [w.verified, order.verifiedByName],
          [w.reason, order.statusReason],
        ]}
      />
      <OrderLines order={order} />
      <PaperFiles
        of="work_order"
        id={order.id}
        files={order.files}
        title={w.files}
        mayAttach={can('attachWorkOrderFile') && allows('work_order', 'attach', order)}
      />
    </RecordPage>
  )
}
