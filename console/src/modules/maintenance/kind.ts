import { faces, inLine } from '#ui/face.ts'
import { states } from '#ui/StatusBadge.tsx'
import { formatDate } from '#ui/time.ts'

export const squawkStates = states('squawk.status', {
  open: 'amber',
  in_progress: 'info',
  deferred: 'amber',
  resolved: 'green',
  duplicate: 'neutral',
})
export const deferralStates = states('deferral.status', {
  active: 'amber',
  extended: 'amber',
  expired: 'red',
  cleared: 'green',
})
export const orderStates = states('work_order.status', {
  draft: 'neutral',
  open: 'info',
  in_progress: 'info',
  awaiting_parts: 'amber',
  pending_approval: 'amber',
  completed: 'green',
  verified: 'green',
  cancelled: 'neutral',
})
export const decisionStates = states('directive_applicability.status', {
  open: 'red',
  complied: 'green',
  recurring: 'info',
  not_applicable: 'neutral',
})
export const fleetStates = states('fleet_status.standing', {
  airworthy: 'green',
  in_service: 'green',
  due_soon: 'amber',
  grounded: 'red',
})

export default faces({
  maintenance_item: {
    title: (item) => `${item.aircraftRegistration} ${item.title}`,
    facts: (item) => [['Reference', item.reference]],
  },
  squawk: {
    states: squawkStates,
    title: (squawk) => inLine(squawk.aircraftRegistration, squawk.title),
    facts: (squawk) => [
      ['Number', squawk.number],
      ['Found', formatDate(squawk.foundOn)],
    ],
  },
  deferral: {
    states: deferralStates,
    title: (deferral) => inLine(deferral.aircraftRegistration, deferral.squawkTitle),
    facts: (deferral) => [['Last day', deferral.expiresOn ? formatDate(deferral.expiresOn) : null]],
  },
  work_order: {
    states: orderStates,
    title: (order) => inLine(order.aircraftRegistration, order.title),
    facts: (order) => [['Number', order.number]],
  },
  directive: {
    title: (directive) => `${directive.authority} ${directive.number}`,
    facts: (directive) => [
      ['Title', directive.title],
      ['Effective', formatDate(directive.effectiveOn)],
    ],
  },
  component: {
    title: (component) => inLine(component.partNumber, component.serialNumber),
    facts: (component) => [['Installed on', component.installation?.aircraftRegistration ?? null]],
  },
})
