import { CrewMember } from '#modules/crew/index.ts'
import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { complianceKind, operationField } from './record.ts'
import { complianceEditors } from './visibility.ts'

const { functions } = CrewMember.schema.properties

const fields = {
  title: text(1, 120, 'The name of the requirement, as lists show it.'),
  kind: complianceKind,
  recordTitle: nullable(
    text(1, 120, 'The title that the record must have. Null: any record of this kind meets it.'),
  ),
  operation: nullable(operationField('For a medical: the privileges that it must cover.')),
  functions: Type.Unsafe<string[]>({
    ...functions,
    uniqueItems: true,
    description: 'People with one of these functions must meet it.',
  }),
  crewIds: Type.Array(id('crw'), {
    maxItems: 500,
    uniqueItems: true,
    description: 'These people must meet it too.',
  }),
  citation: nullable(text(1, 200, 'The source of the requirement, such as "14 CFR 61.56" or "GOM 3.4".')),
  notes: nullable(text(1, 2_000)),
}
const status = oneOf(['active', 'retired'], { description: 'A retired requirement applies to nobody.' })

/** Something that people with a function, or named people, must hold. */
export const ComplianceRequirement = resource({
  name: 'compliance_requirement',
  prefix: 'cmq',
  title: { one: 'compliance requirement', many: 'compliance requirements' },
  page: '/compliance/requirements',
  table: 'compliance_requirements',
  label: 'title',
  schema: Type.Object({
    id: id('cmq'),
    ...fields,
    status,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const optional = {
  recordTitle: Type.Optional(fields.recordTitle),
  operation: Type.Optional(fields.operation),
  crewIds: Type.Optional(fields.crewIds),
  citation: Type.Optional(fields.citation),
  notes: Type.Optional(fields.notes),
}

export const listComplianceRequirements = operation({
  id: 'listComplianceRequirements',
  method: 'GET',
  path: '/api/v1/compliance/requirements',
  summary: 'List compliance requirements',
  description: 'What people must hold, including retired requirements; filter with `status`.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  response: ComplianceRequirement.schema,
  list: list({
    of: ComplianceRequirement,
    defaultSort: 'title',
    search: ['t.title', 't.record_title', 't.citation'],
    indexed: true,
    sorts: {
      title: { sql: 'lower(t.title)', type: 'text' },
      createdAt: { sql: 't.created_at', type: 'timestamptz' },
    },
    filters: {
      kind: { schema: fields.kind, sql: (value) => `t.kind = ${value}` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      function: { schema: text(1, 20), sql: (value) => `${value} = any(t.functions)` },
    },
  }),
})

export const getComplianceRequirement = operation({
  id: 'getComplianceRequirement',
  method: 'GET',
  path: '/api/v1/compliance/requirements/:id',
  summary: 'Get a compliance requirement',
  description: 'The requirement, with the functions and people that it applies to.',
  scope: 'compliance:read',
  roles: 'staff',
  on: ComplianceRequirement,
  stability: 'beta',
  response: ComplianceRequirement.schema,
})

export const createComplianceRequirement = operation({
  id: 'createComplianceRequirement',
  method: 'POST',
  path: '/api/v1/compliance/requirements',
  summary: 'Create a compliance requirement',
  description:
    'Requires people with a function, or named people, to hold something. Those without such a record are `missing` it from then on.',
  scope: 'compliance:write',
  roles: complianceEditors,
  creates: ComplianceRequirement,
  audits: 'compliance_requirement.created',
  stability: 'beta',
  body: Type.Object({ title: fields.title, kind: fields.kind, functions: fields.functions, ...optional }),
  response: ComplianceRequirement.schema,
  async handle({ tx, body, principal }) {
    check({ crewIds: [], operation: null, ...body })
    const requirementId = newId('cmq')
    await tx.run(
      db
        .insertInto('compliance_requirements')
        .values({ ...toColumns(body), workspace_id: principal.workspace.uuid, id: requirementId }),
    )
    return ComplianceRequirement.get(tx, requirementId)
  },
})

export const updateComplianceRequirement = operation({
  id: 'updateComplianceRequirement',
  method: 'PATCH',
  path: '/api/v1/compliance/requirements/:id',
  summary: 'Update or retire a compliance requirement',
  description:
    'The status of the people it applies to follows at once. A retired requirement no longer counts.',
  scope: 'compliance:write',
  roles: complianceEditors,
  on: ComplianceRequirement,
  audits: 'compliance_requirement.updated',
  stability: 'beta',
  body: Type.Object({
    title: Type.Optional(fields.title),
    kind: Type.Optional(fields.kind),
    functions: Type.Optional(fields.functions),
    status: Type.Optional(status),
    ...optional,
  }),
  response: ComplianceRequirement.schema,
  async handle({ tx, body, record }) {
    check({ ...record, ...body })
    if (Object.keys(body).length > 0)
      await tx.run(db.updateTable('compliance_requirements').set(toColumns(body)).where('id', '=', record.id))
    return ComplianceRequirement.get(tx, record.id)
  },
})

function check(requirement: {
  kind: string
  operation?: string | null
  functions: string[]
  crewIds: string[]
}): void {
  const refuse = (field: string, message: string) => invalidFields([{ field, message }])
  if (requirement.functions.length + requirement.crewIds.length === 0)
    throw refuse('functions', 'is empty: choose the functions that it applies to, or people with crewIds')
  if (requirement.operation && requirement.kind !== 'medical')
    throw refuse(
      'operation',
      `applies only to a medical, and this is a ${requirement.kind.replaceAll('_', ' ')}`,
    )
}
