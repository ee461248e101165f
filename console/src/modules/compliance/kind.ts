import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'

// An expired or missing record grounds a person, so here, unlike elsewhere, it is red.
export const standingStates = states('compliance_record.status', {
  compliant: 'green',
  expiring: 'amber',
  expired: 'red',
  missing: 'red',
})
export const requirementStates = states('compliance_requirement.status', {
  active: 'green',
  retired: 'neutral',
})

export const minimumStates = states('compliance_minimum.status', { active: 'green', retired: 'neutral' })

// Inactive people are looked up by name.
export const recordListQuery = { person_status: 'active' }

export default faces({
  compliance_record: {
    states: standingStates,
    listQuery: recordListQuery,
    facts: (record) => [
      ['Person', record.personName],
      ['Expires', record.expiresOn && formatDate(record.expiresOn)],
    ],
  },
  compliance_requirement: { states: requirementStates },
  compliance_minimum: { states: minimumStates },
})
