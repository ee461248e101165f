import { type ReactNode, useState } from 'react'
import { moveLabel } from '#api/move.ts'
import type { FuelOrder, ServiceOrder } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { useAction } from '#ui/useAction.ts'
import { o } from './orderStrings.ts'
import { PriceDialog, type TypedPrice } from './PriceDialog.tsx'

const w = o.page
type Step = { to: 'accepted' | 'in_progress' | 'cancelled'; reason?: string }
type Options<Unit extends string> = {
  order: FuelOrder | ServiceOrder
  name: string
  kind: 'fuel_order' | 'service_order'
  advance: (body: Step) => Promise<unknown>
  units: { value: Unit; label: string }[]
  unit: Unit
  setPrice: (body: TypedPrice<Unit>) => Promise<unknown>
}

/** What both kinds of orders do alike: accept, start, cancel, set the price. `dialogs` stand beside the buttons. */
export function useOrderMoves<Unit extends string>(options: Options<Unit>) {
  const { order, name, kind, units, unit, setPrice } = options
  const [dialog, setDialog] = useState<'cancel' | 'price' | null>(null)
  const close = () => setDialog(null)
  const advance = useAction({
    run: options.advance,
    done: (_, { to }) => ({ accepted: w.accepted, in_progress: w.started, cancelled: w.cancelled })[to],
    changes: [kind, 'movement'],
  })
  return {
    isBusy: advance.isPending,
    on: {
      accept: () => advance.mutate({ to: 'accepted' }),
      start: () => advance.mutate({ to: 'in_progress' }),
      cancel: () => setDialog('cancel'),
      price: order.lines.length > 0 ? null : () => setDialog('price'),
      edit: null,
    },
    dialogs: (
      <>
        {dialog === 'price' ? (
          <PriceDialog units={units} unit={unit} send={setPrice} onClose={close} />
        ) : null}
        {dialog === 'cancel' ? (
          <ConfirmDialog
            title={w.cancelTitle(name)}
            confirm={moveLabel(kind, 'cancel')}
            isDangerous
            reasonLabel={w.reason}
            onConfirm={(reason) => advance.mutateAsync({ to: 'cancelled', ...(reason ? { reason } : {}) })}
            onClose={close}
          >
            {w.cancelText}
          </ConfirmDialog>
        ) : null}
      </>
    ),
  }
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
