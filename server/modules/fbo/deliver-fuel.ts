import { actorOf } from '#platform/access/principal.ts'
import { db } from '#platform/database/database.ts'
import { eventType } from '#platform/events/event-type.ts'
import { invalidRequest } from '#platform/http/problem.ts'
import { operation } from '#platform/operation.ts'
import { instant, oneOf, type Static, Type, text } from '#platform/schema.ts'
import { defaultDensityKgPerL, type FuelUnit, fuelIn, fuelUnits, normaliseFuel } from '#rules/fuel.ts'
import { localDay } from './board.ts'
import { density, FuelOrder, fuelOrderUpdated, fuelQuantity, fuelUnit } from './fuel-order.ts'
import {
  checkOrderMove,
  checkThousandths,
  ManualPrice,
  movedAway,
  orderState,
  priceOf,
  writeLine,
} from './order.ts'
import { deskRoles, pricingRoles } from './roles.ts'

export const fuelOrderDelivered = eventType('fuel_order.delivered', {
  stability: 'beta',
  when: 'fuel is delivered: the uplift is measured, and priced where a price is in force',
  subject: 'fuel_order',
})

export const advanceFuelOrder = operation({
  id: 'advanceFuelOrder',
  method: 'POST',
  path: '/api/v1/fbo/fuel-orders/:id/advance',
  summary: 'Accept, start or cancel a fuel order',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  on: FuelOrder,
  emits: fuelOrderUpdated,
  response: FuelOrder.schema,
  body: Type.Object({
    to: oneOf(['accepted', 'in_progress', 'cancelled']),
    reason: Type.Optional(text(1, 1_000)),
  }),
  async handle({ tx, body, record, now }) {
    checkOrderMove(record.status, body.to)
    const moved = await tx.run(
      db
        .updateTable('fbo_fuel_orders')
        .set({
          status: body.to,
          ...(body.to === 'accepted' ? { accepted_at: now } : {}),
          ...(body.to === 'in_progress' ? { started_at: now } : {}),
          ...(body.reason === undefined ? {} : { cancel_reason: body.reason }),
        })
        .where('id', '=', record.id)
        .where('status', '=', record.status),
    )
    if (moved === 0) throw movedAway()
    return FuelOrder.get(tx, record.id)
  },
})

export const deliverFuel = operation({
  id: 'deliverFuel',
  method: 'POST',
  path: '/api/v1/fbo/fuel-orders/:id/deliver',
  summary: 'Record a delivery: the uplift as it was measured',
  description:
    'The order is done, with its priced line, and does not change any more. Without a price in force the fuel is delivered all the same, and priced by hand.',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  on: FuelOrder,
  emits: fuelOrderDelivered,
  response: FuelOrder.schema,
  body: Type.Object({
    quantity: fuelQuantity,
    unit: fuelUnit,
    densityKgPerL: Type.Optional(density),
    ticketNumber: Type.Optional(text(1, 60)),
    deliveredAt: Type.Optional(instant('Now when left out.')),
  }),
  async handle({ tx, body, record, principal, now }) {
    checkOrderMove(record.status, 'done')
    checkThousandths(body.quantity, 'quantity')
    const doneAt = body.deliveredAt ? new Date(body.deliveredAt) : now
    if (doneAt > now)
      throw invalidRequest('deliveredAt lies in the future', {
        details: [{ field: 'deliveredAt', message: 'must not lie in the future' }],
      })
    const densityKgPerL = body.densityKgPerL ?? record.densityKgPerL ?? defaultDensityKgPerL[record.product]
    const entry = { quantity: body.quantity, unit: body.unit, densityKgPerL }
    const { liters, kg } = normaliseFuel(entry)
    const doneOn = localDay(doneAt, principal.workspace.timezone)
    const moved = await tx.run(
      db
        .updateTable('fbo_fuel_orders')
        .set({
          status: 'done',
          uplift_quantity: body.quantity,
          uplift_unit: body.unit,
          uplift_density_kg_per_l: densityKgPerL,
          uplift_density_source:
            body.densityKgPerL !== undefined
              ? 'measured'
              : record.densityKgPerL !== null
                ? 'ordered'
                : 'default',
          uplift_liters: liters,
          uplift_kg: kg,
          ticket_number: body.ticketNumber ?? null,
          done_at: doneAt,
          done_on: doneOn,
          done_by: actorOf(principal).name,
          timezone: principal.workspace.timezone,
        })
        .where('id', '=', record.id)
        .where('status', '=', record.status),
    )
    if (moved === 0) throw movedAway()
    const price = await priceOf(tx, {
      item: record.product,
      units: fuelUnits,
      customerId: record.customerId,
      on: doneOn,
    })
    if (price)
      await writeLine(
        tx,
        principal,
        { fuelOrderId: record.id, item: record.product, quantity: fuelIn(price.unit as FuelUnit, entry) },
        price,
      )
    return FuelOrder.get(tx, record.id)
  },
})

export const priceFuelOrder = operation({
  id: 'priceFuelOrder',
  method: 'POST',
  path: '/api/v1/fbo/fuel-orders/:id/price',
  summary: 'Price a delivery by hand, where no price was in force',
  scope: 'fbo.orders:write',
  roles: pricingRoles,
  stability: 'beta',
  on: FuelOrder,
  emits: fuelOrderUpdated,
  response: FuelOrder.schema,
  body: ManualPrice,
  async handle({ tx, body, record, principal }) {
    const { upliftQuantity, upliftUnit, upliftDensityKgPerL } = record
    if (
      record.status !== 'done' ||
      upliftQuantity === null ||
      upliftUnit === null ||
      upliftDensityKgPerL === null
    )
      throw orderState(`This order is ${record.status}; only a delivery can be priced`)
    if (record.lines.length > 0) throw orderState('This order has its price, and it is final')
    if (!isFuelUnit(body.unit))
      throw invalidRequest(`Fuel is not priced by the ${body.unit}`, {
        details: [{ field: 'unit', message: `must be one of ${fuelUnits.join(', ')}` }],
      })
    const quantity = fuelIn(body.unit, {
      quantity: upliftQuantity,
      unit: upliftUnit,
      densityKgPerL: upliftDensityKgPerL,
    })
    await writeLine(tx, principal, { fuelOrderId: record.id, item: record.product, quantity }, manual(body))
    return FuelOrder.get(tx, record.id)
  },
})

const isFuelUnit = (unit: string): unit is FuelUnit => (fuelUnits as readonly string[]).includes(unit)

export const manual = ({ perQuantity = 1, ...price }: Static<typeof ManualPrice>) => ({
  ...price,
  perQuantity,
  discountBasisPoints: 0,
  priceSource: 'manual' as const,
  rateId: null,
  rateVersion: null,
})
