import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useSession } from '#api/session.ts'
import { useToday } from '#shell/useToday.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { TodayList } from '#ui/TodayList.tsx'
import { timeOf } from './movementTime.ts'
import { MovementBadge, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'

const w = t.today

/** For the desk: the next movements and their orders. */
export function FboToday() {
  const { workspace } = useSession()
  const day = useToday()
  const board = useQuery({
    queryKey: ['movement', 'board', day],
    queryFn: () => get('/api/v1/fbo/board', { query: { date: day } }),
  })
  const orders = useQuery({
    queryKey: ['fuel_order', 'today'],
    queryFn: () => get('/api/v1/fbo/fuel-orders', { query: { open: true, page_size: 8 } }),
  })
  const clock = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: workspace.timezone,
  })
  const next = [...(board.data?.arrivals ?? []), ...(board.data?.departures ?? [])]
    .filter(({ status }) => status !== 'completed' && status !== 'cancelled')
    .toSorted((a, b) => (timeOf(a) ?? '9').localeCompare(timeOf(b) ?? '9'))
    .slice(0, 8)
  return (
    <>
      <TodayList
        title={w.next}
        empty={w.noneNext}
        isPending={board.isPending}
        all={<AppLink to="/fbo/board">{w.board}</AppLink>}
        items={next.map((line) => {
          const at = timeOf(line)
          return {
            id: line.id,
            to: `/fbo/movements/${line.id}`,
            label: tailOf(line),
            detail: [
              labelOf('movement.direction', line.direction),
              at ? clock.format(new Date(at)) : null,
              line.operator,
              line.openOrders > 0 ? w.orders(line.openOrders) : null,
            ]
              .filter(Boolean)
              .join(' · '),
            end: <MovementBadge movement={line} />,
          }
        })}
      />
      <TodayList
        title={w.fuel}
        empty={w.noFuel}
        isPending={orders.isPending}
        all={<AppLink to="/fbo/orders">{w.allOrders}</AppLink>}
        items={(orders.data?.items ?? []).map((order) => ({
          id: order.id,
          to: `/fbo/orders/fuel/${order.id}`,
          label: [order.tailNumber, order.product].filter(Boolean).join(' '),
          detail: [
            order.customerName,
            order.quantity === null || order.unit === null
              ? null
              : `${order.quantity} ${labelOf('fuel_order.unit', order.unit)}`,
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
    </>
  )
}
