import { sql, type Tx } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Principal } from '#platform/kernel/principal.ts'
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
import { lineAmountMinor } from '#rules/line-amount.ts'
import { customerOf, tailNumber } from './movement.ts'
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
 * What an item costs a customer on a day: the price of a contract in force first (that of the latest, where
 * several have one), else retail with the largest discount of their contracts. Null: there is no price.
 */
export async function priceOf(tx: Tx, { item, units, customerId, on }: Wanted): Promise<Price | null> {
  const price = await tx.first(sql<'agreedPrice', { priceSource: 'contract' | 'retail' }>`
    with agreed as (
      select id, starts_on, discount_basis_points from fbo_contracts
       where customer_id = ${customerId}
         and starts_on <= ${on}::date
         and coalesce(ends_on, 'infinity') >= ${on}::date
    )
    select r.unit, r.price_minor as "unitRateMinor", r.per_quantity as "perQuantity", r.currency,
           case when r.contract_id is not null then 0
                else coalesce((select max(a.discount_basis_points) from agreed a), 0)
           end as "discountBasisPoints",
           case when r.contract_id is null then 'retail' else 'contract' end as "priceSource",
           r.id as "rateId", r.rate_version as "rateVersion"
      from fbo_rates r left join agreed k on k.id = r.contract_id
     where lower(r.item) = lower(${item}) and r.unit = any (${units as string[]})
       and r.valid_from <= ${on}::date and coalesce(r.valid_to, 'infinity') >= ${on}::date
       and (r.contract_id is null or k.id is not null)
     order by r.contract_id is null, k.starts_on desc, r.id limit 1`)
  return price ?? null
}

// Two price it at the same moment.
const priced = () => orderState('This order has its price, and it is final')
export const lineRefusals = { fbo_order_lines_fuel: priced, fbo_order_lines_service: priced }

/** Writes the line of an order, once: a second one is refused by `lineRefusals`, which both kinds of orders declare. */
export async function writeLine(
  tx: Tx,
  principal: Principal,
  order: { fuelOrderId?: string; serviceOrderId?: string; item: string; quantity: number },
  price: Price,
): Promise<void> {
  const amount = lineAmountMinor({ ...price, quantity: order.quantity })
  await tx.run(sql`
    insert into fbo_order_lines (workspace_id, id, fuel_order_id, service_order_id, item, quantity, unit,
        unit_rate_minor, per_quantity, currency, discount_basis_points, amount_minor, rounding, price_source,
        rate_id, rate_version)
    values (${principal.workspace.uuid}, ${newId('fol')}, ${order.fuelOrderId ?? null},
        ${order.serviceOrderId ?? null}, ${order.item}, ${order.quantity}, ${price.unit},
        ${price.unitRateMinor}, ${price.perQuantity}, ${price.currency}, ${price.discountBasisPoints},
        ${amount}, 'half_up_line', ${price.priceSource}, ${price.rateId}, ${price.rateVersion})`)
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
