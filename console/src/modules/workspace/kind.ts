import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const invitationStates = states('invitation.status', {
  pending: 'info',
  accepted: 'green',
  revoked: 'neutral',
  expired: 'neutral',
})
export const memberStates = states('member.status', { active: 'green', removed: 'neutral' })

export default faces({ invitation: { states: invitationStates }, member: { states: memberStates } })
