import { faces } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'

export const projectStates = states('project.status', { idle: 'neutral', active: 'green' })
export const deploymentStates = states('deployment.status', {
  queued: 'neutral',
  positioning: 'info',
  running: 'info',
  completed: 'green',
  aborted: 'neutral',
  failed: 'red',
  superseded: 'neutral',
})

export default faces({
  project: {
    states: projectStates,
    facts: (project) => [
      ['Customer', project.customer],
      ['Starts', project.startsOn && formatDate(project.startsOn)],
      ['Ends', project.endsOn && formatDate(project.endsOn)],
    ],
  },
  service: { states: projectStates },
  deployment: { states: deploymentStates },
})
