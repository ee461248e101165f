import { PublicSession, sessionFilters, sessionSorts } from '#modules/planning/index.ts'
import { operation } from '#platform/kernel/operation.ts'
import { publicList, refersToChanged } from './public-list.ts'

export const publicSessions = operation({
  id: 'publicPlanningSessions',
  method: 'GET',
  path: '/api/v1/public/planning/sessions',
  summary: 'List bookings of the schedule',
  description:
    'Bookings with a small, stable set of fields, for other programs: no titles, no notes, and of the people only the instructor.',
  scope: 'public.planning:read',
  roles: 'staff',
  stability: 'beta',
  response: PublicSession.schema,
  list: publicList({
    of: PublicSession,
    alsoChanged: (since) => [
      refersToChanged('aircraft_id', 'aircraft', since),
      refersToChanged('instructor_id', 'crew', since),
    ],
    defaultSort: 'startsAt',
    sorts: sessionSorts,
    filters: sessionFilters,
  }),
})

export const publicSession = operation({
  id: 'publicPlanningSession',
  method: 'GET',
  path: '/api/v1/public/planning/sessions/:id',
  summary: 'Get a booking of the schedule',
  description: 'Returns a booking with its times and status. `resourceType` says what `resourceId` names.',
  scope: 'public.planning:read',
  roles: 'staff',
  stability: 'beta',
  on: PublicSession,
  response: PublicSession.schema,
})
