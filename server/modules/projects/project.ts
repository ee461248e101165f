import { db, sql } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { projectReach } from '#platform/kernel/principal.ts'
import { invalidRequest, problem, projectNotAllowed } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { slugOf } from '#platform/kernel/slug.ts'
import { operationsRoles } from '#server/roles.ts'

const status = oneOf(['idle', 'active'])
const slug = Type.String({
  pattern: '^[a-z0-9](-?[a-z0-9]){0,59}$',
  examples: ['survey-2026'],
  'x-hint': 'lowercase letters, digits and hyphens, such as survey-2026',
  description: 'For addresses; made from the name when left out.',
})
const fields = {
  description: nullable(text(1, 5_000)),
  customer: nullable(text(1, 200)),
  startsOn: nullable(date()),
  endsOn: nullable(date()),
}

/** A customer's contract or programme: what a limited key is handed out for. */
export const Project = resource({
  name: 'project',
  prefix: 'prj',
  title: { one: 'project', many: 'projects' },
  page: '/projects/:id',
  table: 'projects',
  label: 'name',
  project: 't.id',
  schema: Type.Object({
    id: id('prj'),
    name: Type.String(),
    slug: Type.String(),
    status,
    ...fields,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

export const listProjects = operation({
  id: 'listProjects',
  method: 'GET',
  path: '/api/projects',
  summary: 'List projects',
  description:
    "The projects of the workspace: customers' contracts and programs. A limited key sees its own projects.",
  scope: 'projects:read',
  roles: 'staff',
  response: Project.schema,
  list: list({
    of: Project,
    defaultSort: 'name',
    search: ['t.name', 't.slug', 't.customer'],
    indexed: true,
    sorts: {
      name: { sql: 'lower(t.name)', type: 'text' },
      createdAt: { sql: 't.created_at', type: 'timestamptz' },
    },
    filters: { status: { schema: status, sql: (value) => `t.status = ${value}` } },
  }),
})

export const getProject = operation({
  id: 'getProject',
  method: 'GET',
  path: '/api/projects/:id',
  summary: 'Get a project',
  description: 'Returns a project with its customer, dates and status.',
  scope: 'projects:read',
  roles: 'staff',
  on: Project,
  response: Project.schema,
})

const body = {
  status: Type.Optional(status),
  description: Type.Optional(fields.description),
  customer: Type.Optional(fields.customer),
  startsOn: Type.Optional(fields.startsOn),
  endsOn: Type.Optional(fields.endsOn),
}

export const createProject = operation({
  id: 'createProject',
  method: 'POST',
  path: '/api/projects',
  summary: 'Create a project',
  description: 'A key that is limited to projects cannot: a new project lies outside them.',
  scope: 'projects:write',
  roles: operationsRoles,
  creates: Project,
  audits: 'project.created',
  body: Type.Object({ name: text(1, 200), slug: Type.Optional(slug), ...body }),
  response: Project.schema,
  async handle({ tx, body: { slug: given, ...rest }, principal }) {
    // Said here, not by the platform: only a project that exists can be in a key's reach.
    if (projectReach(principal) !== null) throw projectNotAllowed()
    checkDates(rest)
    const projectId = newId('prj')
    await tx.run(
      db.insertInto('projects').values({
        ...toColumns(rest),
        slug: given ?? `${slugOf(rest.name, 48) || 'project'}-${projectId.slice(-4)}`,
        workspace_id: principal.workspace.uuid,
        id: projectId,
      }),
    )
    return Project.get(tx, projectId)
  },
})

export const updateProject = operation({
  id: 'updateProject',
  method: 'PATCH',
  path: '/api/projects/:id',
  summary: 'Update a project',
  description:
    'Changes the fields that you send; the others keep their value. A project that has ended keeps its services and flights.',
  scope: 'projects:write',
  roles: operationsRoles,
  on: Project,
  audits: 'project.updated',
  body: Type.Object({ name: Type.Optional(text(1, 200)), slug: Type.Optional(slug), ...body }),
  response: Project.schema,
  async handle({ tx, body: change, record }) {
    checkDates({ ...record, ...change })
    if (Object.keys(change).length > 0)
      await tx.run(db.updateTable('projects').set(toColumns(change)).where('id', '=', record.id))
    return Project.get(tx, record.id)
  },
})

const inUse = problem('project_in_use', 409, {
  meaning: 'The project has services, or flights and other records belong to it',
  fix: 'Delete its services and give its records another project, or set it to idle; the message counts what there is.',
})

export const deleteProject = operation({
  id: 'deleteProject',
  method: 'DELETE',
  path: '/api/projects/:id',
  summary: 'Delete a project that nothing belongs to',
  description: 'A project that is over and has a history is set to `idle` instead.',
  scope: 'projects:write',
  roles: operationsRoles,
  on: Project,
  audits: 'project.deleted',
  async handle({ tx, record }) {
    // The project is locked, so nothing can be added to it between the count and the end of it.
    const counts = await tx.one(sql<'projectContents'>`select
        (select count(*)::int from services where project_id = ${record.id}) as services,
        (select count(*)::int from flights where project_id = ${record.id}) as flights,
        -- Not called by its name: that a report was made is not for everyone who plans the flying.
        (select count(*)::int from safety_reports where project_id = ${record.id}) as reports`)
    const held = [
      counted(counts.services, 'service'),
      counted(counts.flights, 'flight'),
      counted(counts.reports, 'other record'),
    ].flatMap((text) => text ?? [])
    if (held.length > 0)
      throw inUse(
        `${held.join(', ')} belong to this project. Delete or move them first, or set the project to idle`,
      )
    await tx.run(sql`delete from projects where id = ${record.id}`)
  },
})

const counted = (count: number, noun: string) =>
  count === 0 ? null : `${count} ${noun}${count === 1 ? '' : 's'}`

/** @throws Problem when a period ends before it begins. */
export function checkDates({ startsOn, endsOn }: { startsOn?: string | null; endsOn?: string | null }): void {
  if (startsOn && endsOn && endsOn < startsOn)
    throw invalidRequest('endsOn lies before startsOn', {
      details: [{ field: 'endsOn', message: `must not lie before ${startsOn}` }],
    })
}
