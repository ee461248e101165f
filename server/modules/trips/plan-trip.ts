import { refuseBlocked } from '#modules/planning/index.ts'
import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'
import { Trip } from './trip.ts'
import { findingsOnTrip } from './trip-check.ts'
import { tripCancelled, tripConfirmed, tripReopened } from './trip-event.ts'
import { isNote, requireComplete } from './trip-form.ts'
import { tripStates } from './trip-state.ts'
import { freeTrip, holdTrip } from './write-trip.ts'

const act = { scope: 'trips:write', roles: operationsRoles, stability: 'beta', on: Trip } as const

export const confirmTrip = operation({
  ...act,
  id: 'confirmTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/confirm',
  summary: 'Confirm a trip',
  description:
    'Every leg needs its aircraft, times and airports. The trip holds its aircraft and crew from then on; if something else holds one of them, or a rule forbids one, the trip is refused.',
  move: tripStates.confirm,
  emits: tripConfirmed,
  response: Trip.schema,
  async handle({ tx, record, principal, services, now, move }) {
    const legs = requireComplete(record)
    await holdTrip(tx, principal, record)
    refuseBlocked(await findingsOnTrip(tx, record, legs, 'book', { principal, services, now }))
    await move.make()
    return Trip.get(tx, record.id)
  },
})

export const scheduleTrip = operation({
  ...act,
  id: 'scheduleTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/schedule',
  summary: 'Schedule a trip',
  description: 'Marks the trip as planned. It then waits for its release.',
  move: tripStates.schedule,
  audits: 'trip.scheduled',
  response: Trip.schema,
  async handle({ tx, record, move }) {
    await move.make()
    return Trip.get(tx, record.id)
  },
})

export const quoteTrip = operation({
  ...act,
  id: 'quoteTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/quote',
  summary: 'Quote a trip',
  description: 'Records that the customer has a quote. The trip holds nothing yet.',
  move: tripStates.quote,
  audits: 'trip.quoted',
  response: Trip.schema,
  async handle({ tx, record, move }) {
    if (isNote(record) && record.type !== 'estimate')
      throw ruleBroken('A note has no customer to quote: change the type of the trip first')
    await move.make()
    return Trip.get(tx, record.id)
  },
})

export const requestTrip = operation({
  ...act,
  id: 'requestTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/request',
  summary: 'Request a trip',
  description:
    'Records a request for the trip. Members who plan the flying confirm it. The trip holds nothing yet.',
  move: tripStates.request,
  audits: 'trip.requested',
  response: Trip.schema,
  async handle({ tx, record, move }) {
    await move.make()
    return Trip.get(tx, record.id)
  },
})

export const fileTrip = operation({
  ...act,
  id: 'fileTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/file',
  summary: 'File a trip',
  description: 'Records that the flight plans of a released trip are filed.',
  move: tripStates.file,
  audits: 'trip.filed',
  response: Trip.schema,
  async handle({ tx, record, move }) {
    await move.make()
    return Trip.get(tx, record.id)
  },
})

export const cancelTrip = operation({
  ...act,
  id: 'cancelTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/cancel',
  summary: 'Cancel a trip',
  description: 'Frees the aircraft and crew of the trip, and voids its release.',
  move: tripStates.cancel,
  emits: tripCancelled,
  response: Trip.schema,
  body: Type.Object({ reason: text(1, 1_000) }),
  async handle({ tx, body, record, now, move }) {
    await freeTrip(tx, record)
    await tx.run(sql`
      update trip_releases set voided_at = ${now}, void_reason = ${`Cancelled: ${body.reason}`}
       where trip_id = ${record.id} and voided_at is null`)
    await move.make({ cancel_reason: body.reason })
    return Trip.get(tx, record.id)
  },
})

export const reopenTrip = operation({
  ...act,
  id: 'reopenTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/reopen',
  summary: 'Reopen a cancelled trip',
  description: 'The trip becomes a draft again, and holds nothing.',
  move: tripStates.reopen,
  emits: tripReopened,
  response: Trip.schema,
  async handle({ tx, record, move }) {
    await move.make({ cancel_reason: null })
    return Trip.get(tx, record.id)
  },
})
