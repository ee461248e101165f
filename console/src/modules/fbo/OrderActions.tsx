import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { FuelOrder, ServiceOrder } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { o } from './orderStrings.ts'
import { PriceDialog, type TypedPrice } from './PriceDialog.tsx'

const w = o.page
type Step = { to: 'accepted' | 'in_progress' | 'cancelled'; reason?: string }
type Props<Unit extends string> = {
  order: FuelOrder | ServiceOrder
  name: string
  /** The query key of the order's lists. */
  subject: 'fuel_order' | 'service_order'
  may: { advance: boolean; price: boolean }
  advance: (body: Step) => Promise<unknown>
  /** The button to record the result, once the order is accepted. */
  finish: ReactNode
  units: { value: Unit; label: string }[]
  unit: Unit
  setPrice: (body: TypedPrice<Unit>) => Promise<unknown>
}

/** The actions that the state of an order allows: accept, start, finish, cancel, set the price. */
export function OrderActions<Unit extends string>(props: Props<Unit>) {
  const { order, name, subject, may, finish, units, unit, setPrice } = props
  const { status } = order
  const [dialog, setDialog] = useState<'cancel' | 'price' | null>(null)
  const close = () => setDialog(null)
  const advance = useAction({
    run: props.advance,
    done: (_, { to }) => ({ accepted: w.accepted, in_progress: w.started, cancelled: w.cancelled })[to],
    changes: [subject, 'movement'],
  })
  const isOpen = status !== 'done' && status !== 'cancelled'
  return (
    <>
      {isOpen && may.advance ? (
        <Button variant="default" onClick={() => setDialog('cancel')}>
          {w.cancel}
        </Button>
      ) : null}
      {status === 'accepted' && may.advance ? (
        <Button
          variant="default"
          loading={advance.isPending}
          onClick={() => advance.mutate({ to: 'in_progress' })}
        >
          {w.start}
        </Button>
      ) : null}
      {status === 'requested' && may.advance ? (
        <Button loading={advance.isPending} onClick={() => advance.mutate({ to: 'accepted' })}>
          {w.accept}
        </Button>
      ) : null}
      {status === 'accepted' || status === 'in_progress' ? finish : null}
      {status === 'done' && order.lines.length === 0 && may.price ? (
        <Button onClick={() => setDialog('price')}>{w.price}</Button>
      ) : null}
      {dialog === 'price' ? <PriceDialog units={units} unit={unit} send={setPrice} onClose={close} /> : null}
      {dialog === 'cancel' ? (
        <ConfirmDialog
          title={w.cancelTitle(name)}
          confirm={w.cancel}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => advance.mutateAsync({ to: 'cancelled', ...(reason ? { reason } : {}) })}
          onClose={close}
        >
          {w.cancelText}
        </ConfirmDialog>
      ) : null}
    </>
  )
}

const link = (to: string, label: string | null) => <AppLink to={to}>{label}</AppLink>

/** The customer, tail and item of an order, as facts of its page. */
export const partyFacts = ({
  tailNumber,
  movementId,
  customerId,
  customerName,
}: FuelOrder | ServiceOrder): [string, ReactNode][] => [
  [w.tail, tailNumber],
  [w.movement, movementId ? link(`/fbo/movements/${movementId}`, w.open) : null],
  [w.customer, customerId ? link(`/fbo/customers/${customerId}`, customerName) : null],
]

/** The reason an order was canceled, if it was. */
export const cancelFacts = ({ cancelReason }: FuelOrder | ServiceOrder): [string, ReactNode][] =>
  cancelReason ? [[w.cancelReason, cancelReason]] : []
