import { sql, type Tx } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { resource } from '#platform/kernel/resource.ts'
import { fieldsOf, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { scopeSentences } from '#platform/kernel/scope-sentence.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { operationsRoles, type Role } from '#server/roles.ts'

/** Those who approve time off. The owner and admins may, too. */
export const timeOffDeciders: Role[] = ['chief_pilot', 'director_of_operations']

const status = oneOf(['requested', 'approved', 'declined', 'cancelled'])
const kind = oneOf(['leave', 'sick', 'training', 'other'])
export const timeOffFields = {
  startsAt: instant(),
  endsAt: instant('At most 31 days after the start.'),
  kind,
  reason: Type.Optional(nullable(text(1, 1_000, 'Read by the person and those who decide.'))),
}

/** A time at which a person is not there. */
export const TimeOff = resource({
  name: 'time_off',
  prefix: 'tof',
  title: { one: 'time off', many: 'time off' },
  page: '/schedule/time-off',
  alsoChanges: ['planning_session'],
  table: 'time_off',
  label: 'personName',
  schema: Type.Object({
    id: id('tof'),
    crewId: id('crw'),
    personName: Type.String(),
    startsAt: instant(),
    endsAt: instant(),
    kind,
    status,
    reason: nullable(Type.String()),
    decidedAt: nullable(instant()),
    decidedBy: nullable(Type.String()),
    sessionId: nullable(id('pse', 'What the schedule shows of it, once it is approved.')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id',
  expressions: { personName: 'c.display_name', decidedBy: 't.decided_by_name' },
  // Why somebody is ill concerns no colleague, and that somebody is away stands on the schedule.
  visible: async (tx, timeOffId, principal) => seesAll(principal) || (await isOwn(tx, timeOffId, principal)),
})

const has = (principal: Principal, roles: readonly string[]) =>
  principal.kind === 'api_key' ||
  ['account_owner', 'admin', ...roles].some((role) => principal.roles.includes(role))
export const seesAll = (principal: Principal): boolean => has(principal, operationsRoles)
export const decides = (principal: Principal): boolean => has(principal, timeOffDeciders)

export async function isOwn(tx: Tx, timeOffId: string, principal: Principal): Promise<boolean> {
  if (principal.kind !== 'user') return false
  const own = await tx.first(sql`
    select 1 from time_off t join crew c on c.workspace_id = t.workspace_id and c.id = t.crew_id
     where t.id = ${timeOffId} and c.user_id = ${principal.userId}`)
  return own !== undefined
}

export const timeOffStates = stateMachine({
  of: TimeOff,
  moves: {
    approve: { from: ['requested'], to: 'approved', label: 'Approve' },
    decline: { from: ['requested'], to: 'declined', label: 'Decline' },
    cancel: { from: ['requested', 'approved'], to: 'cancelled', label: 'Cancel', isMinor: true },
  },
  refusal: { code: 'time_off_state', fix: 'Read it again; the message names its state.' },
})

const timeOffEvent = (type: `time_off.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'time_off',
    // Without the kind and the reason: that somebody is away is what others need.
    data: Type.Object(
      fieldsOf(TimeOff.schema, 'id', 'crewId', 'personName', 'startsAt', 'endsAt', 'status', 'version'),
    ),
    scope: 'duty:read',
    readers: ['account_owner', 'admin', ...operationsRoles],
  })
export const timeOffRequested = timeOffEvent('time_off.requested', 'somebody asks for time off')
export const timeOffApproved = timeOffEvent(
  'time_off.approved',
  'time off is approved; the person can no longer be booked',
)
export const timeOffDeclined = timeOffEvent('time_off.declined', 'time off is declined')
export const timeOffCancelled = timeOffEvent('time_off.cancelled', 'time off is cancelled')

export const timeOffScopes = scopeSentences({
  'duty:read':
    'Read time off and duty periods, where people stand with their limits, and check planned flights.',
  'duty:write':
    'Ask for time off, approve, decline and cancel it; create duty periods, and update the duty policy.',
})

export const listTimeOff = operation({
  id: 'listTimeOff',
  method: 'GET',
  path: '/api/v1/ops/time-off',
  summary: 'List time off',
  description: 'Members who run the schedule see the time off of everybody, other members their own.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  response: TimeOff.schema,
  list: list({
    of: TimeOff,
    defaultSort: '-startsAt',
    sorts: { startsAt: { sql: 't.starts_at', type: 'timestamptz' } },
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      crew_id: { schema: id('crw'), sql: (value) => `t.crew_id = ${value}` },
      from: {
        schema: instant('That ends after this instant.'),
        sql: (value) => `t.ends_at > ${value}::timestamptz`,
      },
      to: {
        schema: instant('That begins before this instant.'),
        sql: (value) => `t.starts_at < ${value}::timestamptz`,
      },
    },
    restrict: {
      // Null: the caller sees that of everybody.
      value: (principal) => (seesAll(principal) || principal.kind !== 'user' ? null : principal.userId),
      sql: (user) =>
        `${user}::text is null or exists (select from crew own where own.workspace_id = t.workspace_id
            and own.id = t.crew_id and own.user_id = ${user}::text)`,
    },
  }),
})

export const getTimeOff = operation({
  id: 'getTimeOff',
  method: 'GET',
  path: '/api/v1/ops/time-off/:id',
  summary: 'Get time off',
  description: 'Returns one time off with who decided on it.',
  scope: 'duty:read',
  roles: 'staff',
  stability: 'beta',
  on: TimeOff,
  response: TimeOff.schema,
})
