import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const exportStates = states('workspace_export.status', {
  running: 'info',
  completed: 'green',
  failed: 'red',
})

export default faces({ workspace_export: { states: exportStates } })
