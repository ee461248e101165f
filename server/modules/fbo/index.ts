import { defineModule } from '#platform/kernel/operation.ts'
import { getActivity } from './activity.ts'
import { getBoard } from './board.ts'
import {
  createBoardLink,
  followPublicBoard,
  listBoardLinks,
  readPublicBoard,
  revokeBoardLink,
} from './board-link.ts'
import { advanceBooking, createBooking, updateBooking } from './book-unit.ts'
import { getBooking, listBookings } from './booking.ts'
import { advanceServiceOrder, completeService, priceServiceOrder } from './complete-service.ts'
import { createContract, getContract, listContracts, updateContract } from './contract.ts'
import { createCustomer, getCustomer, listCustomers, updateCustomer } from './customer.ts'
import { advanceFuelOrder, deliverFuel, priceFuelOrder } from './deliver-fuel.ts'
import { createFuelOrder, getFuelOrder, listFuelOrders, updateFuelOrder } from './fuel-order.ts'
import { createMovement, getMovement, listMovements, updateMovement } from './movement.ts'
import { movementImport } from './movement-import.ts'
import { createRate, getRate, listRates, updateRate } from './rate.ts'
import {
  createServiceOrder,
  getServiceOrder,
  listServiceOrders,
  updateServiceOrder,
} from './service-order.ts'
import { createUnit, getUnit, listUnits, updateUnit } from './unit.ts'

export const fbo = defineModule({
  name: 'fbo',
  title: 'FBO',
  operations: [
    listMovements,
    createMovement,
    getMovement,
    updateMovement,
    getBoard,
    listBoardLinks,
    createBoardLink,
    revokeBoardLink,
    readPublicBoard,
    followPublicBoard,
    listCustomers,
    createCustomer,
    getCustomer,
    updateCustomer,
    listUnits,
    createUnit,
    getUnit,
    updateUnit,
    listBookings,
    createBooking,
    getBooking,
    updateBooking,
    advanceBooking,
    listFuelOrders,
    createFuelOrder,
    getFuelOrder,
    updateFuelOrder,
    advanceFuelOrder,
    deliverFuel,
    priceFuelOrder,
    listServiceOrders,
    createServiceOrder,
    getServiceOrder,
    updateServiceOrder,
    advanceServiceOrder,
    completeService,
    priceServiceOrder,
    listRates,
    createRate,
    getRate,
    updateRate,
    listContracts,
    createContract,
    getContract,
    updateContract,
    getActivity,
  ],
  extensions: [movementImport],
})
