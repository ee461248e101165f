import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const keyStates = states({ active: 'green', expired: 'neutral', revoked: 'neutral' })
export const secretStates = states({ current: 'green', previous: 'amber', ended: 'neutral' })

export default faces({ api_key: { states: keyStates } })
