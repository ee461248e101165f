import { resource } from '#platform/kernel/resource.ts'
import { fieldsOf, Type } from '#platform/kernel/schema.ts'
import { PlanningSession } from './session.ts'

/** The form that other programs see, in lists and in events: without title, notes, and the names of participants. */
export const PublicSession = resource({
  name: 'public_planning_session',
  prefix: 'pse',
  title: { one: 'booking', many: 'bookings' },
  page: '/schedule/sessions/:id',
  table: 'planning_sessions',
  project: 't.project_id',
  schema: Type.Object(
    fieldsOf(
      PlanningSession.schema,
      'id',
      'type',
      'status',
      'startsAt',
      'endsAt',
      'timezone',
      'resourceType',
      'resourceId',
      'aircraftId',
      'aircraftRegistration',
      'instructorId',
      'instructorName',
      'projectId',
      'flightId',
      'sequence',
      'updatedAt',
      'version',
    ),
  ),
  joins: `left join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      left join crew i on i.workspace_id = t.workspace_id and i.id = t.instructor_id`,
  expressions: { aircraftRegistration: 'a.registration', instructorName: 'i.display_name' },
})
