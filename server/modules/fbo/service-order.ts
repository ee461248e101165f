import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { orderFilters } from './fuel-order.ts'
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
import { serviceUnits, unitLabels } from './rate.ts'
import { deskRoles, tradeRoles } from './roles.ts'

const quantity = Type.Number({
  exclusiveMinimum: 0,
  maximum: 1_000_000,
  description: 'In `unit`, three decimals at most.',
})
const asked = {
  ...orderFields,
  bookingId: nullable(id('fbb')),
}
const what = {
  item: text(1, 80, 'What is to be done, in the word of the price list: GPU start, Lavatory, Hangar night.'),
  quantity,
  unit: oneOf(serviceUnits, { labels: unitLabels }),
}

/** Something that is to be done for an aircraft or its people. */
export const ServiceOrder = resource({
  name: 'service_order',
  prefix: 'svo',
  title: { one: 'service order', many: 'service orders' },
  page: '/fbo/orders/services/:id',
  table: 'fbo_service_orders',
  label: 'item',
  refusals: lineRefusals,
  schema: Type.Object({
    id: id('svo'),
    status: oneOf(orderStatuses),
    ...what,
    ...asked,
    ...orderProgress,
  }),
  joins: customerJoin,
  expressions: { customerName: 'c.company', lines: linesOf('service_order_id') },
})

/** What events say of a service order: what was asked for, done and priced, without notes, reasons and names. */
const ServiceOrderData = Type.Pick(ServiceOrder.schema, [...orderEventFields, 'item', 'bookingId'])
const serviceOrderEvent = orderEvents('service_order', ServiceOrderData)
export const serviceOrderCreated = serviceOrderEvent(
  'service_order.created',
  'a service of the FBO is ordered',
)
export const serviceOrderUpdated = serviceOrderEvent(
  'service_order.updated',
  'a service order is changed, accepted, started, cancelled or priced',
)
export const serviceOrderCompleted = serviceOrderEvent(
  'service_order.completed',
  'a service is done, and priced where a price is in force',
)
const serviceOrderCancelled = serviceOrderEvent(
  'service_order.cancelled',
  'a service order is cancelled, beside `service_order.updated`',
)

const { accept, start, cancel, ...otherMoves } = orderMoves
export const serviceOrderStates = stateMachine({
  of: ServiceOrder,
  noun: 'order',
  moves: {
    accept,
    complete: finishOrder,
    start,
    cancel: { ...cancel, emits: serviceOrderCancelled },
    ...otherMoves,
  },
  refusal: orderState,
})

export const listServiceOrders = operation({
  id: 'listServiceOrders',
  method: 'GET',
  path: '/api/v1/fbo/service-orders',
  summary: 'List service orders',
  description: 'Orders of ground services of all statuses, with their priced line.',
  scope: 'fbo.orders:read',
  roles: tradeRoles,
  stability: 'beta',
  response: ServiceOrder.schema,
  list: list({
    of: ServiceOrder,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    search: ['t.tail_number', "replace(t.tail_number, '-', '')", 't.item', 't.notes'],
    indexed: true,
    filters: {
      ...orderFilters,
      booking_id: { schema: id('fbb'), sql: (value) => `t.booking_id = ${value}` },
      item: { schema: text(1, 80), sql: (value) => `lower(t.item) = lower(${value})` },
    },
  }),
})

export const getServiceOrder = operation({
  id: 'getServiceOrder',
  method: 'GET',
  path: '/api/v1/fbo/service-orders/:id',
  summary: 'Get a service order',
  description: 'Returns a service order with its priced line, if it is done.',
  scope: 'fbo.orders:read',
  roles: tradeRoles,
  stability: 'beta',
  on: ServiceOrder,
  response: ServiceOrder.schema,
})

export const createServiceOrder = operation({
  id: 'createServiceOrder',
  method: 'POST',
  path: '/api/v1/fbo/service-orders',
  summary: 'Order a service',
  description: 'Creates a service order, with a quantity of one by default.',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  creates: ServiceOrder,
  emits: serviceOrderCreated,
  response: ServiceOrder.schema,
  body: Type.Object({
    item: what.item,
    ...Type.Partial(Type.Object({ quantity, unit: what.unit, ...asked })).properties,
  }),
  async handle({ tx, body, principal }) {
    checkThousandths(body.quantity, 'quantity')
    const orderId = newId('svo')
    await tx.run(
      db.insertInto('fbo_service_orders').values({
        ...toColumns(body),
        item: body.item,
        quantity: body.quantity ?? 1,
        unit: body.unit ?? 'each',
        ...(await partyOf(tx, body)),
        timezone: principal.workspace.timezone,
        workspace_id: principal.workspace.uuid,
        id: orderId,
      }),
    )
    return ServiceOrder.get(tx, orderId)
  },
})

export const updateServiceOrder = operation({
  id: 'updateServiceOrder',
  method: 'PATCH',
  path: '/api/v1/fbo/service-orders/:id',
  summary: 'Update a service order that is not done yet',
  description:
    'Changes the fields that you send; the others keep their value. An order that is done is never changed.',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  on: ServiceOrder,
  move: serviceOrderStates.edit,
  emits: serviceOrderUpdated,
  response: ServiceOrder.schema,
  body: Type.Partial(Type.Object({ ...what, ...asked })),
  async handle({ tx, body, record, move }) {
    checkThousandths(body.quantity, 'quantity')
    if (Object.keys(body).length === 0) return record
    const columns = {
      ...toColumns(body),
      ...(body.tailNumber ? { tail_number: body.tailNumber.toUpperCase() } : {}),
    }
    await move.make(columns)
    return ServiceOrder.get(tx, record.id)
  },
})
