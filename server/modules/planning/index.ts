import { defineModule } from '#platform/kernel/module.ts'
import { notificationDefault } from '#platform/kernel/notification-default.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import { operationsRoles } from '#server/roles.ts'
import * as applyReplan from './apply-replan.ts'
import * as availability from './availability.ts'
import * as availabilityCheck from './availability-check.ts'
import * as board from './board.ts'
import * as bookSession from './book-session.ts'
import * as bookable from './bookable.ts'
import * as bookingMessage from './booking-message.ts'
import * as calendar from './calendar.ts'
import * as cancelSession from './cancel-session.ts'
import * as decideSession from './decide-session.ts'
import * as decideTimeOff from './decide-time-off.ts'
import * as examples from './examples.ts'
import * as feed from './feed.ts'
import * as flySession from './fly-session.ts'
import * as messageSetting from './message-setting.ts'
import * as moveSession from './move-session.ts'
import * as overdue from './overdue.ts'
import * as ownCheck from './own-check.ts'
import * as planningPolicy from './planning-policy.ts'
import * as previewSession from './preview-session.ts'
import * as replan from './replan.ts'
import * as risk from './risk.ts'
import * as series from './series.ts'
import * as session from './session.ts'
import * as sessionEvent from './session-event.ts'
import { sessionOverdue, sessionRequested } from './session-event.ts'
import * as sessionImport from './session-import.ts'
import * as standby from './standby.ts'
import * as timeOff from './time-off.ts'
import { timeOffRequested } from './time-off.ts'

export { completeSessionOf } from './close-session.ts'
export {
  type Hold,
  type HoldSource,
  hold,
  holdAgain,
  holdSource,
  type Plan,
  release,
  releaseFrom,
  resourceTaken,
  type Subject,
  whoHolds,
} from './hold.ts'
export { aircraftOutlook } from './outlook.ts'
export { PublicSession } from './public-session.ts'
export { sessionRisk } from './risk.ts'
export { PlanningSession, sessionFilters, sessionSorts } from './session.ts'
export {
  carriesPassengers,
  type Finding,
  findingsOn,
  leavesAt,
  notDispatchable,
  notEligible,
  type Planned,
  personOnTimeOff,
  type Returned,
  refuseBlocked,
  sessionCheck,
  sessionReturned,
} from './session-check.ts'
export { type ClosedSession, minutesTaken, sessionClosed } from './session-closed.ts'
export { endsBeforeStart } from './session-form.ts'

export const planning = defineModule({
  name: 'planning',
  title: 'Planning',
  summary: 'The schedule: bookings of aircraft, people and resources, which never overlap.',
  parts: [
    session,
    board,
    bookSession,
    previewSession,
    decideSession,
    moveSession,
    cancelSession,
    flySession,
    replan,
    applyReplan,
    series,
    standby,
    overdue,
    risk,
    bookingMessage,
    messageSetting,
    feed,
    calendar,
    bookable,
    availability,
    availabilityCheck,
    planningPolicy,
    timeOff,
    decideTimeOff,
    ownCheck,
    sessionEvent,
    sessionImport,
    examples,
    notificationDefault({
      key: 'session_requested',
      name: 'Bookings to confirm',
      event: sessionRequested,
      severity: 'info',
      roles: [...operationsRoles],
    }),
    notificationDefault({
      key: 'time_off_requested',
      name: 'Time off to decide on',
      event: timeOffRequested,
      severity: 'info',
      roles: ['account_owner', 'admin', 'chief_pilot', 'director_of_operations'],
    }),
    notificationDefault({
      key: 'session_overdue',
      name: 'Overdue aircraft',
      event: sessionOverdue,
      severity: 'high',
      roles: ['account_owner', 'admin', ...operationsRoles, 'safety_manager'],
    }),
    scopeSentences({
      'planning:read': 'Read the schedule: bookings, resources, and who holds what.',
      'planning:write':
        'Create, confirm, decline, move, update, cancel and complete bookings, check them in and out, create and cancel series, create and apply replans, create, revoke and delete calendar links, and create, update and delete resources, their hours and the booking policy.',
    }),
  ],
})
