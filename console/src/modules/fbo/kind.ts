import { faces, inLine } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatInstant } from '#ui/time.ts'
import { sentence } from '../../strings.ts'

// Amber needs attention soon: a delay affects what is planned after it.
export const movementStates = states('movement.status', {
  confirmed: 'neutral',
  tentative: 'neutral',
  in_progress: 'info',
  completed: 'green',
  delayed: 'amber',
  cancelled: 'neutral',
})
// Amber until someone accepts it, because a customer is waiting.
export const orderStates = states('fuel_order.status', {
  requested: 'amber',
  accepted: 'info',
  in_progress: 'info',
  done: 'green',
  cancelled: 'neutral',
})
export const bookingStates = states('fbo_booking.status', {
  reserved: 'neutral',
  confirmed: 'info',
  checked_in: 'green',
  checked_out: 'neutral',
  cancelled: 'neutral',
  no_show: 'amber',
})
export const customerStates = states('fbo_customer.status', { active: 'green', inactive: 'neutral' })
export const placeStates = states('fbo_unit.status', { active: 'neutral', closed: 'amber' })

const at = (instant: string | null) => instant && formatInstant(instant, 'utc')

export default faces({
  movement: {
    states: movementStates,
    title: (movement) => inLine(movement.tailNumber, sentence(movement.direction)),
    facts: (movement) => [
      ['Type', movement.aircraftType],
      ['Customer', movement.customerName],
      ['ETA', at(movement.eta)],
      ['ETD', at(movement.etd)],
      ['Parking', movement.parking],
    ],
  },
  fbo_customer: {
    states: customerStates,
    facts: (customer) => [['Tails', customer.tails.join(', ')]],
  },
  fbo_booking: {
    states: bookingStates,
    title: (booking) => inLine(booking.tailNumber, booking.unitName),
    facts: (booking) => [
      ['Customer', booking.customerName],
      ['Starts', at(booking.startsAt)],
      ['Ends', at(booking.endsAt)],
    ],
  },
  fuel_order: {
    states: orderStates,
    title: (order) => inLine(order.tailNumber, sentence(order.product)),
    facts: (order) => [
      ['Customer', order.customerName],
      ['Requested for', at(order.requestedFor)],
    ],
  },
  service_order: {
    states: orderStates,
    title: (order) => inLine(order.tailNumber, order.item),
    facts: (order) => [
      ['Customer', order.customerName],
      ['Requested for', at(order.requestedFor)],
    ],
  },
  fbo_unit: { states: placeStates },
})
