import { meterMoved } from '#modules/fleet/index.ts'
import { defineModule } from '#platform/kernel/module.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import { maintenanceRoles } from '#server/roles.ts'
import * as asFlown from './as-flown.ts'
import * as assess from './assess.ts'
import { assessAircraft, maintenanceAlert } from './assess.ts'
import * as byCalendar from './by-calendar.ts'
import * as completeItem from './complete-item.ts'
import * as completion from './completion.ts'
import * as editItem from './edit-item.ts'
import * as examples from './examples.ts'
import * as listItems from './list-items.ts'
import * as planCheck from './plan-check.ts'
import * as preset from './preset.ts'

// Used by the demonstration to write its history.
export { assessAircraft } from './assess.ts'
export { insertItem } from './edit-item.ts'
export { type Limit, limitAfter, ruleLimit } from './limit.ts'
export { presetLimits } from './preset.ts'

export const maintenance = defineModule({
  name: 'maintenance',
  title: 'Maintenance',
  summary: 'Recurring maintenance, what is due, and what was done.',
  parts: [
    listItems,
    editItem,
    completeItem,
    completion,
    preset,
    assess,
    byCalendar,
    asFlown,
    planCheck,
    meterMoved(assessAircraft),
    notificationDefault({
      key: 'maintenance_overdue',
      name: 'Maintenance overdue',
      event: maintenanceAlert,
      severity: 'high',
      roles: ['account_owner', 'admin', 'director_of_operations', 'chief_pilot', ...maintenanceRoles],
      filters: { where: [{ field: 'stateAfter', op: 'eq', value: 'overdue' }] },
    }),
    examples,
    scopeSentences({
      'maintenance:read': 'Read maintenance items, when each is due, and the history of completions.',
      'maintenance:write':
        'Create, update, retire and delete maintenance items, add common inspections, and complete items, which moves their due dates.',
    }),
  ],
})
