import { meterMoved } from '#modules/fleet/index.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { defineModule } from '#platform/kernel/operation.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { assessAircraft, maintenanceAlert } from './assess.ts'
import { assessByCalendar } from './by-calendar.ts'
import { completeItem } from './complete-item.ts'
import { listHistory } from './completion.ts'
import { createItem, deleteItem, updateItem } from './edit-item.ts'
import { getItem, listDue, listItems } from './list-items.ts'
import { addPresets, listPresets } from './preset.ts'

// Used by the demonstration to write its history.
export { assessAircraft } from './assess.ts'
export { insertItem } from './edit-item.ts'
export { type Limit, limitAfter, ruleLimit } from './limit.ts'
export { presetLimits } from './preset.ts'

export const maintenance = defineModule({
  name: 'maintenance',
  title: 'Maintenance',
  operations: [
    listDue,
    listItems,
    createItem,
    getItem,
    updateItem,
    deleteItem,
    completeItem,
    listHistory,
    listPresets,
    addPresets,
  ],
  events: [maintenanceAlert],
  periodic: [assessByCalendar],
  extensions: [
    meterMoved(assessAircraft),
    notificationDefault({
      key: 'maintenance_overdue',
      name: 'Maintenance overdue',
      event: maintenanceAlert,
      severity: 'high',
      roles: ['account_owner', 'admin', 'director_of_operations', 'chief_pilot', ...maintenanceRoles],
      filters: { where: [{ field: 'stateAfter', op: 'eq', value: 'overdue' }] },
    }),
  ],
})
