import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatInstant, formatMinutes } from '#ui/time.ts'

export const flightStates = states('flight.status', {
  draft: 'neutral',
  submitted: 'info',
  approved: 'green',
  rejected: 'amber',
})

export default faces({
  flight: {
    states: flightStates,
    title: ({ aircraftRegistration, fromAirport, toAirport }) =>
      fromAirport ? `${aircraftRegistration} ${fromAirport}–${toAirport}` : aircraftRegistration,
    facts: (flight) => [
      ['Off block', formatInstant(flight.offBlockAt, 'utc')],
      ['Crew', flight.crew.map((member) => member.displayName).join(', ')],
      ['Block', flight.blockMinutes === null ? null : formatMinutes(flight.blockMinutes)],
      ['Project', flight.projectName],
    ],
  },
})
