import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const keyStates = states('api_key.status', { active: 'green', expired: 'neutral', revoked: 'neutral' })
export const secretStates = states('getKeyRotation.secrets.status', {
  current: 'green',
  previous: 'amber',
  ended: 'neutral',
})

export default faces({ api_key: { states: keyStates } })
