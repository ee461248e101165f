import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'

export const mailStates = states('mail.status', {
  queued: 'neutral',
  sent: 'green',
  held: 'amber',
  failed: 'red',
})
export const backupStates = states('Backup.status', {
  running: 'info',
  completed: 'green',
  failed: 'red',
})

export default faces({ mail: { states: mailStates } })
