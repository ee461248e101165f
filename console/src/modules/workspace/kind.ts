import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const invitationStates = states({
  pending: 'info',
  accepted: 'green',
  revoked: 'neutral',
  expired: 'neutral',
})
export const memberStates = states({ active: 'green', removed: 'neutral' })

export default faces({ invitation: { states: invitationStates }, member: { states: memberStates } })
