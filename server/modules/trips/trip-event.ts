import type { Emission } from '#platform/kernel/emission.ts'
import { type EventType, eventType } from '#platform/kernel/event-type.ts'
import { fieldsOf, Type } from '#platform/kernel/schema.ts'
import { Trip, type TripForm } from './trip.ts'
import { tripReaders } from './trip-role.ts'

// Without passengers, customers and notes: they concern those who plan the trip.
const data = Type.Object(
  fieldsOf(
    Trip.schema,
    'id',
    'number',
    'type',
    'operation',
    'status',
    'projectId',
    'legs',
    'startsAt',
    'endsAt',
    'releaseId',
    'updatedAt',
    'version',
  ),
)
const tripEvent = (type: `trip.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'trip',
    data,
    scope: 'trips:read',
    readers: tripReaders,
  })

export const tripConfirmed = tripEvent(
  'trip.confirmed',
  'a trip is confirmed; it holds its aircraft and crew from then on',
)
export const tripReleased = tripEvent('trip.released', 'a dispatcher releases a trip')
export const tripReleaseVoided = tripEvent(
  'trip.release_voided',
  'a released trip gets another aircraft, crew, time or airport, and has to be released once more',
)
export const tripDispatched = tripEvent(
  'trip.dispatched',
  'the dispatcher and the pilot in command have authorized a trip',
)
export const tripCompleted = tripEvent('trip.completed', 'a trip is closed')
export const tripCancelled = tripEvent('trip.cancelled', 'a trip is cancelled')
export const tripReopened = tripEvent('trip.reopened', 'a cancelled trip becomes a draft again')

/** An event about a trip that the operation itself does not name. */
export function tripEmission(type: EventType, trip: TripForm): Emission {
  return {
    type,
    subject: { type: Trip.name, id: trip.id, label: trip.number, projectId: trip.projectId },
    data: trip,
  }
}
