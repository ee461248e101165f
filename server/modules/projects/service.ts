import { db, sql } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, pageOf, Type, text } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'
import { Project } from './project.ts'

const kind = oneOf(['survey', 'fire', 'medical', 'shuttle', 'training', 'other'])
const status = oneOf(['idle', 'active'])
const fields = { aircraftType: nullable(text(2, 10, 'ICAO type designator.')), base: nullable(text(2, 5)) }

/** A flying service that is delivered under a project. */
export const Service = resource({
  name: 'service',
  prefix: 'svc',
  title: { one: 'service', many: 'services' },
  page: { of: 'projectId' },
  table: 'services',
  label: 'name',
  project: 't.project_id',
  schema: Type.Object({
    id: id('svc'),
    projectId: id('prj'),
    name: Type.String(),
    kind,
    status,
    ...fields,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const services = list({
  of: Service,
  defaultSort: 'name',
  search: ['t.name'],
  indexed: true,
  sorts: {
    name: { sql: 'lower(t.name)', type: 'text' },
    createdAt: { sql: 't.created_at', type: 'timestamptz' },
  },
  within: { param: 'id', sql: (value) => `t.project_id = ${value}` },
  filters: { kind: { schema: kind, sql: (value) => `t.kind = ${value}` } },
})

export const listServices = operation({
  id: 'listServices',
  method: 'GET',
  path: '/api/projects/:id/services',
  summary: 'List the services of a project',
  description: 'The flying services that are delivered under a project.',
  scope: 'services:read',
  roles: 'staff',
  on: Project,
  query: services.query,
  response: pageOf(Service.schema),
  handle: ({ tx, query, principal, record }) => runList(tx, services, query, principal, { id: record.id }),
})

export const createService = operation({
  id: 'createService',
  method: 'POST',
  path: '/api/projects/:id/services',
  summary: 'Create a service of a project',
  description:
    'Adds a flying service to a project, such as a patrol or a survey, with the aircraft type and base that it needs.',
  scope: 'services:write',
  roles: operationsRoles,
  on: Project,
  creates: Service,
  audits: 'service.created',
  response: Service.schema,
  body: Type.Object({
    name: text(1, 200),
    kind,
    status: Type.Optional(status),
    aircraftType: Type.Optional(fields.aircraftType),
    base: Type.Optional(fields.base),
  }),
  async handle({ tx, body, record, principal }) {
    const serviceId = newId('svc')
    await tx.run(
      db.insertInto('services').values({
        ...toColumns(body),
        workspace_id: principal.workspace.uuid,
        id: serviceId,
        project_id: record.id,
      }),
    )
    return Service.get(tx, serviceId)
  },
})

export const getService = operation({
  id: 'getService',
  method: 'GET',
  path: '/api/services/:id',
  summary: 'Get a service',
  description: 'Returns a service with its project, status, aircraft type and base.',
  scope: 'services:read',
  roles: 'staff',
  on: Service,
  response: Service.schema,
})

export const updateService = operation({
  id: 'updateService',
  method: 'PATCH',
  path: '/api/services/:id',
  summary: 'Update a service',
  description:
    'Changes the fields that you send; the others keep their value. Deployments of the service stay as they are.',
  scope: 'services:write',
  roles: operationsRoles,
  on: Service,
  audits: 'service.updated',
  response: Service.schema,
  body: Type.Partial(Type.Object({ name: text(1, 200), kind, status, ...fields })),
  async handle({ tx, body, record }) {
    if (Object.keys(body).length > 0)
      await tx.run(db.updateTable('services').set(toColumns(body)).where('id', '=', record.id))
    return Service.get(tx, record.id)
  },
})

const inUse = problem('service_in_use', 409, {
  meaning: 'Aircraft and crew were committed to the service: its deployments are the history of the project',
  fix: 'Set the service to idle.',
})

export const deleteService = operation({
  id: 'deleteService',
  method: 'DELETE',
  path: '/api/services/:id',
  summary: 'Delete a service that has no deployments',
  description:
    'Deletes a service. One that has deployments is refused with a conflict: their history needs it.',
  scope: 'services:write',
  roles: operationsRoles,
  on: Service,
  audits: 'service.deleted',
  async handle({ tx, record }) {
    const { deployments } = await tx.one(sql<'serviceDeployments'>`
      select count(*)::int as deployments from deployments where service_id = ${record.id}`)
    if (deployments > 0)
      throw inUse(
        `This service has ${deployments} deployment${deployments === 1 ? '' : 's'}, which stay as its history. Set it to idle instead`,
      )
    await tx.run(sql`delete from services where id = ${record.id}`)
  },
})
