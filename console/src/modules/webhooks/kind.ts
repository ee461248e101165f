import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const deliveryStates = states('webhook_delivery.status', {
  pending: 'info',
  retrying: 'amber',
  delivered: 'green',
  dead: 'red',
  cancelled: 'neutral',
})

export default faces({ webhook_delivery: { states: deliveryStates } })
