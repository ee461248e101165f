import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  fieldsOf,
  id,
  idOf,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { BlockTime, blockTimeOfAccount } from './block-time.ts'
import { Address, currency, limitMinor, minor } from './money-field.ts'
import { isOwnAccount, ownAccounts } from './own-account.ts'
import { moneyReaders, seesAll } from './roles.ts'

export const accountClosed = problem('account_closed', 422, {
  meaning: 'The account is closed, so nothing is posted to it any more',
  fix: 'Open the account again, or use another one.',
})
export const currencyMismatch = problem('currency_mismatch', 422, {
  meaning: 'The account has another currency',
  fix: 'An account has one currency. Use, or create, an account in the currency of the amount.',
})

export const holderTypes = ['person', 'customer', 'project', 'internal'] as const
export const accountKinds = ['receivable', 'prepaid', 'revenue', 'tax', 'cash', 'clearing'] as const
const kind = oneOf(accountKinds)
const status = oneOf(['active', 'closed'])
export const holderId = idOf(['crw', 'fbc', 'prj'], 'The person, customer or project.')

/** What can be changed of an account. */
export const accountFields = {
  creditLimitMinor: nullable(limitMinor),
  paymentDays: integer(0, 120, 'After how many days an invoice is due.'),
  invoiceAddress: nullable(Address),
  taxNumber: nullable(text(1, 40)),
  email: nullable(Type.String({ format: 'email', maxLength: 254 })),
  memberGroup: nullable(text(1, 60, 'The group that prices may name.')),
  externalCode: nullable(text(1, 40, 'What the chart of accounts of your accounting calls it.')),
  sendsReminders: Type.Boolean({ description: 'Whether overdue invoices are reminded of by mail.' }),
}

/** Who owes what, or what the operator has: one currency each. */
export const Account = resource({
  name: 'finance_account',
  prefix: 'acc',
  title: { one: 'account', many: 'accounts' },
  page: '/finance/accounts/:id',
  table: 'finance_accounts',
  label: 'name',
  // A limited key reaches the accounts of its projects.
  project: "case when t.holder_type = 'project' then t.holder_id end",
  schema: Type.Object({
    id: id('acc'),
    holder: Type.Object({
      type: oneOf(holderTypes),
      id: nullable(holderId),
      name: nullable(Type.String()),
    }),
    name: Type.String(),
    kind,
    currency,
    ...accountFields,
    status,
    balanceMinor: minor('The sum of its postings: what a customer owes is positive.'),
    blockTime: Type.Array(BlockTime, { description: 'What is left of its packages, by kind of charge.' }),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `left join finance_balances b on b.workspace_id = t.workspace_id and b.account_id = t.id
    left join crew c on c.workspace_id = t.workspace_id and c.id = t.holder_id
    left join fbo_customers k on k.workspace_id = t.workspace_id and k.id = t.holder_id
    left join projects p on p.workspace_id = t.workspace_id and p.id = t.holder_id`,
  expressions: {
    holder: `json_build_object('type', t.holder_type, 'id', t.holder_id,
      'name', coalesce(c.display_name, k.company, p.name))`,
    balanceMinor: 'coalesce(b.balance_minor, 0)',
    blockTime: blockTimeOfAccount,
  },
  visible: async (tx, accountId, principal) =>
    seesAll(principal) || (await isOwnAccount(tx, accountId, principal)),
})
export type AccountForm = Static<typeof Account.schema>

export const accountBelowLimit = eventType('account.below_limit', {
  stability: 'beta',
  when: 'an account owes more than its credit limit after a posting; once for each time it crosses the limit',
  subject: 'finance_account',
  data: Type.Object(
    fieldsOf(
      Account.schema,
      'id',
      'holder',
      'name',
      'kind',
      'currency',
      'creditLimitMinor',
      'balanceMinor',
      'version',
    ),
  ),
  scope: 'finance:read',
  readers: ['account_owner', 'admin', ...moneyReaders],
})

export const listAccounts = operation({
  id: 'listFinanceAccounts',
  method: 'GET',
  path: '/api/v1/finance/accounts',
  summary: 'List accounts',
  description: 'Members who bill see all accounts with their balances, other members their own.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  response: Account.schema,
  list: list({
    of: Account,
    defaultSort: 'name',
    sorts: { name: { sql: 'lower(t.name)', type: 'text' } },
    search: ['t.name', 't.external_code'],
    indexed: true,
    filters: {
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      currency: { schema: currency, sql: (value) => `t.currency = ${value}` },
      holder_id: { schema: holderId, sql: (value) => `t.holder_id = ${value}` },
      holder_type: { schema: oneOf(holderTypes), sql: (value) => `t.holder_type = ${value}` },
    },
    restrict: ownAccounts('t.id'),
  }),
})

export const getAccount = operation({
  id: 'getFinanceAccount',
  method: 'GET',
  path: '/api/v1/finance/accounts/:id',
  summary: 'Get an account',
  description: 'Returns an account with its holder and its balance.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Account,
  response: Account.schema,
})
