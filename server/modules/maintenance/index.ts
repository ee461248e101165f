import { aircraftWarning, meterMoved } from '#modules/fleet/index.ts'
import { defineModule } from '#platform/kernel/module.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { legalMinimum } from '#platform/kernel/retained.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import { maintenanceRoles, operationsRoles } from '#server/roles.ts'
import * as asFlown from './as-flown.ts'
import * as assess from './assess.ts'
import { assessAircraft, maintenanceAlert } from './assess.ts'
import * as bookingRisk from './booking-risk.ts'
import * as byCalendar from './by-calendar.ts'
import * as completeItem from './complete-item.ts'
import * as completion from './completion.ts'
import * as component from './component/component.ts'
import * as componentTimes from './component/component-times.ts'
import * as componentWork from './component/component-work.ts'
import * as installComponent from './component/install-component.ts'
import * as installation from './component/installation.ts'
import * as removeComponent from './component/remove-component.ts'
import * as deferSquawk from './deferral/defer-squawk.ts'
import * as deferral from './deferral/deferral.ts'
import * as extendDeferral from './deferral/extend-deferral.ts'
import * as judgeDeferral from './deferral/judge-deferral.ts'
import * as obeyDeferral from './deferral/obey-deferral.ts'
import * as applicability from './directive/applicability.ts'
import * as directive from './directive/directive.ts'
import * as editItem from './edit-item.ts'
import * as examples from './examples.ts'
import * as airworthiness from './fleet/airworthiness.ts'
import * as fleetStatus from './fleet/fleet-status.ts'
import * as recordPack from './fleet/record-pack.ts'
import { recordsToHandOver } from './fleet/record-pack.ts'
import * as recordPaper from './fleet/record-paper.ts'
import * as listItems from './list-items.ts'
import * as completeOrder from './order/complete-order.ts'
import * as line from './order/line.ts'
import * as moveOrder from './order/move-order.ts'
import * as orderFromDue from './order/order-from-due.ts'
import * as overdueOrder from './order/overdue-order.ts'
import * as task from './order/task.ts'
import * as verifyOrder from './order/verify-order.ts'
import * as workOrder from './order/work-order.ts'
import * as writeOrder from './order/write-order.ts'
import * as paperFile from './paper-file.ts'
import * as planCheck from './plan-check.ts'
import * as preset from './preset.ts'
import * as signature from './signature/signature.ts'
import * as grounding from './squawk/grounding.ts'
import { aircraftGrounded } from './squawk/grounding.ts'
import * as groundingCheck from './squawk/grounding-check.ts'
import * as moveSquawk from './squawk/move-squawk.ts'
import * as reportSquawk from './squawk/report-squawk.ts'
import * as resolveSquawk from './squawk/resolve-squawk.ts'
import * as seenSquawks from './squawk/seen-squawks.ts'
import * as similarSquawk from './squawk/similar-squawk.ts'
import * as squawk from './squawk/squawk.ts'
import * as squawkFile from './squawk/squawk-file.ts'
import * as squawkImport from './squawk/squawk-import.ts'

// Used by the demonstration to write its history.
export { assessAircraft } from './assess.ts'
export { insertItem } from './edit-item.ts'
export { standingLines } from './fleet/airworthiness.ts'
export { type Limit, limitAfter, ruleLimit } from './limit.ts'
export { PublicWorkOrder } from './order/public-order.ts'
export { orderStatuses } from './order/work-order.ts'
export { presetLimits } from './preset.ts'
export { meterText } from './words.ts'

export const maintenance = defineModule({
  name: 'maintenance',
  title: 'Maintenance',
  summary: 'What is wrong with aircraft, recurring maintenance, what is due, and what was done.',
  parts: [
    listItems,
    editItem,
    completeItem,
    completion,
    preset,
    fleetStatus,
    airworthiness,
    recordPaper,
    recordPack,
    aircraftWarning(recordsToHandOver),
    squawk,
    reportSquawk,
    moveSquawk,
    resolveSquawk,
    seenSquawks,
    similarSquawk,
    groundingCheck,
    squawkFile,
    squawkImport,
    deferSquawk,
    deferral,
    extendDeferral,
    judgeDeferral,
    obeyDeferral,
    workOrder,
    writeOrder,
    orderFromDue,
    moveOrder,
    completeOrder,
    verifyOrder,
    task,
    line,
    overdueOrder,
    component,
    installation,
    installComponent,
    removeComponent,
    componentTimes,
    componentWork,
    directive,
    applicability,
    signature,
    paperFile,
    grounding,
    assess,
    byCalendar,
    asFlown,
    planCheck,
    bookingRisk,
    meterMoved(assessAircraft),
    // 91.417(b)(1): work until it is repeated or superseded, or for 1 year. Completions and signatures are never
    // deleted; the log shows who did what. What 91.417(a)(2) asks for goes with the aircraft: record-pack.ts.
    legalMinimum({
      records: 'Records of maintenance',
      days: 365,
      period: '1 year after the work',
      citation: '14 CFR 91.417(b)(1)',
    }),
    notificationDefault({
      key: 'maintenance_overdue',
      name: 'Maintenance overdue',
      event: maintenanceAlert,
      severity: 'high',
      roles: ['account_owner', 'admin', 'director_of_operations', 'chief_pilot', ...maintenanceRoles],
      filters: { where: [{ field: 'stateAfter', op: 'eq', value: 'overdue' }] },
    }),
    notificationDefault({
      key: 'aircraft_grounded',
      name: 'Aircraft grounded',
      event: aircraftGrounded,
      severity: 'high',
      roles: ['account_owner', 'admin', ...operationsRoles, ...maintenanceRoles],
    }),
    examples,
    scopeSentences({
      'maintenance:read':
        'Read maintenance items, when each is due, the history of completions, squawks with their files and deferrals, work orders, components, directives and signatures.',
      'maintenance:write':
        'Create, update, retire and delete maintenance items, add common inspections, and complete items, which moves their due dates; report and update squawks, ground and unground aircraft by them, defer them, extend deferrals, and attach files; create, update, delete, open, start, submit, return, resume and cancel work orders, work on their tasks, parts and labor, create, update, install and remove components, create, update and decide on directives, and attach files to orders, installations and directives.',
    }),
  ],
})
