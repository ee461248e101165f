import { db } from '../database/database.ts'
import { toColumns } from '../database/projection.ts'
import { changesBetween } from '../events/record.ts'
import { protective } from '../kernel/effect.ts'
import { requireFeature } from '../kernel/entitlement.ts'
import { switchableModules } from '../kernel/installation.ts'
import { operation } from '../kernel/operation.ts'
import { invalidRequest } from '../kernel/problem.ts'
import { resource } from '../kernel/resource.ts'
import { id, instant, Type, text } from '../kernel/schema.ts'
import { checkTimezone } from '../kernel/timezone.ts'
import { operatingRulesField, operatingRulesInput } from './operating-rules.ts'

export const WorkspaceRecord = resource({
  name: 'workspace',
  prefix: 'org',
  title: { one: 'workspace', many: 'workspaces' },
  page: '/settings/organization',
  table: 'workspaces',
  label: 'name',
  schema: Type.Object({
    id: id('org'),
    uuid: Type.String(),
    name: Type.String(),
    slug: Type.String(),
    timezone: Type.String(),
    operatingRules: operatingRulesField,
    modules: Type.Array(Type.String()),
    apiKeysEnabled: Type.Boolean(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  expressions: { uuid: 't.workspace_id' },
})

export const getWorkspace = operation({
  id: 'getWorkspace',
  method: 'GET',
  path: '/api/v1/admin/workspace',
  summary: 'Get the workspace',
  description: 'Returns the name, time zone, operating rules, modules and switches of the workspace.',
  scope: 'workspace:read',
  roles: ['auditor'],
  response: WorkspaceRecord.schema,
  handle: ({ tx, principal }) => WorkspaceRecord.get(tx, principal.workspace.id),
})

export const updateWorkspace = operation({
  id: 'updateWorkspace',
  method: 'PATCH',
  path: '/api/v1/admin/workspace',
  summary: 'Update the workspace',
  description:
    'Changes the name, the time zone, the operating rules, the modules, or whether API keys can be managed.',
  access: 'session',
  roles: [],
  audits: 'workspace.updated',
  response: WorkspaceRecord.schema,
  body: Type.Object({
    name: Type.Optional(text(1, 200)),
    timezone: Type.Optional(text(1, 64)),
    operatingRules: Type.Optional(operatingRulesInput),
    apiKeysEnabled: protective(
      Type.Optional(
        Type.Boolean({
          description:
            'Off: no key can be created, changed or regenerated. Keys that were handed out go on working until they are revoked, which is always possible.',
        }),
      ),
    ),
    modules: protective(Type.Optional(Type.Array(Type.String(), { uniqueItems: true }))),
  }),
  async handle({ tx, body, principal, services, emit }) {
    if (body.timezone) checkTimezone(body.timezone)
    const known = switchableModules(services)
    const unknown = body.modules?.find((name) => !known.includes(name))
    if (unknown)
      throw invalidRequest(`There is no module "${unknown}". Modules are ${known.join(', ')}`, {
        details: [{ field: 'modules', message: `"${unknown}" does not exist` }],
      })
    const before = await WorkspaceRecord.get(tx, principal.workspace.id)
    const newlyOn = (body.modules ?? []).filter((name) => !before.modules.includes(name))
    if (newlyOn.length > 0) await requireFeature(tx, services, principal.workspace.uuid, ...newlyOn)
    if (Object.keys(body).length > 0)
      await tx.run(db.updateTable('workspaces').set(toColumns(body)).where('id', '=', before.id))
    const after = await WorkspaceRecord.get(tx, before.id)
    emit({
      type: 'workspace.updated',
      subject: { type: 'workspace', id: after.id, label: after.name },
      changes: changesBetween(before, after),
    })
    return after
  },
})
