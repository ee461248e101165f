import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const importStates = states('import.status', {
  analyzing: 'info',
  ready: 'info',
  running: 'info',
  completed: 'green',
  failed: 'red',
  cancelled: 'neutral',
})

export default faces({ import: { states: importStates } })
