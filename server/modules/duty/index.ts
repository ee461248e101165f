import { defineModule } from '#platform/kernel/module.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { operationsRoles } from '#server/roles.ts'
import * as dutyCheck from './duty-check.ts'
import * as dutyImport from './duty-import.ts'
import * as dutyPeriod from './duty-period.ts'
import * as dutyPolicy from './duty-policy.ts'
import * as examples from './examples.ts'
import * as limitNotice from './limit-notice.ts'
import { dutyExceeded } from './limit-notice.ts'
import * as sessionCheck from './session-check.ts'
import * as standing from './standing.ts'

export { type DutyJudgement, dutyFinding, judgeDuty, legOf } from './duty-check.ts'
export { type PlannedFlying, plannedFlying } from './duty-record.ts'

export const duty = defineModule({
  name: 'duty',
  title: 'Duty',
  summary: 'Duty, rest and flying for others, and what the limits still allow.',
  parts: [
    dutyPeriod,
    dutyPolicy,
    standing,
    dutyCheck,
    sessionCheck,
    limitNotice,
    dutyImport,
    examples,
    notificationDefault({
      key: 'duty_exceeded',
      name: 'Limits of flying and duty that were exceeded',
      event: dutyExceeded,
      severity: 'high',
      roles: ['account_owner', 'admin', ...operationsRoles],
    }),
  ],
})
