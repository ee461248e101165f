import { defineModule } from '#platform/kernel/module.ts'
import * as activity from './activity.ts'
import * as board from './board.ts'
import * as boardLink from './board-link.ts'
import * as bookUnit from './book-unit.ts'
import * as booking from './booking.ts'
import * as completeService from './complete-service.ts'
import * as contract from './contract.ts'
import * as customer from './customer.ts'
import * as deliverFuel from './deliver-fuel.ts'
import * as fuelOrder from './fuel-order.ts'
import * as movement from './movement.ts'
import * as movementImport from './movement-import.ts'
import * as rate from './rate.ts'
import * as serviceOrder from './service-order.ts'
import * as unit from './unit.ts'

export const fbo = defineModule({
  name: 'fbo',
  title: 'FBO',
  parts: [
    activity,
    board,
    boardLink,
    bookUnit,
    booking,
    completeService,
    contract,
    customer,
    deliverFuel,
    fuelOrder,
    movement,
    movementImport,
    rate,
    serviceOrder,
    unit,
  ],
})
