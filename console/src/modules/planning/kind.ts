import { faces, inLine } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatInstant } from '#ui/time.ts'

export const sessionStates = states('planning_session.status', {
  requested: 'amber',
  confirmed: 'info',
  declined: 'neutral',
  standby: 'neutral',
  expired: 'neutral',
  checked_out: 'green',
  checked_in: 'green',
  completed: 'neutral',
  cancelled: 'neutral',
  no_show: 'amber',
})
export const resourceStates = states('planning_resource.status', { active: 'neutral', closed: 'amber' })

export const replanStates = states('planning_replan.status', { open: 'amber', applied: 'green' })

export const timeOffStates = states('time_off.status', {
  requested: 'amber',
  approved: 'green',
  declined: 'neutral',
  cancelled: 'neutral',
})

export default faces({
  time_off: {
    states: timeOffStates,
    facts: (timeOff) => [
      ['Starts', formatInstant(timeOff.startsAt, 'utc')],
      ['Ends', formatInstant(timeOff.endsAt, 'utc')],
    ],
  },
  planning_session: {
    states: sessionStates,
    title: (session) =>
      inLine(session.resourceName ?? session.standby?.typeDesignator ?? null, session.title),
    facts: (session) => [
      ['Starts', formatInstant(session.startsAt, 'utc')],
      ['Ends', formatInstant(session.endsAt, 'utc')],
      ['Instructor', session.instructorName],
      ['With', session.participants.map(({ displayName }) => displayName).join(', ')],
    ],
  },
  planning_resource: { states: resourceStates },
  planning_replan: { states: replanStates },
})
