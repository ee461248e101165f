import { eventType } from '#platform/kernel/event-type.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { riskRoles } from '#server/roles.ts'
import { Hazard, HazardData } from './hazard.ts'

const hazardStates = stateMachine({
  of: Hazard,
  moves: {
    monitor: { from: ['open'], to: 'monitored' },
    close: { from: ['open', 'monitored'], to: 'closed' },
    reopen: { from: ['monitored', 'closed'], to: 'open' },
  },
  refusal: { code: 'hazard_state', fix: 'Read the hazard again. The message names its state.' },
})

const hazardClosed = eventType('hazard.closed', {
  stability: 'beta',
  when: 'a hazard is closed in the risk register',
  subject: 'hazard',
  data: HazardData,
  scope: 'safety:read',
})

const hazardReopened = eventType('hazard.reopened', {
  stability: 'beta',
  when: 'a closed hazard is opened again',
  subject: 'hazard',
  data: HazardData,
  scope: 'safety:read',
})

const common = { method: 'POST', scope: 'safety:write', roles: riskRoles, on: Hazard } as const
const why = Type.Object({ reason: text(3, 2_000, 'Why.') })

export const monitorHazard = operation({
  ...common,
  id: 'monitorHazard',
  path: '/api/v1/safety/hazards/:id/monitor',
  summary: 'Monitor a hazard',
  description: 'Marks the hazard as monitored, because its controls are in place.',
  move: hazardStates.monitor,
  audits: 'hazard.monitored',
  response: Hazard.schema,
  async handle({ tx, record, move }) {
    await move.make({ closed_reason: null })
    return Hazard.get(tx, record.id)
  },
})

export const closeHazard = operation({
  ...common,
  id: 'closeHazard',
  path: '/api/v1/safety/hazards/:id/close',
  summary: 'Close a hazard',
  description: 'Closes a hazard that no longer exists. A hazard with an intolerable risk cannot be closed.',
  move: hazardStates.close,
  emits: hazardClosed,
  body: why,
  response: Hazard.schema,
  async handle({ tx, body, record, move }) {
    const latest = record.residual ?? record.initial
    if (latest?.tolerability === 'intolerable')
      throw ruleBroken(
        `The risk stands at ${latest.icaoCell}, which is intolerable. Reduce the risk and assess it again before you close the hazard`,
      )
    await move.make({ closed_reason: body.reason })
    return Hazard.get(tx, record.id)
  },
})

export const reopenHazard = operation({
  ...common,
  id: 'reopenHazard',
  path: '/api/v1/safety/hazards/:id/reopen',
  summary: 'Reopen a hazard',
  description: 'Returns a closed hazard to the open part of the risk register.',
  move: hazardStates.reopen,
  emits: hazardReopened,
  body: why,
  response: Hazard.schema,
  async handle({ tx, record, move }) {
    await move.make({ closed_reason: null })
    return Hazard.get(tx, record.id)
  },
})
