import { labelOf } from '#api/label.ts'
import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const personStates = states('crew_member.status', { active: 'green', inactive: 'neutral' })

export default faces({
  crew_member: {
    states: personStates,
    facts: (person) => [
      ['Functions', person.functions.map((name) => labelOf('crew_member.functions', name)).join(', ')],
      ['Base', person.baseAirport],
      ['Email', person.email],
      ['Phone', person.phone],
    ],
  },
})
