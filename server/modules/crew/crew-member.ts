import { db, sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import type { LinkedPerson } from '#platform/identity/linked-person.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { list } from '#platform/kernel/list.ts'
import { requireMeaning } from '#platform/kernel/look-up.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { roleMissing } from '#platform/kernel/problem.ts'
import { unknownReference } from '#platform/kernel/reference.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'

const functions = [
  'pilot',
  'instructor',
  'student',
  'mechanic',
  'inspector',
  'dispatcher',
  'cabin',
  'staff',
] as const
const status = oneOf(['active', 'inactive'])
const turnaroundMinutes = integer(
  0,
  240,
  'How long the person stays taken after a booking, such as for a debriefing.',
)

const fields = {
  email: nullable(Type.String({ format: 'email', maxLength: 254 })),
  phone: nullable(text(1, 40)),
  employeeNumber: nullable(text(1, 40)),
  certificateNumber: nullable(text(1, 60)),
  certificateType: nullable(text(1, 60, 'Such as student, private, commercial, ATP.')),
  baseAirport: nullable(text(2, 5)),
  notes: nullable(text(1, 5_000)),
  userId: nullable(id('usr', 'The member that this person signs in as.')),
}

export const CrewMember = resource({
  name: 'crew_member',
  prefix: 'crw',
  title: { one: 'person', many: 'people' },
  page: '/people/:id',
  table: 'crew',
  label: 'displayName',
  schema: Type.Object({
    id: id('crw'),
    displayName: Type.String(),
    functions: Type.Array(oneOf(functions)),
    status,
    ...fields,
    turnaroundMinutes,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

/** What events say of a person: what the public list of pilots shows, without addresses and notes. */
const PersonData = Type.Pick(CrewMember.schema, [
  'id',
  'displayName',
  'functions',
  'employeeNumber',
  'certificateType',
  'baseAirport',
  'status',
  'updatedAt',
])
const personEvent = (type: `crew_member.${string}`, when: string) =>
  eventType(type, { stability: 'beta', when, subject: 'crew_member', data: PersonData, scope: 'crew:read' })
export const personCreated = personEvent('crew_member.created', 'a person is added')
export const personUpdated = personEvent('crew_member.updated', 'a person changes, or becomes inactive')

const optional = {
  email: Type.Optional(fields.email),
  phone: Type.Optional(fields.phone),
  employeeNumber: Type.Optional(fields.employeeNumber),
  certificateNumber: Type.Optional(fields.certificateNumber),
  certificateType: Type.Optional(fields.certificateType),
  baseAirport: Type.Optional(fields.baseAirport),
  notes: Type.Optional(fields.notes),
  userId: Type.Optional(fields.userId),
  functions: Type.Optional(
    Type.Array(oneOf(functions), {
      minItems: 1,
      uniqueItems: true,
      description: 'What the person does here. Default: pilot.',
    }),
  ),
  status: Type.Optional(status),
  turnaroundMinutes: Type.Optional(turnaroundMinutes),
}

export const listCrew = operation({
  id: 'listCrew',
  method: 'GET',
  path: '/api/v1/ops/crew',
  summary: 'List people',
  description: 'The people who fly, teach, learn or maintain, including inactive ones.',
  scope: 'crew:read',
  roles: 'staff',
  response: CrewMember.schema,
  list: list({
    of: CrewMember,
    defaultSort: 'displayName',
    search: ['t.display_name', 't.email', 't.employee_number'],
    indexed: true,
    sorts: {
      displayName: { sql: 'lower(t.display_name)', type: 'text' },
      createdAt: { sql: 't.created_at', type: 'timestamptz' },
    },
    filters: {
      function: { schema: oneOf(functions), sql: (value) => `${value} = any(t.functions)` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
    },
  }),
})

export const getCrewMember = operation({
  id: 'getCrewMember',
  method: 'GET',
  path: '/api/v1/ops/crew/:id',
  summary: 'Get a person',
  description: 'Returns a person with their functions, contact details and certificate.',
  scope: 'crew:read',
  roles: 'staff',
  on: CrewMember,
  response: CrewMember.schema,
})

export const createCrewMember = operation({
  id: 'createCrewMember',
  method: 'POST',
  path: '/api/v1/ops/crew',
  summary: 'Create a person',
  description: 'Adds a person. `userId` links them to the member who signs in as this person.',
  scope: 'crew:write',
  roles: operationsRoles,
  creates: CrewMember,
  emits: personCreated,
  body: Type.Object({ displayName: text(1, 200), ...optional }),
  response: CrewMember.schema,
  async handle({ tx, body, principal, services }) {
    requireLinker(principal, body.userId, null)
    await checkUser(tx, body.userId)
    const columns = toColumns(await clean(tx, services, body))
    const crewId = newId('crw')
    await tx.run(
      db.insertInto('crew').values({ ...columns, workspace_id: principal.workspace.uuid, id: crewId }),
    )
    return CrewMember.get(tx, crewId)
  },
})

export const updateCrewMember = operation({
  id: 'updateCrewMember',
  method: 'PATCH',
  path: '/api/v1/ops/crew/:id',
  summary: 'Update a person',
  description:
    'Changes the fields that you send; the others keep their value. An inactive person stays on the flights that they flew.',
  scope: 'crew:write',
  roles: operationsRoles,
  on: CrewMember,
  emits: personUpdated,
  body: Type.Object({ displayName: Type.Optional(text(1, 200)), ...optional }),
  response: CrewMember.schema,
  async handle({ tx, body, record, principal, services }) {
    requireLinker(principal, body.userId, record.userId)
    await checkUser(tx, body.userId)
    const columns = toColumns(await clean(tx, services, body, record.baseAirport))
    if (Object.keys(columns).length > 0)
      await tx.run(db.updateTable('crew').set(columns).where('id', '=', record.id))
    return CrewMember.get(tx, record.id)
  },
})

/** The base is stored under the code of its airport. One that it has already was checked when it was set. */
async function clean<T extends { baseAirport?: string | null; email?: string | null }>(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  body: T,
  base: string | null = null,
): Promise<T> {
  const written = body.baseAirport
  const stored =
    !written || written === base
      ? written
      : await requireMeaning(tx, services, { of: 'airport', written, field: 'baseAirport' })
  return {
    ...body,
    ...(stored ? { baseAirport: stored } : {}),
    ...(body.email ? { email: body.email.trim() } : {}),
  }
}

// This link decides whose medical a user may read and whose flights they may not approve. A dispatcher who
// linked themselves to another person's record would pass for that person.
function requireLinker(principal: Principal, wanted: string | null | undefined, now: string | null): void {
  if (wanted === undefined || wanted === now || principal.kind === 'api_key') return
  if (!principal.roles.some((role) => role === 'account_owner' || role === 'admin'))
    throw roleMissing('Only the account owner or an admin can link a person to a user')
}

async function checkUser(tx: Tx, userId: string | null | undefined): Promise<void> {
  if (!userId) return
  const member = await tx.first(sql`select id from members where user_id = ${userId} and status = 'active'`)
  if (!member) throw unknownReference('userId', 'member')
}

/** Ties the person who signs in to their record here. */
export const linkedCrew: LinkedPerson = {
  kind: 'linked_person',
  async find(tx, workspaceUuid, userId) {
    return (
      (
        await tx.first(sql<'linkedCrew'>`
          select id from crew where workspace_id = ${workspaceUuid} and user_id = ${userId}`)
      )?.id ?? null
    )
  },
  async userOf(tx, workspaceUuid, personId) {
    const person = await tx.first(sql<'userOfCrew'>`
      select user_id as "userId" from crew where workspace_id = ${workspaceUuid} and id = ${personId}`)
    return person?.userId ?? null
  },
  async link(tx, workspaceUuid, personId, userId) {
    await tx.run(sql`
      update crew set user_id = ${userId}
       where workspace_id = ${workspaceUuid} and id = ${personId} and user_id is null
         -- Who was a member before may be tied to another record already.
         and not exists (select from crew c where c.workspace_id = ${workspaceUuid} and c.user_id = ${userId})`)
  },
}
