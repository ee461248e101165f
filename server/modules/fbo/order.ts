import { sql, type Tx } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import {
  date,
  id,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  type TSchema,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { stateRefusal } from '#platform/kernel/state-machine.ts'
import { lineNetMinor, thousandthsOf } from '#rules/line-amount.ts'
import { chooseRate } from '#rules/match-rate.ts'
import { customerOf, tailNumber } from './movement.ts'
import { notifyPriced, type PricingContext } from './order-priced.ts'
import { currency, priceFields } from './rate.ts'

// What fuel orders and service orders have in common: their states, who they are for, and their priced line.

export const orderStatuses = ['requested', 'accepted', 'in_progress', 'done', 'cancelled'] as const
export type OrderStatus = (typeof orderStatuses)[number]

/** Somebody accepts before anything is done; starting may be left out, being done may not be taken back. */
export const orderMoves = {
  accept: { from: ['requested'], to: 'accepted' },
  start: { from: ['accepted'], to: 'in_progress' },
  cancel: { from: ['requested', 'accepted', 'in_progress'], to: 'cancelled' },
  edit: { from: ['requested', 'accepted', 'in_progress'] },
  price: { from: ['done'], verb: 'set its price' },
} as const
/** Said with what was done, so that each kind of order has its own words for it. */
export const finishOrder = { from: ['accepted', 'in_progress'], to: 'done' } as const

export const orderState = stateRefusal('order_state', {
  noun: 'order',
  states: orderStatuses,
  moves: { ...orderMoves, finish: finishOrder },
  fix: 'Read the order again; the message names the state that it is in. What was done wrong is put right with a new order.',
})

/** @throws Problem where an order has its price. */
export function checkUnpriced({ lines }: { lines: readonly unknown[] }): void {
  if (lines.length > 0) throw priced()
}

export const OrderLine = Type.Object(
  {
    id: id('fol'),
    item: Type.String(),
    quantity: Type.Number({ description: 'In `unit`, which is that of the rate.' }),
    unit: priceFields.unit,
    unitRateMinor: Type.Integer({ description: 'For `perQuantity` units, before the discount.' }),
    perQuantity: Type.Integer(),
    currency,
    discountBasisPoints: Type.Integer(),
    amountMinor: Type.Integer(),
    rounding: oneOf(['half_up_line'], { description: 'Once, at the line, half away from zero.' }),
    priceSource: oneOf(['contract', 'retail', 'manual']),
    rateId: nullable(id('fbr')),
    rateVersion: nullable(Type.Integer()),
  },
  { title: 'OrderLine' },
)

/** What every order is asked with. */
export const orderFields = {
  movementId: nullable(id('mov')),
  customerId: nullable(id('fbc', 'That of the movement, or of the tail number, when left out.')),
  tailNumber: nullable(tailNumber),
  requestedFor: nullable(instant()),
  notes: nullable(text(1, 2_000)),
}

/** What every order shows of its progress. */
export const orderProgress = {
  customerName: nullable(Type.String()),
  acceptedAt: nullable(instant()),
  startedAt: nullable(instant()),
  cancelReason: nullable(Type.String()),
  doneAt: nullable(instant()),
  doneOn: nullable(date('The local day of the base, in `timezone`.')),
  doneBy: nullable(Type.String()),
  timezone: Type.String(),
  lines: Type.Array(OrderLine, {
    description: 'Priced when it is done, and final; empty where no price was in force.',
  }),
  createdAt: instant(),
  updatedAt: instant(),
  version: Type.Integer(),
}

/** What the events of every order say, without notes, reasons and names. */
export const orderEventFields = [
  'id',
  'status',
  'quantity',
  'unit',
  'movementId',
  'customerId',
  'tailNumber',
  'requestedFor',
  'acceptedAt',
  'startedAt',
  'doneAt',
  'doneOn',
  'timezone',
  'lines',
  'createdAt',
  'updatedAt',
  'version',
] as const

/** Declares the events of a kind of order. `data` is what they say. */
export const orderEvents =
  <N extends 'fuel_order' | 'service_order'>(subject: N, data: TSchema) =>
  (type: `${N}.${string}`, when: string) =>
    eventType(type, { stability: 'beta', when, subject, data, scope: 'fbo.orders:read' })

/** The customer of an order, beside its table `t`. */
export const customerJoin =
  'left join fbo_customers c on c.workspace_id = t.workspace_id and c.id = t.customer_id'

/** The lines of an order, as an expression over its table `t`. */
export const linesOf = (
  column: 'fuel_order_id' | 'service_order_id',
) => `coalesce((select json_agg(json_build_object('id', l.id, 'item', l.item, 'quantity', l.quantity,
                           'unit', l.unit, 'unitRateMinor', l.unit_rate_minor, 'perQuantity', l.per_quantity,
                           'currency', l.currency, 'discountBasisPoints', l.discount_basis_points,
                           'amountMinor', l.amount_minor, 'rounding', l.rounding,
                           'priceSource', l.price_source, 'rateId', l.rate_id, 'rateVersion', l.rate_version))
                  from fbo_order_lines l where l.workspace_id = t.workspace_id and l.${column} = t.id), '[]')`

/** What a desk types where no rate is in force. */
export const ManualPrice = Type.Object({
  unit: priceFields.unit,
  unitRateMinor: integer(0, 1_000_000_000_000),
  perQuantity: Type.Optional(priceFields.perQuantity),
  currency,
})

export const manual = ({ perQuantity = 1, ...price }: Static<typeof ManualPrice>): Price => ({
  ...price,
  perQuantity,
  discountBasisPoints: 0,
  priceSource: 'manual',
  rateId: null,
  rateVersion: null,
})

export interface Price {
  unit: Static<typeof priceFields.unit>
  unitRateMinor: number
  perQuantity: number
  currency: string
  discountBasisPoints: number
  priceSource: 'contract' | 'retail' | 'manual'
  rateId: string | null
  rateVersion: number | null
}

interface Wanted {
  item: string
  units: readonly string[]
  customerId: string | null
  /** The local day of the base. */
  on: string
}

/**
 * What an item costs a customer on a day: the most exact price, as everywhere. A contract in force comes before
 * retail, which gets the largest discount of their contracts. Of several contracts with a price the latest holds.
 * Null: there is no price.
 */
export async function priceOf(tx: Tx, { item, units, customerId, on }: Wanted): Promise<Price | null> {
  const rates = await tx.rows(sql<'fboRatesInForce'>`
    with agreed as (
      select id, starts_on, discount_basis_points from fbo_contracts
       where customer_id = ${customerId}
         and starts_on <= ${on}::date
         and coalesce(ends_on, 'infinity') >= ${on}::date
    )
    select r.unit, r.price_minor as "unitRateMinor", r.per_quantity as "perQuantity", r.currency,
           r.id as "rateId", r.rate_version as "rateVersion", r.contract_id as "contractId",
           coalesce((select max(a.discount_basis_points) from agreed a), 0) as "retailDiscount"
      from fbo_rates r left join agreed k on k.id = r.contract_id
     where lower(r.item) = lower(${item}) and r.unit = any (${units as string[]})
       and r.valid_from <= ${on}::date and coalesce(r.valid_to, 'infinity') >= ${on}::date
       and (r.contract_id is null or k.id is not null)
     order by k.starts_on desc nulls last, r.id`)
  const contractId = rates.find((rate) => rate.contractId !== null)?.contractId ?? null
  const matched = rates.map((rate) => ({ ...rate, match: { contractId: rate.contractId } }))
  const rate = chooseRate(matched, { contractId })
  if (!rate) return null
  const { match: _match, contractId: agreed, retailDiscount, ...price } = rate
  return {
    ...price,
    discountBasisPoints: agreed === null ? retailDiscount : 0,
    priceSource: agreed === null ? 'retail' : 'contract',
  }
}

// Two price it at the same moment.
const priced = () => orderState('This order has its price, and it is final')
export const lineRefusals = { fbo_order_lines_fuel: priced, fbo_order_lines_service: priced }

export interface DoneOrder {
  what: 'fuel' | 'service'
  id: string
  item: string
  quantity: number
  tailNumber: string | null
  customerId: string | null
  doneOn: string | null
}

/**
 * Writes the line of an order, once: a second one is refused by `lineRefusals`, which both kinds of orders declare.
 * Other modules learn of it in the same transaction.
 */
export async function writeLine(
  tx: Tx,
  { doneOn: on, ...order }: DoneOrder,
  price: Price,
  context: PricingContext,
): Promise<void> {
  if (on === null) throw new Error(`${order.id} is priced before it is done`)
  const quantityThousandths = thousandthsOf(order.quantity)
  const amountMinor = lineNetMinor({ ...price, quantityThousandths })
  const id = newId('fol')
  const isFuel = order.what === 'fuel'
  await tx.run(sql`
    insert into fbo_order_lines (workspace_id, id, fuel_order_id, service_order_id, item, quantity, unit,
        unit_rate_minor, per_quantity, currency, discount_basis_points, amount_minor, rounding, price_source,
        rate_id, rate_version)
    values (${context.principal.workspace.uuid}, ${id}, ${isFuel ? order.id : null},
        ${isFuel ? null : order.id}, ${order.item}, ${order.quantity}, ${price.unit},
        ${price.unitRateMinor}, ${price.perQuantity}, ${price.currency}, ${price.discountBasisPoints},
        ${amountMinor}, 'half_up_line', ${price.priceSource}, ${price.rateId}, ${price.rateVersion})`)
  await notifyPriced(tx, { ...order, ...price, id, quantityThousandths, amountMinor, on }, context)
}

/** Quantities have three decimals at most: what is priced is counted in thousandths. */
export function checkThousandths(quantity: number | null | undefined, field: string): void {
  if (quantity == null || Math.abs(quantity * 1000 - Math.round(quantity * 1000)) < 1e-6) return
  throw invalidRequest(`${field} has more than three decimals`, {
    details: [{ field, message: 'must have three decimals at most' }],
  })
}

interface For {
  movementId?: string | null | undefined
  customerId?: string | null | undefined
  tailNumber?: string | null | undefined
}

/** Whom and what an order is for: what the movement says, where the order does not. */
export async function partyOf(tx: Tx, { movementId, customerId, tailNumber }: For) {
  const movement = movementId
    ? await tx.first(sql<'orderedMovement'>`
      select tail_number as tail, customer_id as customer from fbo_movements where id = ${movementId}`)
    : undefined
  const tail = tailNumber?.toUpperCase() ?? movement?.tail ?? null
  return {
    tail_number: tail,
    customer_id: customerId === undefined ? (movement?.customer ?? (await customerOf(tx, tail))) : customerId,
  }
}
