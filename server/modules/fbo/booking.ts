import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { sameTail, tailNumber } from './movement.ts'

export const bookingStatuses = [
  'reserved',
  'confirmed',
  'checked_in',
  'checked_out',
  'cancelled',
  'no_show',
] as const
export type BookingStatus = (typeof bookingStatuses)[number]
const status = oneOf(bookingStatuses)
const feet = (what: string) =>
  nullable(
    Type.Number({ exclusiveMinimum: 0, maximum: 1_000, description: `${what} of the aircraft, in feet.` }),
  )

export const bookingFields = {
  customerId: nullable(id('fbc', 'Found by the movement or the tail number when left out.')),
  movementId: nullable(id('mov')),
  aircraftType: nullable(text(2, 40)),
  wingspanFt: feet('Wingspan'),
  lengthFt: feet('Length'),
  heightFt: feet('Height'),
  notes: nullable(text(1, 2_000)),
}
export const bookingCore = {
  unitId: id('fbu'),
  tailNumber,
  startsAt: instant(),
  endsAt: instant('The place is free again at this instant: the next may begin with it.'),
}

/** A place that is kept for an aircraft, from an instant to an instant. */
export const Booking = resource({
  name: 'fbo_booking',
  prefix: 'fbb',
  title: { one: 'FBO booking', many: 'FBO bookings' },
  page: '/fbo/bookings/:id',
  table: 'fbo_bookings',
  label: 'tailNumber',
  schema: Type.Object({
    id: id('fbb'),
    status,
    ...bookingCore,
    unitName: Type.String(),
    ...bookingFields,
    customerName: nullable(Type.String()),
    checkedInAt: nullable(instant()),
    checkedOutAt: nullable(instant()),
    cancelReason: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join fbo_units u on u.workspace_id = t.workspace_id and u.id = t.unit_id
    left join fbo_customers c on c.workspace_id = t.workspace_id and c.id = t.customer_id`,
  expressions: { unitName: 'u.name', customerName: 'c.company' },
})

/** What events say of a booking: the place, the aircraft and the times, without notes, reasons and names. */
const BookingData = Type.Pick(Booking.schema, [
  'id',
  'status',
  'unitId',
  'unitName',
  'tailNumber',
  'aircraftType',
  'startsAt',
  'endsAt',
  'customerId',
  'movementId',
  'checkedInAt',
  'checkedOutAt',
  'createdAt',
  'updatedAt',
  'version',
])
const bookingEvent = (type: `fbo_booking.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'fbo_booking',
    data: BookingData,
    scope: 'fbo.bookings:read',
  })
export const bookingCreated = bookingEvent('fbo_booking.created', 'a hangar, tie-down or ramp spot is booked')
export const bookingUpdated = bookingEvent(
  'fbo_booking.updated',
  'a booking is changed or moved on: confirmed, checked in or out, cancelled, no show',
)
const bookingCancelled = bookingEvent(
  'fbo_booking.cancelled',
  'a booking is cancelled, beside `fbo_booking.updated`',
)
const bookingMissed = bookingEvent(
  'fbo_booking.no_show',
  'the aircraft of a booking does not come, beside `fbo_booking.updated`',
)

/** Who comes without a word may be checked in as they stand. A no-show who turns up after all makes a new booking. */
export const bookingStates = stateMachine({
  of: Booking,
  noun: 'booking',
  moves: {
    confirm: { from: ['reserved'], to: 'confirmed' },
    checkIn: { from: ['reserved', 'confirmed'], to: 'checked_in', verb: 'check it in' },
    checkOut: { from: ['checked_in'], to: 'checked_out', verb: 'check it out' },
    noShow: {
      from: ['reserved', 'confirmed'],
      to: 'no_show',
      verb: 'make it a no-show',
      label: 'No show',
      emits: bookingMissed,
    },
    cancel: { from: ['reserved', 'confirmed'], to: 'cancelled', emits: bookingCancelled },
    edit: { from: ['reserved', 'confirmed', 'checked_in'] },
  },
  refusal: {
    code: 'booking_state',
    fix: 'Read the booking again; the message names the state that it is in.',
  },
})

export const listBookings = operation({
  id: 'listFboBookings',
  method: 'GET',
  path: '/api/v1/fbo/bookings',
  summary: 'List bookings of hangars, tie-downs and ramp spots',
  description: 'Bookings of all places, with their times, aircraft and status.',
  scope: 'fbo.bookings:read',
  roles: 'staff',
  stability: 'beta',
  response: Booking.schema,
  list: list({
    of: Booking,
    defaultSort: '-startsAt',
    sorts: { startsAt: { sql: 't.starts_at', type: 'timestamptz' } },
    search: ['t.tail_number', "replace(t.tail_number, '-', '')", 't.aircraft_type', 't.notes'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      unit_id: { schema: id('fbu'), sql: (value) => `t.unit_id = ${value}` },
      customer_id: { schema: id('fbc'), sql: (value) => `t.customer_id = ${value}` },
      movement_id: { schema: id('mov'), sql: (value) => `t.movement_id = ${value}` },
      tail_number: { schema: tailNumber, sql: sameTail },
      from: {
        schema: instant('That end after this instant.'),
        sql: (value) => `t.ends_at > ${value}::timestamptz`,
      },
      to: {
        schema: instant('That begin before this instant.'),
        sql: (value) => `t.starts_at < ${value}::timestamptz`,
      },
    },
  }),
})

export const getBooking = operation({
  id: 'getFboBooking',
  method: 'GET',
  path: '/api/v1/fbo/bookings/:id',
  summary: 'Get a booking',
  description: 'Returns a booking with its place, aircraft, times and status.',
  scope: 'fbo.bookings:read',
  roles: 'staff',
  stability: 'beta',
  on: Booking,
  response: Booking.schema,
})
