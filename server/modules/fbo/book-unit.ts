import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { type Detail, invalidRequest, type Problem, problem, ruleBroken } from '#platform/kernel/problem.ts'
import { oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { localTime } from '#platform/kernel/timezone.ts'
import {
  Booking,
  type BookingStatus,
  bookingCore,
  bookingCreated,
  bookingFields,
  bookingStates,
  bookingUpdated,
} from './booking.ts'
import { capitals, customerOf } from './movement.ts'
import { deskRoles } from './roles.ts'

const unitTaken = problem('unit_taken', 409, {
  meaning: 'Another booking holds this place at that time',
  fix: 'The message names the other booking. Choose another place or time, or move the other one first.',
})
type BookingForm = Static<typeof Booking.schema>
const optional = Type.Partial(Type.Object(bookingFields)).properties
export const createBooking = operation({
  id: 'createFboBooking',
  method: 'POST',
  path: '/api/v1/fbo/bookings',
  summary: 'Book a hangar, tie-down or ramp spot',
  description:
    'Books a place. Two bookings of a place never overlap: the second is refused, and the response names the first.',
  scope: 'fbo.bookings:write',
  roles: deskRoles,
  stability: 'beta',
  creates: Booking,
  emits: bookingCreated,
  response: Booking.schema,
  body: Type.Object({ ...bookingCore, ...optional }),
  refusals: {
    fbo_bookings_overlap: ({ tx, principal, body }) => takenBy(tx, principal, { ...body, id: null }),
  },
  async handle({ tx, body, principal }) {
    checkTimes(body)
    await checkFits(tx, body)
    const bookingId = newId('fbb')
    const customer = body.customerId === undefined ? await customerFor(tx, body) : body.customerId
    const values = {
      ...toColumns(capitals(body)),
      tail_number: body.tailNumber.toUpperCase(),
      customer_id: customer,
      workspace_id: principal.workspace.uuid,
      id: bookingId,
    }
    await lockUnit(tx, body.unitId)
    await tx.run(db.insertInto('fbo_bookings').values(values))
    return Booking.get(tx, bookingId)
  },
})

export const updateBooking = operation({
  id: 'updateFboBooking',
  method: 'PATCH',
  path: '/api/v1/fbo/bookings/:id',
  summary: 'Update a booking, its place or its times',
  description:
    'Changes the fields that you send; the others keep their value. The place must be free for the new times, and the aircraft must fit.',
  scope: 'fbo.bookings:write',
  roles: deskRoles,
  stability: 'beta',
  on: Booking,
  move: bookingStates.edit,
  emits: bookingUpdated,
  response: Booking.schema,
  body: Type.Partial(Type.Object({ ...bookingCore, ...bookingFields })),
  refusals: {
    fbo_bookings_overlap: ({ tx, principal, body, record }) => takenBy(tx, principal, { ...record, ...body }),
  },
  async handle({ tx, body, record, move }) {
    if (record.checkedInAt && body.startsAt && Date.parse(body.startsAt) !== Date.parse(record.startsAt))
      throw bookingStates.refuse('This aircraft is checked in; only the end of its booking can be moved')
    const after = { ...record, ...body }
    checkTimes(after)
    await checkFits(tx, after)
    const columns = toColumns(capitals(body))
    if (Object.keys(columns).length > 0) {
      await lockUnit(tx, after.unitId)
      await move.make(columns)
    }
    return Booking.get(tx, record.id)
  },
})

export const advanceBooking = operation({
  id: 'advanceFboBooking',
  method: 'POST',
  path: '/api/v1/fbo/bookings/:id/advance',
  summary: 'Move a booking on: confirm, check in, check out, cancel, no show',
  description:
    'Checking in early begins the booking now, and is refused while somebody else stands there. Checking out early ends it now, and frees the place.',
  scope: 'fbo.bookings:write',
  roles: deskRoles,
  stability: 'beta',
  on: Booking,
  move: bookingStates.chosenBy('to', ['confirm', 'checkIn', 'checkOut', 'noShow', 'cancel']),
  emits: bookingUpdated,
  response: Booking.schema,
  body: Type.Object({
    to: oneOf(['confirmed', 'checked_in', 'checked_out', 'cancelled', 'no_show']),
    reason: Type.Optional(text(1, 1_000)),
  }),
  refusals: {
    // Only an early check-in begins sooner than what was booked.
    fbo_bookings_overlap: ({ tx, principal, record, now }) =>
      takenBy(tx, principal, { ...record, startsAt: now.toISOString() }),
  },
  async handle({ tx, body, record, now, move }) {
    if (body.to === 'checked_in' && now.getTime() >= Date.parse(record.endsAt))
      throw bookingStates.refuse('This booking has ended; make a new one for an aircraft that comes now')
    await lockUnit(tx, record.unitId)
    await move.make(columnsOfMove(body, record, now))
    return Booking.get(tx, record.id)
  },
})

function columnsOfMove(
  { to, reason }: { to: BookingStatus; reason?: string | undefined },
  record: BookingForm,
  now: Date,
) {
  const isEarly = now.getTime() < Date.parse(record.startsAt)
  const isBeforeEnd = now.getTime() < Date.parse(record.endsAt) && !isEarly
  return {
    ...(to === 'checked_in' ? { checked_in_at: now, ...(isEarly ? { starts_at: now } : {}) } : {}),
    // A place is never taken for no time at all: who leaves within the minute has stood there for one.
    ...(to === 'checked_out'
      ? {
          checked_out_at: now,
          ...(isBeforeEnd
            ? { ends_at: new Date(Math.max(now.getTime(), Date.parse(record.startsAt) + 60_000)) }
            : {}),
        }
      : {}),
    ...(reason !== undefined ? { cancel_reason: reason } : {}),
  } as {
    starts_at?: Date
    ends_at?: Date
    checked_in_at?: Date
    checked_out_at?: Date
    cancel_reason?: string
  }
}

const longestDays = 1_830

function checkTimes({ startsAt, endsAt }: { startsAt: string; endsAt: string }): void {
  const spanMs = Date.parse(endsAt) - Date.parse(startsAt)
  if (spanMs <= 0)
    throw invalidRequest('endsAt must lie after startsAt', {
      details: [{ field: 'endsAt', message: `must lie after ${startsAt}` }],
    })
  if (spanMs > longestDays * 86_400_000)
    throw invalidRequest('A booking lasts five years at most: check the years', {
      details: [{ field: 'endsAt', message: 'is more than five years after startsAt' }],
    })
}

const sizes = [
  ['wingspanFt', 'maxWingspanFt', 'wingspan'],
  ['lengthFt', 'maxLengthFt', 'length'],
  ['heightFt', 'maxHeightFt', 'height'],
] as const

type Sizes = Partial<Pick<BookingForm, 'wingspanFt' | 'lengthFt' | 'heightFt'>>

/** @throws Problem where the place is closed, or the aircraft is known not to fit. What is not known does not block. */
async function checkFits(tx: Tx, booking: Sizes & { unitId: string }): Promise<void> {
  const unit = await tx.first(sql<'unitSize'>`
    select name, status, max_wingspan_ft as "maxWingspanFt", max_length_ft as "maxLengthFt",
           max_height_ft as "maxHeightFt"
      from fbo_units where id = ${booking.unitId}`)
  if (!unit) return
  if (unit.status === 'closed')
    throw ruleBroken(`${unit.name} is closed and takes no bookings`, {
      details: [{ field: 'unitId', message: 'is closed' }],
    })
  const details: Detail[] = []
  for (const [field, limit, word] of sizes) {
    const [is, most] = [booking[field], unit[limit]]
    if (is != null && most !== null && is > most)
      details.push({
        field,
        message: `a ${word} of ${is} ft does not fit into ${unit.name}, which takes ${most} ft`,
      })
  }
  if (details[0])
    throw ruleBroken(`The aircraft does not fit: ${details.map((detail) => detail.message).join('; ')}`, {
      details,
    })
}

interface Placed {
  /** Null: it was not made. */
  id: string | null
  unitId: string
  startsAt: string
  endsAt: string
}

/** One after the other at one place: two inserts that overlap would otherwise wait for each other. */
async function lockUnit(tx: Tx, unitId: string): Promise<void> {
  await tx.run(sql`select id from fbo_units where id = ${unitId} for no key update`)
}

/** The refusal of a booking that overlaps another one, which it names. */
async function takenBy(
  tx: Tx,
  { workspace: { timezone } }: Principal,
  { id, unitId, startsAt, endsAt }: Placed,
): Promise<Problem> {
  const other = await tx.first(sql<'overlappingBooking'>`
    select b.id, u.name, b.tail_number as tail, b.status, b.starts_at as "startsAt", b.ends_at as "endsAt"
      from fbo_bookings b
      join fbo_units u on u.workspace_id = b.workspace_id and u.id = b.unit_id
     where b.unit_id = ${unitId}
       and b.id is distinct from ${id}
       and b.status in ('reserved', 'confirmed', 'checked_in', 'checked_out')
       and tstzrange(b.starts_at, b.ends_at) && tstzrange(${startsAt}::timestamptz, ${endsAt}::timestamptz)
     order by b.starts_at limit 1`)
  // It was moved away since.
  if (!other) return unitTaken()
  const at = (instant: Date) => localTime(instant, timezone)
  const taken = `${other.name} is taken by ${other.tail} from ${at(other.startsAt)} to ${at(other.endsAt)} (${timezone}; ${other.status}, ${other.id})`
  return unitTaken(`${taken}. Choose another place or time`, {
    details: [{ field: 'startsAt', message: taken }],
  })
}

async function customerFor(
  tx: Tx,
  { movementId, tailNumber }: { movementId?: string | null; tailNumber: string },
): Promise<string | null> {
  const movement = movementId
    ? await tx.first(
        sql<'bookedMovementCustomer'>`select customer_id from fbo_movements where id = ${movementId}`,
      )
    : undefined
  return movement?.customer_id ?? customerOf(tx, tailNumber)
}
