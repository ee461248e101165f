import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, ruleBroken } from '#platform/kernel/problem.ts'
import { nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { Account, accountFields, accountKinds, holderId, holderTypes } from './account.ts'
import { currency, requireCurrency } from './money-field.ts'
import { billingRoles } from './roles.ts'

const optional = Type.Partial(Type.Object(accountFields)).properties
const Holder = Type.Object({ type: oneOf(holderTypes), id: Type.Optional(nullable(holderId)) })

export const createAccount = operation({
  id: 'createFinanceAccount',
  method: 'POST',
  path: '/api/v1/finance/accounts',
  summary: 'Create an account',
  description:
    'Opens an account for a person, a customer or a project, or an internal one such as a bank account. Its name is that of the holder by default.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  creates: Account,
  audits: 'finance_account.created',
  response: Account.schema,
  project: ({ body }) => (body.holder.type === 'project' ? (body.holder.id ?? null) : null),
  body: Type.Object({
    holder: Holder,
    name: Type.Optional(text(1, 200)),
    kind: Type.Optional(oneOf(accountKinds, { description: 'Receivable by default.' })),
    currency,
    ...optional,
  }),
  async handle({ tx, body, principal }) {
    requireCurrency(body.currency)
    const { holder, kind = 'receivable', name, currency: code, ...rest } = body
    checkHolder(holder, kind)
    const accountId = newId('acc')
    await tx.run(
      db.insertInto('finance_accounts').values({
        ...columnsOf(rest),
        workspace_id: principal.workspace.uuid,
        id: accountId,
        holder_type: holder.type,
        holder_id: holder.id ?? null,
        name: name ?? (await nameOfHolder(tx, holder.id ?? null)),
        kind,
        currency: code,
      }),
    )
    return Account.get(tx, accountId)
  },
})

export const updateAccount = operation({
  id: 'updateFinanceAccount',
  method: 'PATCH',
  path: '/api/v1/finance/accounts/:id',
  summary: 'Update an account',
  description:
    'Changes the fields that you send; the others keep their value. Invoices that are issued keep the name and the address that they have. An account with a balance is not closed.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Account,
  audits: 'finance_account.updated',
  response: Account.schema,
  body: Type.Object({
    name: Type.Optional(text(1, 200)),
    ...optional,
    status: Type.Optional(oneOf(['active', 'closed'])),
  }),
  async handle({ tx, body, record }) {
    if (body.status === 'closed' && record.balanceMinor !== 0)
      throw ruleBroken('An account with a balance is not closed: settle it first', {
        details: [{ field: 'status', message: `leaves a balance of ${record.balanceMinor}` }],
      })
    const { name, status, ...rest } = body
    const columns = {
      ...columnsOf(rest),
      ...(name === undefined ? {} : { name }),
      ...(status === undefined ? {} : { status }),
    }
    if (Object.keys(columns).length > 0)
      await tx.run(db.updateTable('finance_accounts').set(columns).where('id', '=', record.id))
    return Account.get(tx, record.id)
  },
})

type Fields = Partial<{ [F in keyof typeof accountFields]: Static<(typeof accountFields)[F]> | undefined }>

function columnsOf({ invoiceAddress, ...fields }: Fields) {
  const columns = {
    credit_limit_minor: fields.creditLimitMinor,
    payment_days: fields.paymentDays,
    invoice_address: invoiceAddress && JSON.stringify(invoiceAddress),
    tax_number: fields.taxNumber,
    email: fields.email,
    member_group: fields.memberGroup,
    external_code: fields.externalCode,
    sends_reminders: fields.sendsReminders,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<
    typeof columns
  >
}

const prefixes = { person: 'crw', customer: 'fbc', project: 'prj', internal: null } as const

function checkHolder(holder: Static<typeof Holder>, kind: (typeof accountKinds)[number]): void {
  const prefix = prefixes[holder.type]
  const named = holder.id?.slice(0, holder.id.indexOf('_')) ?? null
  if (named !== prefix)
    throw invalidFields([
      {
        field: 'holder.id',
        message:
          prefix === null
            ? 'must be left out: an internal account belongs to nobody'
            : `must name a ${holder.type}`,
      },
    ])
  if (holder.type !== 'internal' && kind !== 'receivable' && kind !== 'prepaid')
    throw invalidFields([
      { field: 'kind', message: 'must be receivable or prepaid for somebody else’s account' },
    ])
}

async function nameOfHolder(tx: Tx, id: string | null): Promise<string> {
  const holder = await tx.first(sql<'accountHolder', { name: string }>`
    select display_name as name from crew where id = ${id}
    union all select company from fbo_customers where id = ${id}
    union all select name from projects where id = ${id}`)
  if (!holder) throw invalidFields([{ field: 'name', message: 'is required for an internal account' }])
  return holder.name
}
