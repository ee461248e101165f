import { db } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { Account, accountClosed } from './account.ts'
import { localDay } from './local-day.ts'
import { billingRoles, moneyReaders } from './roles.ts'

const period = oneOf(['month', 'day'])

/** What an account pays for each month or day, by the price for dues of that day. */
export const Dues = resource({
  name: 'dues',
  prefix: 'dus',
  title: { one: 'dues', many: 'dues' },
  page: '/finance/dues',
  table: 'finance_dues',
  label: 'description',
  schema: Type.Object({
    id: id('dus'),
    accountId: id('acc'),
    accountName: Type.String(),
    description: Type.String(),
    period,
    startsOn: date(),
    endsOn: nullable(date('The last day that is charged.')),
    nextOn: date('The first day that is not charged yet.'),
    waitsSince: nullable(instant('Since when there is no price for dues. Null: it was charged.')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join finance_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id',
  expressions: { accountName: 'a.name' },
})

const reading = { method: 'GET', scope: 'finance:read', roles: moneyReaders, stability: 'beta' } as const
const writing = {
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  response: Dues.schema,
} as const

export const listDues = operation({
  ...reading,
  id: 'listDues',
  path: '/api/v1/finance/dues',
  summary: 'List dues',
  description: 'The accounts that pay dues, and the day from which they are charged next.',
  response: Dues.schema,
  list: list({
    of: Dues,
    defaultSort: 'nextOn',
    sorts: { nextOn: { sql: 't.next_on', type: 'date' } },
    filters: { account_id: { schema: id('acc'), sql: (value) => `t.account_id = ${value}` } },
    overJoins: true,
  }),
})

export const getDues = operation({
  ...reading,
  id: 'getDues',
  path: '/api/v1/finance/dues/:id',
  summary: 'Get dues',
  description: 'Returns dues with the day from which they are charged next.',
  on: Dues,
  // Dues belong to no project.
  project: () => null,
  response: Dues.schema,
})

export const createDues = operation({
  ...writing,
  id: 'createDues',
  method: 'POST',
  path: '/api/v1/finance/dues',
  summary: 'Create dues of an account',
  description:
    'Charges an account once for each month or day from a day on, at the price of the rate card for dues with that basis.',
  creates: Dues,
  audits: 'dues.created',
  body: Type.Object({
    accountId: id('acc'),
    description: Type.Optional(text(1, 200, 'Dues by default.')),
    period,
    startsOn: Type.Optional(date('Today by default.')),
    endsOn: Type.Optional(nullable(date())),
  }),
  async handle({ tx, body, principal, now }) {
    const account = await Account.get(tx, body.accountId)
    if (account.status === 'closed') throw accountClosed(`The account ${account.name} is closed`)
    const startsOn = body.startsOn ?? localDay(now, principal.workspace.timezone)
    checkEnd(startsOn, body.endsOn)
    const duesId = newId('dus')
    await tx.run(
      db.insertInto('finance_dues').values({
        workspace_id: principal.workspace.uuid,
        id: duesId,
        account_id: account.id,
        description: body.description ?? 'Dues',
        period: body.period,
        starts_on: startsOn,
        ends_on: body.endsOn ?? null,
        next_on: startsOn,
      }),
    )
    return Dues.get(tx, duesId)
  },
})

export const updateDues = operation({
  ...writing,
  id: 'updateDues',
  method: 'PATCH',
  path: '/api/v1/finance/dues/:id',
  summary: 'Update dues',
  description: 'Ends, continues or renames dues. Charges that exist already stay.',
  on: Dues,
  project: () => null,
  audits: 'dues.updated',
  body: Type.Object({ description: Type.Optional(text(1, 200)), endsOn: Type.Optional(nullable(date())) }),
  async handle({ tx, body, record }) {
    checkEnd(record.startsOn, body.endsOn)
    const columns = {
      ...(body.description === undefined ? {} : { description: body.description }),
      ...(body.endsOn === undefined ? {} : { ends_on: body.endsOn }),
    }
    if (Object.keys(columns).length > 0)
      await tx.run(db.updateTable('finance_dues').set(columns).where('id', '=', record.id))
    return Dues.get(tx, record.id)
  },
})

function checkEnd(startsOn: string, endsOn: string | null | undefined): void {
  if (endsOn && endsOn < startsOn)
    throw invalidFields([{ field: 'endsOn', message: `must not lie before ${startsOn}` }])
}
