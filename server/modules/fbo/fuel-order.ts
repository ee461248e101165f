import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import {
  defaultDensityKgPerL,
  type FuelProduct,
  type FuelUnit,
  fuelProducts,
  fuelUnitSymbols,
  fuelUnits,
  leastDensityKgPerL,
  mostDensityKgPerL,
  normalizeFuel,
} from '#rules/fuel.ts'
import { sameTail, tailNumber } from './movement.ts'
import {
  checkThousandths,
  customerJoin,
  finishOrder,
  lineRefusals,
  linesOf,
  orderEventFields,
  orderEvents,
  orderFields,
  orderMoves,
  orderProgress,
  orderState,
  orderStatuses,
  partyOf,
} from './order.ts'
import { deskRoles, tradeRoles } from './roles.ts'

const status = oneOf(orderStatuses)
// Products are called by their names.
export const product = oneOf(fuelProducts, {
  labels: Object.fromEntries(fuelProducts.map((name) => [name, name])),
})
export const fuelQuantity = Type.Number({
  exclusiveMinimum: 0,
  maximum: 1_000_000,
  description: 'In the unit beside it, three decimals at most.',
})
export const density = Type.Number({
  minimum: leastDensityKgPerL,
  maximum: mostDensityKgPerL,
  description: 'kg/L, as measured; that of the product when left out.',
})
export const fuelUnit = oneOf(fuelUnits, { labels: fuelUnitSymbols })

const asked = {
  ...orderFields,
  quantity: nullable(fuelQuantity),
  unit: fuelUnit,
  densityKgPerL: nullable(density),
}
const liters = (what: string) =>
  nullable(Type.Number({ description: `${what}: converted once, from what was entered.` }))

/** Fuel that is asked for, and what was delivered. */
export const FuelOrder = resource({
  name: 'fuel_order',
  prefix: 'fuo',
  title: { one: 'fuel order', many: 'fuel orders' },
  page: '/fbo/orders/fuel/:id',
  table: 'fbo_fuel_orders',
  label: 'tailNumber',
  refusals: lineRefusals,
  schema: Type.Object({
    id: id('fuo'),
    status,
    product,
    ...asked,
    quantity: nullable(Type.Number({ description: 'As it was asked for, in `unit`; null: fill up.' })),
    quantityLiters: liters('Asked for, in litres'),
    quantityKg: liters('Asked for, in kilograms'),
    upliftQuantity: nullable(
      Type.Number({ description: 'As it was measured at the delivery, in `upliftUnit`.' }),
    ),
    upliftUnit: nullable(fuelUnit),
    upliftDensityKgPerL: nullable(Type.Number()),
    upliftDensitySource: nullable(oneOf(['measured', 'ordered', 'default'])),
    upliftLiters: liters('Delivered, in litres'),
    upliftKg: liters('Delivered, in kilograms'),
    ticketNumber: nullable(Type.String()),
    ...orderProgress,
  }),
  joins: customerJoin,
  expressions: { customerName: 'c.company', lines: linesOf('fuel_order_id') },
})

/** What events say of a fuel order: what was asked for, delivered and priced, without notes, reasons and names. */
const FuelOrderData = Type.Pick(FuelOrder.schema, [
  ...orderEventFields,
  'product',
  'quantityLiters',
  'quantityKg',
  'upliftQuantity',
  'upliftUnit',
  'upliftLiters',
  'upliftKg',
  'ticketNumber',
])
const fuelOrderEvent = orderEvents('fuel_order', FuelOrderData)
export const fuelOrderCreated = fuelOrderEvent('fuel_order.created', 'fuel is ordered')
export const fuelOrderUpdated = fuelOrderEvent(
  'fuel_order.updated',
  'a fuel order is changed, accepted, started, cancelled or priced',
)
export const fuelOrderDelivered = fuelOrderEvent(
  'fuel_order.delivered',
  'fuel is delivered: the uplift is measured, and priced where a price is in force',
)
const fuelOrderCancelled = fuelOrderEvent(
  'fuel_order.cancelled',
  'a fuel order is cancelled, beside `fuel_order.updated`',
)

const { accept, start, cancel, ...otherMoves } = orderMoves
export const fuelOrderStates = stateMachine({
  of: FuelOrder,
  noun: 'order',
  moves: {
    accept,
    deliver: { ...finishOrder, verb: 'record its delivery' },
    start,
    cancel: { ...cancel, emits: fuelOrderCancelled },
    ...otherMoves,
  },
  refusal: orderState,
})

export const orderFilters = {
  status: { schema: status, sql: (value: string) => `t.status = ${value}` },
  movement_id: { schema: id('mov'), sql: (value: string) => `t.movement_id = ${value}` },
  customer_id: { schema: id('fbc'), sql: (value: string) => `t.customer_id = ${value}` },
  tail_number: { schema: tailNumber, sql: sameTail },
  done_from: {
    schema: date('Done on or after this day.'),
    sql: (value: string) => `t.done_on >= ${value}::date`,
  },
  done_to: {
    schema: date('Done on or before this day.'),
    sql: (value: string) => `t.done_on <= ${value}::date`,
  },
  open: {
    schema: Type.Boolean({ description: 'Neither done nor cancelled.' }),
    sql: (value: string) => `(t.status in ('requested', 'accepted', 'in_progress')) = ${value}`,
  },
}

export const listFuelOrders = operation({
  id: 'listFuelOrders',
  method: 'GET',
  path: '/api/v1/fbo/fuel-orders',
  summary: 'List fuel orders',
  description: 'Fuel orders of all statuses, with what was ordered, delivered and priced.',
  scope: 'fbo.orders:read',
  roles: tradeRoles,
  stability: 'beta',
  response: FuelOrder.schema,
  list: list({
    of: FuelOrder,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.tail_number', "replace(t.tail_number, '-', '')", 't.product', 't.notes', 't.ticket_number'],
    indexed: true,
    filters: { ...orderFilters, product: { schema: product, sql: (value) => `t.product = ${value}` } },
  }),
})

export const getFuelOrder = operation({
  id: 'getFuelOrder',
  method: 'GET',
  path: '/api/v1/fbo/fuel-orders/:id',
  summary: 'Get a fuel order',
  description: 'Returns a fuel order with its uplift and its priced line, if it is done.',
  scope: 'fbo.orders:read',
  roles: tradeRoles,
  stability: 'beta',
  on: FuelOrder,
  response: FuelOrder.schema,
})

const optional = Type.Partial(Type.Object(asked)).properties
export const createFuelOrder = operation({
  id: 'createFuelOrder',
  method: 'POST',
  path: '/api/v1/fbo/fuel-orders',
  summary: 'Order fuel',
  description:
    'Creates a fuel order. Without a quantity, the tanks are to be filled. The unit is US gallons by default.',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  creates: FuelOrder,
  emits: fuelOrderCreated,
  response: FuelOrder.schema,
  body: Type.Object({ product, ...optional }),
  async handle({ tx, body, principal }) {
    checkThousandths(body.quantity, 'quantity')
    const orderId = newId('fuo')
    const unit = body.unit ?? 'us_gal'
    await tx.run(
      db.insertInto('fbo_fuel_orders').values({
        ...toColumns(body),
        product: body.product,
        unit,
        ...(await partyOf(tx, body)),
        ...normalized({
          product: body.product,
          quantity: body.quantity ?? null,
          unit,
          densityKgPerL: body.densityKgPerL ?? null,
        }),
        timezone: principal.workspace.timezone,
        workspace_id: principal.workspace.uuid,
        id: orderId,
      }),
    )
    return FuelOrder.get(tx, orderId)
  },
})

export const updateFuelOrder = operation({
  id: 'updateFuelOrder',
  method: 'PATCH',
  path: '/api/v1/fbo/fuel-orders/:id',
  summary: 'Update a fuel order that is not done yet',
  description:
    'Changes the fields that you send; the others keep their value. A delivered order is never changed.',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  on: FuelOrder,
  move: fuelOrderStates.edit,
  emits: fuelOrderUpdated,
  response: FuelOrder.schema,
  body: Type.Partial(Type.Object({ product, ...asked })),
  async handle({ tx, body, record, move }) {
    checkThousandths(body.quantity, 'quantity')
    if (Object.keys(body).length === 0) return record
    const columns = {
      ...toColumns(body),
      ...(body.tailNumber ? { tail_number: body.tailNumber.toUpperCase() } : {}),
      ...normalized({ ...record, ...body }),
    }
    await move.make(columns)
    return FuelOrder.get(tx, record.id)
  },
})

interface Asked {
  product: FuelProduct
  quantity: number | null
  unit: FuelUnit
  densityKgPerL: number | null
}

function normalized({ product: of, quantity, unit, densityKgPerL }: Asked): {
  quantity_liters: number | null
  quantity_kg: number | null
} {
  if (quantity === null) return { quantity_liters: null, quantity_kg: null }
  const { liters: l, kg } = normalizeFuel({
    quantity,
    unit,
    densityKgPerL: densityKgPerL ?? defaultDensityKgPerL[of],
  })
  return { quantity_liters: l, quantity_kg: kg }
}
