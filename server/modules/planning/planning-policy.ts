import { sql } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { operation } from '#platform/kernel/operation.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { id, integer, nullable, Type } from '#platform/kernel/schema.ts'
import { policyOf } from './policy.ts'

const policyKind = recordKind({
  name: 'planning_policy',
  prefix: null,
  title: { one: 'booking policy', many: 'booking policies' },
  page: '/schedule/policy',
})

const PlanningPolicy = Type.Object(
  {
    membersBook: Type.Boolean({
      description: 'Bookings of members are confirmed at once if no rule speaks against them.',
    }),
    horizonDays: integer(1, 400, 'How far ahead members book.'),
    noticeMinutes: integer(0, 20_160, 'How long before it begins members book at the latest.'),
    openBookings: integer(1, 500, 'How many bookings that are not over a member may have.'),
    cancellationMinutes: integer(0, 20_160, 'Later than this before the start, a cancellation is late.'),
    aircraftIds: nullable(
      Type.Array(id('acf'), {
        maxItems: 500,
        uniqueItems: true,
        description: 'The aircraft that members book; null: all.',
      }),
    ),
    instructorIds: nullable(
      Type.Array(id('crw'), {
        maxItems: 500,
        uniqueItems: true,
        description: 'The instructors that members book; null: all.',
      }),
    ),
    overdueMinutes: integer(5, 1_440, 'How long after its end an aircraft that is not back is overdue.'),
  },
  { title: 'PlanningPolicy' },
)

export const getPlanningPolicy = operation({
  id: 'getPlanningPolicy',
  method: 'GET',
  path: '/api/v1/planning/policy',
  summary: 'Get the booking policy',
  description: 'The rules for bookings by members. They do not apply to members who run the schedule.',
  scope: 'planning:read',
  roles: 'staff',
  stability: 'beta',
  response: PlanningPolicy,
  handle: ({ tx }) => policyOf(tx),
})

export const updatePlanningPolicy = operation({
  id: 'updatePlanningPolicy',
  method: 'PATCH',
  path: '/api/v1/planning/policy',
  summary: 'Update the booking policy',
  description: 'Changes the fields that you send; the others keep their value.',
  scope: 'planning:write',
  roles: ['director_of_operations', 'chief_pilot'],
  stability: 'beta',
  audits: 'planning_policy.updated',
  response: PlanningPolicy,
  body: Type.Partial(PlanningPolicy),
  async handle({ tx, body, principal, emit }) {
    const before = await policyOf(tx)
    const after = { ...before, ...body }
    await tx.run(sql`
      insert into planning_policies (workspace_id, members_book, horizon_days, notice_minutes, open_bookings,
          cancellation_minutes, overdue_minutes, aircraft_ids, instructor_ids)
      values (${principal.workspace.uuid}, ${after.membersBook}, ${after.horizonDays}, ${after.noticeMinutes},
          ${after.openBookings}, ${after.cancellationMinutes}, ${after.overdueMinutes},
          ${after.aircraftIds}, ${after.instructorIds})
          on conflict (workspace_id) do update
         set members_book = excluded.members_book, horizon_days = excluded.horizon_days,
             notice_minutes = excluded.notice_minutes, open_bookings = excluded.open_bookings,
             cancellation_minutes = excluded.cancellation_minutes, overdue_minutes = excluded.overdue_minutes,
             aircraft_ids = excluded.aircraft_ids, instructor_ids = excluded.instructor_ids`)
    emit({
      type: 'planning_policy.updated',
      subject: { type: policyKind.name, id: principal.workspace.id },
      changes: changesBetween({ ...before }, { ...after }),
    })
    return after
  },
})
