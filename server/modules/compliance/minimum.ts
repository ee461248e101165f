import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, integer, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { effects } from '#rules/eligibility.ts'
import { measures } from '#rules/flight-minimum.ts'
import { complianceEditors } from './visibility.ts'

export const minimumFields = {
  title: text(1, 120, 'Its name, as refusals show it.'),
  measure: oneOf(measures, {
    labels: {
      total: 'Total flight time',
      type: 'Flight time on the type',
      last_30_days: 'On the type in the last 30 days',
      last_90_days: 'On the type in the last 90 days',
      checkout: 'A checkout on the type',
    },
    description: 'What is counted. The type is that of the aircraft to be flown.',
  }),
  neededMinutes: integer(0, 6_000_000, 'How much flight time it takes; 0 for a checkout.'),
  typeDesignators: Type.Array(text(2, 10), {
    maxItems: 100,
    uniqueItems: true,
    description: 'The types of aircraft that it is about. Empty: all.',
  }),
  authority: oneOf(['workspace', 'insurer'], { description: 'Who asks for it. Default: workspace.' }),
  effect: oneOf(effects, { description: 'Whether it refuses, or only warns. Default: blocks.' }),
  citation: nullable(text(1, 200, 'Where it is written, such as "GOM 3.4" or the number of the policy.')),
}
const status = oneOf(['active', 'retired'], { description: 'A retired minimum applies to nobody.' })

/** What the operator or its insurer asks of pilots beyond the law. */
export const ComplianceMinimum = resource({
  name: 'compliance_minimum',
  prefix: 'cmn',
  title: { one: 'minimum', many: 'minimums' },
  page: '/compliance/minimums',
  table: 'compliance_minimums',
  label: 'title',
  schema: Type.Object({
    id: id('cmn'),
    ...minimumFields,
    status,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

const change = Type.Partial(Type.Object(minimumFields)).properties

export const listComplianceMinimums = operation({
  id: 'listComplianceMinimums',
  method: 'GET',
  path: '/api/v1/compliance/minimums',
  summary: 'List minimums',
  description: 'What the operator or its insurer asks of pilots beyond the law, including retired minimums.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  response: ComplianceMinimum.schema,
  list: list({
    of: ComplianceMinimum,
    defaultSort: 'title',
    search: ['t.title', 't.citation'],
    sorts: { title: { sql: 'lower(t.title)', type: 'text' } },
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      measure: { schema: minimumFields.measure, sql: (value) => `t.measure = ${value}` },
    },
  }),
})

export const getComplianceMinimum = operation({
  id: 'getComplianceMinimum',
  method: 'GET',
  path: '/api/v1/compliance/minimums/:id',
  summary: 'Get a minimum',
  description: 'The minimum, with the types of aircraft that it is about.',
  scope: 'compliance:read',
  roles: 'staff',
  on: ComplianceMinimum,
  stability: 'beta',
  response: ComplianceMinimum.schema,
})

export const createComplianceMinimum = operation({
  id: 'createComplianceMinimum',
  method: 'POST',
  path: '/api/v1/compliance/minimums',
  summary: 'Create a minimum',
  description: 'It applies at once. Rehearse it first to see which flights it would have refused.',
  scope: 'compliance:write',
  roles: complianceEditors,
  creates: ComplianceMinimum,
  audits: 'compliance_minimum.created',
  stability: 'beta',
  body: Type.Object({ ...change, title: minimumFields.title, measure: minimumFields.measure }),
  response: ComplianceMinimum.schema,
  async handle({ tx, body, principal }) {
    const minimum = { neededMinutes: 0, ...capitals(body) }
    requireTime(minimum)
    const minimumId = newId('cmn')
    await tx.run(
      db
        .insertInto('compliance_minimums')
        .values({ ...toColumns(minimum), workspace_id: principal.workspace.uuid, id: minimumId }),
    )
    return ComplianceMinimum.get(tx, minimumId)
  },
})

export const updateComplianceMinimum = operation({
  id: 'updateComplianceMinimum',
  method: 'PATCH',
  path: '/api/v1/compliance/minimums/:id',
  summary: 'Update or retire a minimum',
  description: 'Verdicts follow at once. A retired minimum no longer counts.',
  scope: 'compliance:write',
  roles: complianceEditors,
  on: ComplianceMinimum,
  audits: 'compliance_minimum.updated',
  stability: 'beta',
  body: Type.Object({ ...change, status: Type.Optional(status) }),
  response: ComplianceMinimum.schema,
  async handle({ tx, body, record }) {
    requireTime({ ...record, ...body })
    if (Object.keys(body).length > 0)
      await tx.run(
        db
          .updateTable('compliance_minimums')
          .set(toColumns(capitals(body)))
          .where('id', '=', record.id),
      )
    return ComplianceMinimum.get(tx, record.id)
  },
})

/** Type designators are compared as they are stored with aircraft, in capitals. */
export const capitals = <T extends { typeDesignators?: string[] }>(body: T): T => ({
  ...body,
  ...(body.typeDesignators
    ? { typeDesignators: body.typeDesignators.map((type) => type.toUpperCase()) }
    : {}),
})

/** @throws Problem if a minimum of time has none, or a checkout has some. */
export function requireTime({ measure, neededMinutes }: { measure: string; neededMinutes: number }): void {
  if ((measure === 'checkout') === (neededMinutes === 0)) return
  throw invalidFields([
    {
      field: 'neededMinutes',
      message:
        measure === 'checkout' ? 'must be 0 for a checkout' : 'is required: how much flight time it takes',
    },
  ])
}
