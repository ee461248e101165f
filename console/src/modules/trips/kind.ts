import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatInstant } from '#ui/time.ts'

export const tripStates = states('trip.status', {
  draft: 'neutral',
  quoted: 'neutral',
  requested: 'amber',
  confirmed: 'info',
  scheduled: 'info',
  released: 'green',
  filed: 'green',
  dispatched: 'green',
  active: 'green',
  close_out: 'amber',
  completed: 'neutral',
  cancelled: 'neutral',
})
export const requestStates = states('trip_request.status', {
  created: 'amber',
  quoted: 'info',
  accepted: 'green',
  declined: 'neutral',
  expired: 'neutral',
})
export const riskBands = states('frat_assessment.band', { green: 'green', yellow: 'amber', red: 'red' })

export default faces({
  trip: {
    states: tripStates,
    facts: (trip) => [
      ['Starts', formatInstant(trip.startsAt, 'utc')],
      ['Ends', formatInstant(trip.endsAt, 'utc')],
      ['Customer', trip.customerName],
    ],
  },
  trip_request: {
    states: requestStates,
    facts: (request) => [
      ['From', request.from],
      ['To', request.to],
      ['Wanted', formatInstant(request.wantedAt, 'utc')],
    ],
  },
})
