import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { Type } from '#platform/kernel/schema.ts'
import { advanceOrder } from './advance-order.ts'
import { localDay } from './board.ts'
import { checkThousandths, checkUnpriced, ManualPrice, manual, priceOf, writeLine } from './order.ts'
import { deskRoles, pricingRoles } from './roles.ts'
import {
  ServiceOrder,
  serviceOrderCompleted,
  serviceOrderStates,
  serviceOrderUpdated,
} from './service-order.ts'

export const advanceServiceOrder = advanceOrder({
  id: 'advanceServiceOrder',
  path: '/api/v1/fbo/service-orders',
  noun: 'service order',
  of: ServiceOrder,
  states: serviceOrderStates,
  emits: serviceOrderUpdated,
})

export const completeService = operation({
  id: 'completeService',
  method: 'POST',
  path: '/api/v1/fbo/service-orders/:id/complete',
  summary: 'Complete a service order',
  description:
    'Completes the order with its priced line. It no longer changes. Send `quantity` if it differs from the order.',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  on: ServiceOrder,
  move: serviceOrderStates.complete,
  emits: serviceOrderCompleted,
  response: ServiceOrder.schema,
  body: Type.Object({ quantity: Type.Optional(ServiceOrder.schema.properties.quantity) }),
  async handle({ tx, body, record, principal, services, now, move, emit }) {
    checkThousandths(body.quantity, 'quantity')
    const doneOn = localDay(now, principal.workspace.timezone)
    const quantity = body.quantity ?? record.quantity
    await move.make({
      quantity,
      done_at: now,
      done_on: doneOn,
      done_by: actorOf(principal).name,
      timezone: principal.workspace.timezone,
    })
    const price = await priceOf(tx, {
      item: record.item,
      units: [record.unit],
      customerId: record.customerId,
      on: doneOn,
    })
    if (price)
      await writeLine(tx, { ...record, what: 'service', quantity, doneOn }, price, {
        principal,
        services,
        emit,
      })
    return ServiceOrder.get(tx, record.id)
  },
})

export const priceServiceOrder = operation({
  id: 'priceServiceOrder',
  method: 'POST',
  path: '/api/v1/fbo/service-orders/:id/price',
  summary: 'Price a service by hand, where no price was in force',
  description:
    'Gives a finished order a price, if no rate was in force when it was done. A price that a rate gave is not replaced.',
  scope: 'fbo.orders:write',
  roles: pricingRoles,
  stability: 'beta',
  on: ServiceOrder,
  move: serviceOrderStates.price,
  emits: serviceOrderUpdated,
  response: ServiceOrder.schema,
  body: Type.Object({ ...ManualPrice.properties, unit: ServiceOrder.schema.properties.unit }),
  async handle({ tx, body, record, principal, services, emit }) {
    checkUnpriced(record)
    if (body.unit !== record.unit)
      throw invalidRequest(`This service was counted by the ${record.unit}`, {
        details: [{ field: 'unit', message: `must be ${record.unit}` }],
      })
    await writeLine(tx, { ...record, what: 'service' }, manual(body), { principal, services, emit })
    return ServiceOrder.get(tx, record.id)
  },
})
