import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, idOf, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'

export const sessionTypes = [
  'flight',
  'ground',
  'simulator',
  'maintenance_block',
  'meeting',
  'time_off',
] as const
export const sessionStatuses = [
  'requested',
  'confirmed',
  'declined',
  'standby',
  'expired',
  'checked_out',
  'checked_in',
  'completed',
  'cancelled',
  'no_show',
] as const
export const participantRoles = ['student', 'pilot', 'instructor', 'passenger', 'attendee'] as const
export const resourceTypes = ['aircraft', 'resource', 'person'] as const

export type SessionStatus = (typeof sessionStatuses)[number]
export type ResourceType = (typeof resourceTypes)[number]
export type ParticipantRole = (typeof participantRoles)[number]

export const timezone = text(1, 60, 'The IANA zone of the place, such as America/Denver.')
export const title = text(1, 200)
const Participant = Type.Object({
  crewId: id('crw'),
  displayName: Type.String(),
  role: oneOf(participantRoles),
})
const Standby = Type.Object({
  typeDesignator: Type.String({ description: 'The type of aircraft that is waited for, such as C172.' }),
  position: Type.Integer({ description: 'The place in the line of that type and day, from 1.' }),
  expiresAt: instant(),
})

/** The states in which a session holds its aircraft, people and resources. */
export const holdingStates = ['confirmed', 'checked_out', 'checked_in', 'completed'] as const

/** A booking of the schedule. */
export const PlanningSession = resource({
  name: 'planning_session',
  prefix: 'pse',
  title: { one: 'booking', many: 'bookings' },
  page: '/schedule/sessions/:id',
  table: 'planning_sessions',
  label: 'title',
  project: 't.project_id',
  schema: Type.Object({
    id: id('pse'),
    type: oneOf(sessionTypes),
    status: oneOf(sessionStatuses, { labels: { no_show: 'No-show' } }),
    title,
    startsAt: instant(),
    endsAt: instant('The next booking may begin at this instant.'),
    timezone,
    resourceType: oneOf(resourceTypes),
    resourceId: nullable(
      idOf(
        ['acf', 'rsr', 'crw'],
        'What is booked: the record that resourceType names. Null while a standby waits for an aircraft.',
      ),
    ),
    resourceName: nullable(Type.String()),
    aircraftId: nullable(id('acf')),
    aircraftRegistration: nullable(Type.String()),
    instructorId: nullable(id('crw')),
    instructorName: nullable(Type.String()),
    isSolo: Type.Boolean({
      description:
        'The student flies alone. The instructor supervises from the ground, and may have other bookings.',
    }),
    participants: Type.Array(Participant),
    notes: nullable(text(1, 5_000)),
    projectId: nullable(id('prj')),
    projectName: nullable(Type.String()),
    statusReason: nullable(Type.String()),
    noticeMinutes: nullable(
      Type.Integer({ description: 'From the cancellation to the start; negative after it.' }),
    ),
    standby: nullable(Standby),
    seriesId: nullable(id('srs')),
    occurrenceOn: nullable(date('Its day in the series.')),
    sequence: Type.Integer({ description: 'Counts changes of time, place and status, for calendars.' }),
    flightId: nullable(id('flt')),
    isAtRisk: Type.Boolean({
      description:
        'Since it was booked, its aircraft was taken out of service or is overdue for maintenance, or one of its people is inactive, away or no longer eligible.',
    }),
    riskReason: nullable(Type.String()),
    isOverdue: Type.Boolean({ description: 'Checked out, and not back in time.' }),
    checkedOutAt: nullable(instant()),
    checkedInAt: nullable(instant()),
    createdBy: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id
      left join crew i on i.workspace_id = t.workspace_id and i.id = t.instructor_id
      left join crew pc on pc.workspace_id = t.workspace_id and pc.id = t.resource_id
      left join planning_resources r on r.workspace_id = t.workspace_id and r.id = t.resource_id
      left join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
      left join lateral apron.session_risk(t.workspace_id, t.id, case when t.type <> 'time_off' then t.status end,
        t.aircraft_id, t.instructor_id, t.starts_at, t.ends_at) risk on true`,
  expressions: {
    aircraftRegistration: 'a.registration',
    instructorName: 'i.display_name',
    projectName: 'p.name',
    resourceName: `case t.resource_type when 'aircraft' then a.registration
                        when 'person' then pc.display_name else r.name end`,
    participants: `coalesce((select json_agg(json_build_object('crewId', c.id, 'displayName', c.display_name,
                                'role', pp.role) order by pp.position)
                       from planning_participants pp
                       join crew c on c.workspace_id = pp.workspace_id and c.id = pp.crew_id
                      where pp.workspace_id = t.workspace_id and pp.session_id = t.id), '[]')`,
    standby: `case when t.standby_type is not null then json_build_object('typeDesignator', t.standby_type,
        'position', t.standby_position, 'expiresAt',
        to_char(t.standby_expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end`,
    isAtRisk: 'risk.reason is not null',
    riskReason: 'risk.reason',
    isOverdue: `t.status = 'checked_out' and t.overdue_at is not null`,
  },
})

const endsAfter = {
  schema: Type.Union([date(), instant()], {
    description: 'That end after this instant, or on or after this date (UTC).',
  }),
  sql: (value: string) => `t.ends_at > ${value}::timestamptz`,
}
const startsBefore = {
  schema: Type.Union([date(), instant()], {
    description: 'That begin before this instant, or on or before this date (UTC).',
  }),
  sql: (value: string) =>
    `t.starts_at < case when length(${value}::text) = 10 then ${value}::timestamptz + interval '1 day'
      else ${value}::timestamptz end`,
}

/** Filters that the console's list and the public API share. */
export const sessionFilters = {
  date_from: endsAfter,
  date_to: startsBefore,
  aircraft_id: { schema: id('acf'), sql: (value: string) => `t.aircraft_id = ${value}` },
  instructor_id: { schema: id('crw'), sql: (value: string) => `t.instructor_id = ${value}` },
  type: { schema: oneOf(sessionTypes), sql: (value: string) => `t.type = ${value}` },
  status: { schema: oneOf(sessionStatuses), sql: (value: string) => `t.status = ${value}` },
  project_id: { schema: id('prj'), sql: (value: string) => `t.project_id = ${value}` },
}
export const sessionSorts = {
  startsAt: { sql: 't.starts_at', type: 'timestamptz' as const },
  updatedAt: { sql: 't.updated_at', type: 'timestamptz' as const },
}

export const listSessions = operation({
  id: 'listPlanningSessions',
  method: 'GET',
  path: '/api/v1/planning/sessions',
  summary: 'List bookings',
  description: 'The bookings of the schedule with their times, people and status, cancelled ones included.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  response: PlanningSession.schema,
  list: list({
    of: PlanningSession,
    defaultSort: 'startsAt',
    sorts: sessionSorts,
    search: ['t.title', 't.notes'],
    indexed: true,
    filters: {
      ...sessionFilters,
      from: endsAfter,
      to: startsBefore,
      series_id: { schema: id('srs'), sql: (value) => `t.series_id = ${value}` },
      resource_id: {
        schema: idOf(['acf', 'rsr', 'crw']),
        sql: (value) => `t.resource_id = ${value} or t.aircraft_id = ${value}`,
      },
      person_id: {
        schema: id('crw', 'The instructor, or one of the participants.'),
        sql: (value) => `t.instructor_id = ${value} or t.resource_id = ${value}
          or exists (select from planning_participants pp where pp.workspace_id = t.workspace_id
                        and pp.session_id = t.id and pp.crew_id = ${value})`,
      },
    },
  }),
})

export const getSession = operation({
  id: 'getPlanningSession',
  method: 'GET',
  path: '/api/v1/planning/sessions/:id',
  summary: 'Get a booking',
  description: 'Returns a booking with its times, aircraft, people and status.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  on: PlanningSession,
  response: PlanningSession.schema,
})
