import { db, sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { operationsRoles } from '#server/roles.ts'
import { insertTrip } from './create-trip.ts'
import { tripReaders } from './trip-role.ts'

const status = oneOf(['created', 'quoted', 'accepted', 'declined', 'expired'])
const fields = {
  from: text(2, 200, 'Where from: an airport or a place.'),
  to: text(2, 200, 'Where to.'),
  wantedAt: instant(),
  passengerCount: integer(0, 900),
  contact: text(1, 500, 'Who asks, and how to reach them.'),
}
const currency = Type.String({ pattern: '^[A-Z]{3}$', 'x-hint': 'an ISO 4217 code such as USD' })

/** Somebody asks for a trip. */
export const TripRequest = resource({
  name: 'trip_request',
  prefix: 'trq',
  title: { one: 'trip request', many: 'trip requests' },
  page: '/trips/requests',
  alsoChanges: ['trip'],
  table: 'trip_requests',
  label: 'contact',
  schema: Type.Object({
    id: id('trq'),
    ...fields,
    notes: nullable(text(1, 5_000)),
    status,
    quoteMinor: nullable(Type.Integer({ description: 'In the smallest unit of the currency.' })),
    currency: nullable(currency),
    validUntil: nullable(instant()),
    tripId: nullable(id('trp')),
    tripNumber: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'left join trips p on p.workspace_id = t.workspace_id and p.id = t.trip_id',
  expressions: { from: 't.from_place', to: 't.to_place', tripNumber: 'p.number' },
})

const requestStates = stateMachine({
  of: TripRequest,
  moves: {
    quote: { from: ['created', 'quoted'], to: 'quoted' },
    accept: { from: ['created', 'quoted'], to: 'accepted' },
    decline: { from: ['created', 'quoted'], to: 'declined', isMinor: true },
    expire: { from: ['quoted'], to: 'expired', isAutomatic: true },
  },
  refusal: { code: 'trip_request_state', fix: 'Read the request again; the message names its state.' },
})

const read = {
  scope: 'trips:read',
  roles: tripReaders,
  stability: 'beta',
  response: TripRequest.schema,
} as const
const write = {
  scope: 'trips:write',
  roles: operationsRoles,
  stability: 'beta',
  response: TripRequest.schema,
} as const
const path = '/api/v1/ops/trip-requests'

export const listTripRequests = operation({
  ...read,
  id: 'listTripRequests',
  method: 'GET',
  path,
  summary: 'List trip requests',
  description: 'Customer requests, with their quotes and the trips that were created from them.',
  list: list({
    of: TripRequest,
    defaultSort: '-wantedAt',
    sorts: { wantedAt: { sql: 't.wanted_at', type: 'timestamptz' } },
    filters: { status: { schema: status, sql: (value) => `t.status = ${value}` } },
  }),
})

export const getTripRequest = operation({
  ...read,
  id: 'getTripRequest',
  method: 'GET',
  path: `${path}/:id`,
  summary: 'Get a trip request',
  description: 'Returns a request with its quote and its trip.',
  on: TripRequest,
})

export const createTripRequest = operation({
  ...write,
  id: 'createTripRequest',
  method: 'POST',
  path,
  summary: 'Create a trip request',
  description: 'Records what a customer asks for.',
  creates: TripRequest,
  audits: 'trip_request.created',
  body: Type.Object({ ...fields, notes: Type.Optional(nullable(text(1, 5_000))) }),
  async handle({ tx, body, principal }) {
    const requestId = newId('trq')
    await tx.run(
      db.insertInto('trip_requests').values({
        workspace_id: principal.workspace.uuid,
        id: requestId,
        from_place: body.from,
        to_place: body.to,
        wanted_at: body.wantedAt,
        passenger_count: body.passengerCount,
        contact: body.contact,
        notes: body.notes ?? null,
      }),
    )
    return TripRequest.get(tx, requestId)
  },
})

export const quoteTripRequest = operation({
  ...write,
  id: 'quoteTripRequest',
  method: 'POST',
  path: `${path}/:id/quote`,
  summary: 'Quote a trip request',
  description:
    'Sets the price and the day until which it is valid. After that day the request expires. It can be quoted again.',
  on: TripRequest,
  move: requestStates.quote,
  audits: 'trip_request.quoted',
  body: Type.Object({
    quoteMinor: integer(0, 1_000_000_000_000, 'In the smallest unit of the currency.'),
    currency,
    validUntil: instant(),
  }),
  async handle({ tx, body, record, now, move }) {
    if (Date.parse(body.validUntil) <= now.getTime())
      throw ruleBroken('A quote is good until some time that is still to come', {
        details: [{ field: 'validUntil', message: 'is over' }],
      })
    await move.make({
      quote_minor: body.quoteMinor,
      currency: body.currency,
      valid_until: body.validUntil,
    })
    return TripRequest.get(tx, record.id)
  },
})

export const acceptTripRequest = operation({
  ...write,
  id: 'acceptTripRequest',
  method: 'POST',
  path: `${path}/:id/accept`,
  summary: 'Accept a trip request',
  description: 'Creates a draft trip, whose ID is in `tripId`.',
  on: TripRequest,
  move: requestStates.accept,
  audits: 'trip_request.accepted',
  async handle({ tx, record, principal, now, emit, move }) {
    const isPast = record.validUntil !== null && Date.parse(record.validUntil) <= now.getTime()
    if (isPast)
      throw ruleBroken('The quote is no longer good. Quote the request again', {
        details: [{ field: 'validUntil', message: `was ${record.validUntil}` }],
      })
    const trip = await insertTrip(
      tx,
      principal,
      {
        type: 'charter',
        customerName: record.contact.slice(0, 200),
        notes: [`${record.from} – ${record.to}, wanted at ${record.wantedAt}`, record.notes ?? '']
          .filter(Boolean)
          .join('\n')
          .slice(0, 5_000),
        legs: [{ plannedOffBlockAt: record.wantedAt, passengerCount: record.passengerCount }],
      },
      now,
    )
    emit({
      type: 'trip.created',
      subject: { type: 'trip', id: trip.id, label: trip.number, projectId: null },
    })
    await move.make({ trip_id: trip.id })
    return TripRequest.get(tx, record.id)
  },
})

export const declineTripRequest = operation({
  ...write,
  id: 'declineTripRequest',
  method: 'POST',
  path: `${path}/:id/decline`,
  summary: 'Decline a trip request',
  description: 'Records that the customer or the operator declined it.',
  on: TripRequest,
  move: requestStates.decline,
  audits: 'trip_request.declined',
  async handle({ tx, record, move }) {
    await move.make()
    return TripRequest.get(tx, record.id)
  },
})

/** A quote that is over does not bind. */
export const expireTripRequests = sweep({
  name: 'trips.expire_requests',
  everyMs: 5 * 60_000,
  actor: 'Trip requests',
  table: 'trip_requests',
  due: ({ now }) => sql`t.status = 'quoted' and t.valid_until <= ${now}`,
  async judge(tx, { id: requestId }) {
    const before = await TripRequest.get(tx, requestId)
    await requestStates.expire.apply(tx, before)
    const after = await TripRequest.get(tx, requestId)
    return [
      {
        type: 'trip_request.expired',
        subject: { type: TripRequest.name, id: requestId, label: before.contact },
        changes: requestStates.changes(before, after),
      },
    ]
  },
})
