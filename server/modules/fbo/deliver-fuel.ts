import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { happenedAt, Type, text } from '#platform/kernel/schema.ts'
import { defaultDensityKgPerL, type FuelUnit, fuelIn, fuelUnits, normalizeFuel } from '#rules/fuel.ts'
import { advanceOrder } from './advance-order.ts'
import { localDay } from './board.ts'
import {
  density,
  FuelOrder,
  fuelOrderDelivered,
  fuelOrderStates,
  fuelOrderUpdated,
  fuelQuantity,
  fuelUnit,
} from './fuel-order.ts'
import { checkThousandths, checkUnpriced, ManualPrice, manual, priceOf, writeLine } from './order.ts'
import { deskRoles, pricingRoles } from './roles.ts'

export const advanceFuelOrder = advanceOrder({
  id: 'advanceFuelOrder',
  path: '/api/v1/fbo/fuel-orders',
  noun: 'fuel order',
  of: FuelOrder,
  states: fuelOrderStates,
  emits: fuelOrderUpdated,
})

export const deliverFuel = operation({
  id: 'deliverFuel',
  method: 'POST',
  path: '/api/v1/fbo/fuel-orders/:id/deliver',
  summary: 'Record a delivery: the uplift as it was measured',
  description:
    'Completes the order with its priced line. It no longer changes. Without a price in force, the delivery is recorded, and priced by hand later.',
  scope: 'fbo.orders:write',
  roles: deskRoles,
  stability: 'beta',
  on: FuelOrder,
  move: fuelOrderStates.deliver,
  emits: fuelOrderDelivered,
  response: FuelOrder.schema,
  body: Type.Object({
    quantity: fuelQuantity,
    unit: fuelUnit,
    densityKgPerL: Type.Optional(density),
    ticketNumber: Type.Optional(text(1, 60)),
    deliveredAt: Type.Optional(happenedAt('Now when left out.')),
  }),
  async handle({ tx, body, record, principal, services, now, move, emit }) {
    checkThousandths(body.quantity, 'quantity')
    const doneAt = body.deliveredAt ? new Date(body.deliveredAt) : now
    const densityKgPerL = body.densityKgPerL ?? record.densityKgPerL ?? defaultDensityKgPerL[record.product]
    const entry = { quantity: body.quantity, unit: body.unit, densityKgPerL }
    const { liters, kg } = normalizeFuel(entry)
    const doneOn = localDay(doneAt, principal.workspace.timezone)
    await move.make({
      uplift_quantity: body.quantity,
      uplift_unit: body.unit,
      uplift_density_kg_per_l: densityKgPerL,
      uplift_density_source:
        body.densityKgPerL !== undefined ? 'measured' : record.densityKgPerL !== null ? 'ordered' : 'default',
      uplift_liters: liters,
      uplift_kg: kg,
      ticket_number: body.ticketNumber ?? null,
      done_at: doneAt,
      done_on: doneOn,
      done_by: actorOf(principal).name,
      timezone: principal.workspace.timezone,
    })
    const price = await priceOf(tx, {
      item: record.product,
      units: fuelUnits,
      customerId: record.customerId,
      on: doneOn,
    })
    if (price)
      await writeLine(
        tx,
        {
          ...record,
          what: 'fuel',
          item: record.product,
          quantity: fuelIn(price.unit as FuelUnit, entry),
          doneOn,
        },
        price,
        { principal, services, emit },
      )
    return FuelOrder.get(tx, record.id)
  },
})

export const priceFuelOrder = operation({
  id: 'priceFuelOrder',
  method: 'POST',
  path: '/api/v1/fbo/fuel-orders/:id/price',
  summary: 'Price a delivery by hand, where no price was in force',
  description:
    'Gives a delivered order a price, if no rate was in force when the fuel was delivered. A price that a rate gave is not replaced.',
  scope: 'fbo.orders:write',
  roles: pricingRoles,
  stability: 'beta',
  on: FuelOrder,
  move: fuelOrderStates.price,
  emits: fuelOrderUpdated,
  response: FuelOrder.schema,
  body: ManualPrice,
  async handle({ tx, body, record, principal, services, emit }) {
    checkUnpriced(record)
    const { upliftQuantity, upliftUnit, upliftDensityKgPerL } = record
    if (upliftQuantity === null || upliftUnit === null || upliftDensityKgPerL === null)
      throw new Error(`${record.id} is done without an uplift`)
    if (!isFuelUnit(body.unit))
      throw invalidRequest(`Fuel is not priced by the ${body.unit}`, {
        details: [{ field: 'unit', message: `must be one of ${fuelUnits.join(', ')}` }],
      })
    const quantity = fuelIn(body.unit, {
      quantity: upliftQuantity,
      unit: upliftUnit,
      densityKgPerL: upliftDensityKgPerL,
    })
    await writeLine(tx, { ...record, what: 'fuel', item: record.product, quantity }, manual(body), {
      principal,
      services,
      emit,
    })
    return FuelOrder.get(tx, record.id)
  },
})

const isFuelUnit = (unit: string): unit is FuelUnit => (fuelUnits as readonly string[]).includes(unit)
