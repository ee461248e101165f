import { eventType } from '#platform/kernel/event-type.ts'
import { PublicFlight } from './public-flight.ts'

const flightEvent = (type: `flight.${string}`, when: string, stability: 'stable' | 'beta' = 'beta') =>
  eventType(type, {
    stability,
    when,
    subject: 'flight',
    data: PublicFlight.schema,
    scope: 'flights:read',
    publicScope: 'public.flights:read',
  })

export const flightDeleted = flightEvent(
  'flight.deleted',
  'a draft of a flight is deleted; `data` is the draft as it was',
)
export const flightSubmitted = flightEvent('flight.submitted', 'a flight is submitted for approval', 'stable')
export const flightApproved = flightEvent(
  'flight.approved',
  'a flight is approved and posted; a reversal is approved at once and names the flight in `reversesFlightId`',
  'stable',
)
export const flightRejected = flightEvent('flight.rejected', 'a flight submission is rejected')
export const flightReopened = flightEvent('flight.reopened', 'a rejected flight becomes a draft again')
export const flightReversed = flightEvent(
  'flight.reversed',
  'an approved flight is taken back; `reversedByFlightId` names the reversal',
)
export const warningsAcknowledged = flightEvent(
  'flight.warnings_acknowledged',
  'an approver says that they saw what was wrong with an imported flight as it was flown',
)
