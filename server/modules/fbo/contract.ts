import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, integer, nullable, Type, text } from '#platform/kernel/schema.ts'
import { pricingRoles, tradeRoles } from './roles.ts'

const fields = {
  name: text(1, 200),
  startsOn: date(),
  endsOn: nullable(date('This day included; null: until further notice.')),
  discountBasisPoints: integer(
    0,
    10_000,
    'Off retail, where the contract has no price of its own: 250 is 2.5 %.',
  ),
  notes: nullable(text(1, 5_000)),
}

/** What a customer has agreed to, from a day to a day: prices of their own (rates that name it), or a discount off retail. */
export const Contract = resource({
  name: 'fbo_contract',
  prefix: 'fct',
  title: { one: 'FBO contract', many: 'FBO contracts' },
  page: '/fbo/contracts',
  table: 'fbo_contracts',
  label: 'name',
  schema: Type.Object({
    id: id('fct'),
    customerId: id('fbc'),
    customerName: Type.String(),
    ...fields,
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join fbo_customers c on c.workspace_id = t.workspace_id and c.id = t.customer_id',
  expressions: { customerName: 'c.company' },
})

export const listContracts = operation({
  id: 'listFboContracts',
  method: 'GET',
  path: '/api/v1/fbo/contracts',
  summary: 'List contracts with customers of the FBO',
  description: 'Agreements that give a customer a discount or prices of its own.',
  scope: 'fbo.rates:read',
  roles: tradeRoles,
  stability: 'beta',
  response: Contract.schema,
  list: list({
    of: Contract,
    defaultSort: '-startsOn',
    sorts: { startsOn: { sql: 't.starts_on', type: 'date' } },
    search: ['t.name', 't.notes'],
    indexed: true,
    filters: {
      customer_id: { schema: id('fbc'), sql: (value) => `t.customer_id = ${value}` },
      on: {
        schema: date('In force on this day.'),
        sql: (value) => `t.starts_on <= ${value}::date and coalesce(t.ends_on, 'infinity') >= ${value}::date`,
      },
    },
  }),
})

export const getContract = operation({
  id: 'getFboContract',
  method: 'GET',
  path: '/api/v1/fbo/contracts/:id',
  summary: 'Get a contract',
  description: 'Returns a contract with its customer, dates and discount.',
  scope: 'fbo.rates:read',
  roles: tradeRoles,
  stability: 'beta',
  on: Contract,
  response: Contract.schema,
})

export const createContract = operation({
  id: 'createFboContract',
  method: 'POST',
  path: '/api/v1/fbo/contracts',
  summary: 'Create a contract',
  description:
    'Agrees a discount with a customer for a range of dates. Prices of the contract are rates that name it.',
  scope: 'fbo.rates:write',
  roles: pricingRoles,
  stability: 'beta',
  creates: Contract,
  audits: 'fbo_contract.created',
  response: Contract.schema,
  body: Type.Object({
    customerId: id('fbc'),
    name: fields.name,
    startsOn: fields.startsOn,
    ...Type.Partial(Type.Pick(Type.Object(fields), ['endsOn', 'discountBasisPoints', 'notes'])).properties,
  }),
  async handle({ tx, body, principal }) {
    checkPeriod(body)
    const contractId = newId('fct')
    await tx.run(
      db.insertInto('fbo_contracts').values({
        ...toColumns(body),
        workspace_id: principal.workspace.uuid,
        id: contractId,
      }),
    )
    return Contract.get(tx, contractId)
  },
})

export const updateContract = operation({
  id: 'updateFboContract',
  method: 'PATCH',
  path: '/api/v1/fbo/contracts/:id',
  summary: 'Update a contract; orders that are done keep their prices',
  description:
    'Changes the fields that you send; the others keep their value. Orders that are done keep the price that they have.',
  scope: 'fbo.rates:write',
  roles: pricingRoles,
  stability: 'beta',
  on: Contract,
  audits: 'fbo_contract.updated',
  response: Contract.schema,
  body: Type.Partial(Type.Object(fields)),
  async handle({ tx, body, record }) {
    checkPeriod({ ...record, ...body })
    if (Object.keys(body).length > 0)
      await tx.run(db.updateTable('fbo_contracts').set(toColumns(body)).where('id', '=', record.id))
    return Contract.get(tx, record.id)
  },
})

function checkPeriod({ startsOn, endsOn }: { startsOn: string; endsOn?: string | null }): void {
  if (endsOn && endsOn < startsOn)
    throw invalidRequest('endsOn lies before startsOn', {
      details: [{ field: 'endsOn', message: `must not lie before ${startsOn}` }],
    })
}
