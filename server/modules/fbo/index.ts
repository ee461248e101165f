import { defineModule } from '#platform/operation.ts'
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
import { createCustomer, getCustomer, listCustomers, updateCustomer } from './customer.ts'
import { createMovement, getMovement, listMovements, updateMovement } from './movement.ts'
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
  ],
})
