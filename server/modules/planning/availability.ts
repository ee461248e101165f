import { db, sql } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { type Detail, invalidFields } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, idOf, instant, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { checkTimezone } from '#platform/kernel/timezone.ts'
import { weekdays } from '#rules/availability.ts'
import { operationsRoles } from '#server/roles.ts'
import { timezone } from './session.ts'

const clock = (example: string) =>
  Type.String({
    pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$',
    examples: [example],
    'x-hint': `a time of day such as ${example}`,
  })
const hours = { from: clock('08:00'), to: clock('17:00') }
const weekly = Type.Array(Type.Object({ weekday: oneOf(weekdays), ...hours }), {
  maxItems: 50,
  description: 'By the clock of the place. A day may have several; a day without any cannot be booked.',
})
const exceptions = Type.Array(
  Type.Object({ on: date(), hours: Type.Array(Type.Object(hours), { maxItems: 10 }) }),
  { maxItems: 400, description: 'Days with hours of their own; without hours they cannot be booked.' },
)
const subjectId = idOf(['crw', 'rsr'], 'The person, or the room, simulator or other resource.')

/** When a person or a resource can be booked without a dispatcher. */
export const PlanningAvailability = resource({
  name: 'planning_availability',
  prefix: 'avl',
  title: { one: 'availability', many: 'availability' },
  page: '/schedule/availability',
  table: 'planning_availability',
  label: 'subjectName',
  schema: Type.Object({
    id: id('avl'),
    subjectId,
    subjectName: Type.String(),
    timezone,
    weekly,
    exceptions,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join crew c on c.workspace_id = t.workspace_id and c.id = t.subject_id
      left join planning_resources r on r.workspace_id = t.workspace_id and r.id = t.subject_id`,
  expressions: { subjectName: 'coalesce(c.display_name, r.name, t.subject_id)' },
})

const read = { scope: 'planning:read', roles: 'staff', stability: 'beta' } as const
const write = { scope: 'planning:write', roles: operationsRoles, stability: 'beta' } as const
const path = '/api/v1/planning/availability'

export const listAvailability = operation({
  ...read,
  id: 'listPlanningAvailability',
  method: 'GET',
  path,
  summary: 'List when people and resources can be booked',
  description: 'A person or resource that is not in the list can always be booked.',
  response: PlanningAvailability.schema,
  list: list({
    of: PlanningAvailability,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    filters: { subject_id: { schema: subjectId, sql: (value) => `t.subject_id = ${value}` } },
  }),
})

export const getAvailability = operation({
  ...read,
  id: 'getPlanningAvailability',
  method: 'GET',
  path: `${path}/:id`,
  summary: 'Get when somebody or something can be booked',
  description: 'Returns the weekly hours and the days that differ.',
  on: PlanningAvailability,
  response: PlanningAvailability.schema,
})

export const createAvailability = operation({
  ...write,
  id: 'createPlanningAvailability',
  method: 'POST',
  path,
  summary: 'Create the hours in which somebody or something can be booked',
  description:
    'A booking outside of these hours is only requested. Only members who run the schedule can confirm or move it.',
  creates: PlanningAvailability,
  audits: 'planning_availability.created',
  response: PlanningAvailability.schema,
  body: Type.Object({
    subjectId,
    timezone: Type.Optional(timezone),
    weekly,
    exceptions: Type.Optional(exceptions),
  }),
  async handle({ tx, body, principal }) {
    const zone = body.timezone ?? principal.workspace.timezone
    checkTimezone(zone)
    checkHours(body)
    const availabilityId = newId('avl')
    await tx.run(
      db.insertInto('planning_availability').values({
        workspace_id: principal.workspace.uuid,
        id: availabilityId,
        subject_id: body.subjectId,
        timezone: zone,
        weekly: JSON.stringify(body.weekly),
        exceptions: JSON.stringify(body.exceptions ?? []),
      }),
    )
    return PlanningAvailability.get(tx, availabilityId)
  },
})

export const updateAvailability = operation({
  ...write,
  id: 'updatePlanningAvailability',
  method: 'PATCH',
  path: `${path}/:id`,
  summary: 'Update the hours in which somebody or something can be booked',
  description: 'Changes the fields that you send; the others keep their value. Bookings that stand stay.',
  on: PlanningAvailability,
  audits: 'planning_availability.updated',
  response: PlanningAvailability.schema,
  body: Type.Object({
    timezone: Type.Optional(timezone),
    weekly: Type.Optional(weekly),
    exceptions: Type.Optional(exceptions),
  }),
  async handle({ tx, body, record }) {
    if (body.timezone) checkTimezone(body.timezone)
    const after = { ...record, ...body }
    checkHours(after)
    await tx.run(sql`
      update planning_availability
         set timezone = ${after.timezone}, weekly = ${JSON.stringify(after.weekly)}::jsonb,
             exceptions = ${JSON.stringify(after.exceptions)}::jsonb
       where id = ${record.id}`)
    return PlanningAvailability.get(tx, record.id)
  },
})

export const deleteAvailability = operation({
  ...write,
  id: 'deletePlanningAvailability',
  method: 'DELETE',
  path: `${path}/:id`,
  summary: 'Delete the hours of somebody or something',
  description: 'From now on, the person or resource can be booked at any time.',
  on: PlanningAvailability,
  audits: 'planning_availability.deleted',
  async handle({ tx, record }) {
    await tx.run(sql`delete from planning_availability where id = ${record.id}`)
  },
})

interface WithHours {
  weekly: Static<typeof weekly>
  exceptions?: Static<typeof exceptions>
}

/** @throws Problem that names each hours that end before they begin. */
function checkHours({ weekly: days, exceptions: others = [] }: WithHours): void {
  const wrong = (field: string, { from, to }: { from: string; to: string }): Detail[] =>
    from < to ? [] : [{ field: `${field}.to`, message: `must lie after ${from}` }]
  const details = [
    ...days.flatMap((each, index) => wrong(`weekly.${index}`, each)),
    ...others.flatMap((day, index) =>
      day.hours.flatMap((each, at) => wrong(`exceptions.${index}.hours.${at}`, each)),
    ),
  ]
  if (details.length > 0) throw invalidFields(details)
}
