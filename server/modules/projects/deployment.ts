import { db, sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { list, runList } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, pageOf, Type, text } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { operationsRoles } from '#server/roles.ts'
import { commitAircraft, freeAircraft } from './deployment-hold.ts'
import { deploymentStatuses, writeLog } from './log-entry.ts'
import { checkDates } from './project.ts'
import { Service } from './service.ts'

const status = oneOf(deploymentStatuses)

const CrewOf = Type.Object({ crewId: id('crw'), displayName: Type.String(), role: Type.String() })

/** An aircraft and crew committed to a service, from a date to a date. */
export const Deployment = resource({
  name: 'deployment',
  prefix: 'dpl',
  title: { one: 'deployment', many: 'deployments' },
  page: { of: 'projectId' },
  alsoChanges: ['planning_session'],
  table: 'deployments',
  label: 'aircraftRegistration',
  project: 's.project_id',
  schema: Type.Object({
    id: id('dpl'),
    serviceId: id('svc'),
    projectId: id('prj'),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    crew: Type.Array(CrewOf),
    startsOn: date(),
    endsOn: date(),
    status,
    notes: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join services s on s.workspace_id = t.workspace_id and s.id = t.service_id
        join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id`,
  expressions: {
    projectId: 's.project_id',
    aircraftRegistration: 'a.registration',
    crew: `coalesce((select json_agg(json_build_object('crewId', c.id, 'displayName', c.display_name,
                                'role', dc.role) order by dc.position)
                       from deployment_crew dc
                       join crew c on c.workspace_id = dc.workspace_id and c.id = dc.crew_id
                      where dc.workspace_id = t.workspace_id and dc.deployment_id = t.id), '[]')`,
  },
})

/** One deployment of a service runs at a time: the next one takes the place of the one before. */
const deploymentStates = stateMachine({
  of: Deployment,
  moves: {
    position: { from: ['queued'], to: 'positioning', verb: 'start its positioning' },
    run: { from: ['queued', 'positioning'], to: 'running', verb: 'start it running', label: 'Start running' },
    complete: { from: ['running'], to: 'completed' },
    fail: { from: ['positioning', 'running'], to: 'failed', verb: 'mark it as failed' },
    abort: { from: ['queued', 'positioning'], to: 'aborted' },
    supersede: { from: ['running'], to: 'superseded', isAutomatic: true },
  },
  refusal: {
    code: 'deployment_state',
    fix: 'Read the deployment again; the message names the state that it is in.',
  },
})

const deployments = list({
  of: Deployment,
  defaultSort: '-startsOn',
  overJoins: true,
  sorts: {
    startsOn: { sql: 't.starts_on', type: 'date' },
    createdAt: { sql: 't.created_at', type: 'timestamptz' },
  },
  within: { param: 'id', sql: (value) => `t.service_id = ${value}` },
  filters: { status: { schema: status, sql: (value) => `t.status = ${value}` } },
})

export const listDeployments = operation({
  id: 'listDeployments',
  method: 'GET',
  path: '/api/services/:id/deployments',
  summary: 'List the deployments of a service',
  description: 'The deployments of a service, with their aircraft, crew, dates and status.',
  scope: 'deployments:read',
  roles: 'staff',
  on: Service,
  query: deployments.query,
  response: pageOf(Deployment.schema),
  handle: ({ tx, query, principal, record }) => runList(tx, deployments, query, principal, { id: record.id }),
})

export const createDeployment = operation({
  id: 'createDeployment',
  method: 'POST',
  path: '/api/services/:id/deployments',
  summary: 'Create a deployment: commit an aircraft and crew to a service',
  description:
    'Commits an aircraft and its crew to a service for a range of dates. It waits in the queue until it is moved on. The aircraft is held for those days, so a booking at that time is in its way.',
  scope: 'deployments:write',
  roles: operationsRoles,
  on: Service,
  creates: Deployment,
  audits: 'deployment.created',
  response: Deployment.schema,
  body: Type.Object({
    aircraftId: id('acf'),
    crew: Type.Optional(Type.Array(Type.Object({ crewId: id('crw'), role: text(1, 40) }), { maxItems: 20 })),
    startsOn: date(),
    endsOn: date(),
    notes: Type.Optional(nullable(text(1, 5_000))),
  }),
  async handle({ tx, body: { crew = [], ...body }, record, principal }) {
    checkDates(body)
    const deploymentId = newId('dpl')
    if (new Set(crew.map((member) => member.crewId)).size < crew.length)
      throw invalidFields([{ field: 'crew', message: 'names somebody twice' }])
    await tx.run(
      db.insertInto('deployments').values({
        workspace_id: principal.workspace.uuid,
        id: deploymentId,
        service_id: record.id,
        aircraft_id: body.aircraftId,
        starts_on: body.startsOn,
        ends_on: body.endsOn,
        notes: body.notes ?? null,
      }),
    )
    for (const [position, member] of crew.entries()) {
      await tx.run(
        db.insertInto('deployment_crew').values({
          workspace_id: principal.workspace.uuid,
          deployment_id: deploymentId,
          crew_id: member.crewId,
          role: member.role,
          position,
        }),
      )
    }
    await writeLog(tx, principal, deploymentId, 'queued', null)
    const deployment = await Deployment.get(tx, deploymentId)
    await commitAircraft(tx, principal, deployment, { isQueued: true })
    return deployment
  },
})

export const getDeployment = operation({
  id: 'getDeployment',
  method: 'GET',
  path: '/api/deployments/:id',
  summary: 'Get a deployment',
  description: 'Returns a deployment with its aircraft, crew, dates and status.',
  scope: 'deployments:read',
  roles: 'staff',
  on: Deployment,
  response: Deployment.schema,
})

export const abortDeployment = operation({
  id: 'abortDeployment',
  method: 'POST',
  path: '/api/deployments/:id/abort',
  summary: 'Abort a deployment that is not running yet',
  description: 'Stops a deployment before it runs. The reason is written to its log.',
  scope: 'deployments:write',
  roles: operationsRoles,
  on: Deployment,
  move: deploymentStates.abort,
  audits: 'deployment.aborted',
  response: Deployment.schema,
  body: Type.Object({ reason: Type.Optional(text(1, 1_000)) }),
  async handle({ tx, body, record, principal, move }) {
    await move.make()
    await freeAircraft(tx, record)
    await writeLog(tx, principal, record.id, 'aborted', body.reason ?? null)
    return Deployment.get(tx, record.id)
  },
})

export const advanceDeployment = operation({
  id: 'advanceDeployment',
  method: 'POST',
  path: '/api/deployments/:id/advance',
  summary: 'Move a deployment on',
  description: 'One deployment of a service runs at a time: starting a newer one supersedes the older.',
  scope: 'deployments:write',
  roles: operationsRoles,
  on: Deployment,
  move: deploymentStates.chosenBy('to', ['position', 'run', 'complete', 'fail']),
  audits: 'deployment.advanced',
  response: Deployment.schema,
  body: Type.Object({
    to: oneOf(['positioning', 'running', 'completed', 'failed']),
    note: Type.Optional(text(1, 1_000)),
  }),
  async handle({ tx, body, record, principal, emit, move }) {
    if (body.to === 'running') for (const emission of await supersede(tx, principal, record)) emit(emission)
    await move.make()
    if (body.to === 'positioning' || body.to === 'running') await commitAircraft(tx, principal, record)
    else await freeAircraft(tx, record)
    await writeLog(tx, principal, record.id, body.to, body.note ?? null)
    return Deployment.get(tx, record.id)
  },
})

async function supersede(
  tx: Tx,
  principal: Principal,
  record: { id: string; serviceId: string; projectId: string },
): Promise<Emission[]> {
  const running = await tx.rows(sql<'supersededDeployments'>`select id, status from deployments
      where service_id = ${record.serviceId} and status = 'running' and id <> ${record.id} for update`)
  for (const older of running) {
    await deploymentStates.supersede.apply(tx, older)
    await freeAircraft(tx, older)
    await writeLog(tx, principal, older.id, 'superseded', `${record.id} took over`)
  }
  return running.map(({ id: olderId }) => ({
    type: 'deployment.superseded',
    subject: { type: 'deployment', id: olderId, projectId: record.projectId },
  }))
}
