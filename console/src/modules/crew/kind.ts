import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { sentence } from '../../strings.ts'

export const personStates = states({ active: 'green', inactive: 'neutral' })

export default faces({
  crew_member: {
    states: personStates,
    facts: (person) => [
      ['Functions', person.functions.map(sentence).join(', ')],
      ['Base', person.baseAirport],
      ['Email', person.email],
      ['Phone', person.phone],
    ],
  },
})
