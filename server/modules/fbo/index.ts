import { defineModule } from '#platform/kernel/module.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import * as activity from './activity.ts'
import * as board from './board.ts'
import * as boardLink from './board-link.ts'
import * as bookUnit from './book-unit.ts'
import * as booking from './booking.ts'
import * as completeService from './complete-service.ts'
import * as contract from './contract.ts'
import * as customer from './customer.ts'
import * as deliverFuel from './deliver-fuel.ts'
import * as examples from './examples.ts'
import * as fuelOrder from './fuel-order.ts'
import * as movement from './movement.ts'
import * as movementImport from './movement-import.ts'
import * as rate from './rate.ts'
import * as serviceOrder from './service-order.ts'
import * as unit from './unit.ts'

export { orderPriced, type PricedLine } from './order-priced.ts'

export const fbo = defineModule({
  name: 'fbo',
  title: 'FBO',
  summary: 'Movements, the flight board, fuel and service orders, bookings and prices.',
  parts: [
    movement,
    board,
    boardLink,
    customer,
    unit,
    booking,
    bookUnit,
    fuelOrder,
    deliverFuel,
    serviceOrder,
    completeService,
    rate,
    contract,
    activity,
    movementImport,
    examples,
    scopeSentences({
      'fbo.activity:read':
        'Read the activity of the FBO by day or month: movements, fuel, orders and revenue.',
      'fbo.bookings:read': 'Read hangars, tie-downs and ramp spots, and their bookings.',
      'fbo.bookings:write':
        'Create and update places for aircraft, and create, update, confirm and cancel bookings, check them in and out, and record no-shows.',
      'fbo.customers:read': 'Read the customers of the FBO.',
      'fbo.customers:write': 'Create and update the customers of the FBO.',
      'fbo.movements:read': 'Read movements and the flight board.',
      'fbo.movements:write': 'Create movements on the flight board, update them and move them on.',
      'fbo.orders:read': 'Read fuel and service orders with their prices.',
      'fbo.orders:write':
        'Create, update, accept, start, cancel and complete fuel and service orders, record fuel deliveries, and price them by hand.',
      'fbo.rates:read': 'Read prices, both retail and by contract, and the contracts.',
      'fbo.rates:write': 'Set, correct and end prices, and create and update contracts.',
    }),
  ],
})
