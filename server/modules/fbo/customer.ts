import { db } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { tailNumber } from './movement.ts'
import { deskRoles, tradeRoles } from './roles.ts'

const status = oneOf(['active', 'inactive'])
const Contact = Type.Object({
  name: text(1, 200),
  role: nullable(text(1, 100)),
  email: nullable(Type.String({ format: 'email', maxLength: 254 })),
  phone: nullable(text(3, 40)),
})
const GivenContact = Type.Object({
  name: Contact.properties.name,
  ...Type.Partial(Type.Omit(Contact, ['name'])).properties,
})
const optional = {
  contacts: Type.Array(GivenContact, { maxItems: 50, description: 'Whom to call; the first one first.' }),
  tails: Type.Array(tailNumber, {
    maxItems: 500,
    uniqueItems: true,
    description: 'Their aircraft: movements of these find the customer by themselves.',
  }),
  billingAddress: nullable(text(1, 1_000)),
  notes: nullable(text(1, 5_000)),
  status,
}

/** Who an FBO works for: an operator, an owner, a handler. */
export const Customer = resource({
  name: 'fbo_customer',
  prefix: 'fbc',
  title: { one: 'FBO customer', many: 'FBO customers' },
  page: '/fbo/customers/:id',
  table: 'fbo_customers',
  label: 'company',
  schema: Type.Object({
    id: id('fbc'),
    company: Type.String(),
    ...optional,
    contacts: Type.Array(Contact),
    tails: Type.Array(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})

export const listCustomers = operation({
  id: 'listFboCustomers',
  method: 'GET',
  path: '/api/v1/fbo/customers',
  summary: 'List the customers of the FBO',
  description: 'The companies and owners that the FBO serves, with their contacts and aircraft.',
  scope: 'fbo.customers:read',
  roles: tradeRoles,
  stability: 'beta',
  response: Customer.schema,
  list: list({
    of: Customer,
    defaultSort: 'company',
    sorts: {
      company: { sql: 'lower(t.company)', type: 'text' },
      createdAt: { sql: 't.created_at', type: 'timestamptz' },
    },
    search: [
      't.company',
      "array_to_string(t.tails, ' ')",
      "replace(array_to_string(t.tails, ' '), '-', '')",
      't.contacts::text',
    ],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      tail_number: {
        schema: tailNumber,
        sql: (value) =>
          `replace(upper(${value}), '-', '') in (select replace(tail, '-', '') from unnest(t.tails) as tail)`,
      },
    },
  }),
})

export const getCustomer = operation({
  id: 'getFboCustomer',
  method: 'GET',
  path: '/api/v1/fbo/customers/:id',
  summary: 'Get a customer of the FBO',
  description: 'Returns a customer with its contacts, aircraft and billing address.',
  scope: 'fbo.customers:read',
  roles: tradeRoles,
  stability: 'beta',
  on: Customer,
  response: Customer.schema,
})

export const createCustomer = operation({
  id: 'createFboCustomer',
  method: 'POST',
  path: '/api/v1/fbo/customers',
  summary: 'Create a customer of the FBO',
  description: 'Adds a customer, with the tail numbers by which movements and orders find it.',
  scope: 'fbo.customers:write',
  roles: [...deskRoles, 'finance'],
  stability: 'beta',
  creates: Customer,
  audits: 'fbo_customer.created',
  response: Customer.schema,
  body: Type.Object({ company: text(1, 200), ...Type.Partial(Type.Object(optional)).properties }),
  async handle({ tx, body, principal }) {
    const customerId = newId('fbc')
    await tx.run(
      db.insertInto('fbo_customers').values({
        ...columnsOf(body),
        company: body.company,
        workspace_id: principal.workspace.uuid,
        id: customerId,
      }),
    )
    return Customer.get(tx, customerId)
  },
})

export const updateCustomer = operation({
  id: 'updateFboCustomer',
  method: 'PATCH',
  path: '/api/v1/fbo/customers/:id',
  summary: 'Update a customer of the FBO',
  description:
    'Changes the fields that you send; the others keep their value. Orders that are done stay as they are.',
  scope: 'fbo.customers:write',
  roles: [...deskRoles, 'finance'],
  stability: 'beta',
  on: Customer,
  audits: 'fbo_customer.updated',
  response: Customer.schema,
  body: Type.Object({
    company: Type.Optional(text(1, 200)),
    ...Type.Partial(Type.Object(optional)).properties,
  }),
  async handle({ tx, body, record }) {
    const columns = columnsOf(body)
    if (Object.keys(columns).length > 0)
      await tx.run(db.updateTable('fbo_customers').set(columns).where('id', '=', record.id))
    return Customer.get(tx, record.id)
  },
})

function columnsOf<T extends { contacts?: Static<typeof GivenContact>[]; tails?: string[] }>({
  contacts,
  tails,
  ...rest
}: T) {
  return {
    ...toColumns(rest),
    ...(tails ? { tails: [...new Set(tails.map((tail) => tail.toUpperCase()))] } : {}),
    ...(contacts
      ? {
          contacts: JSON.stringify(
            contacts.map(({ name, role = null, email = null, phone = null }) => ({
              name,
              role,
              email,
              phone,
            })),
          ),
        }
      : {}),
  }
}
