import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { Price } from './order.ts'

/** The priced line of an order that is done. It is final. */
export interface PricedLine extends Price {
  id: string
  what: 'fuel' | 'service'
  item: string
  tailNumber: string | null
  customerId: string | null
  quantityThousandths: number
  amountMinor: number
  /** The local day of the base on which it was done. */
  on: string
}

type Listener = (tx: Tx, line: PricedLine, context: { principal: Principal }) => Promise<readonly Emission[]>

/** Another module does something in the transaction that prices an order, such as charging its customer. */
export interface OrderPriced extends Extension {
  kind: 'order_priced'
  run: Listener
}

export const orderPriced = (run: Listener): OrderPriced => ({ kind: 'order_priced', run })

export interface PricingContext {
  principal: Principal
  services: Pick<Services, 'extensions'>
  emit: (emission: Emission) => void
}

/** Lets the other modules do so. */
export async function notifyPriced(
  tx: Tx,
  line: PricedLine,
  { principal, services, emit }: PricingContext,
): Promise<void> {
  for (const { run } of services.extensions<OrderPriced>('order_priced'))
    for (const emission of await run(tx, line, { principal })) emit(emission)
}
