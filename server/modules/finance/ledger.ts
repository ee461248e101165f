import { sql, type Tx } from '#platform/database/database.ts'
import { list } from '#platform/kernel/list.ts'
import { listExport } from '#platform/kernel/list-export.ts'
import { operation } from '#platform/kernel/operation.ts'

import { conflict, invalidFields, problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  happenedAt,
  id,
  idOf,
  instant,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { formatMinor } from '#rules/currency.ts'
import { Account, currencyMismatch } from './account.ts'
import { currency, minor, signedMinor } from './money-field.ts'
import { entrySources, postEntry } from './post-entry.ts'
import { billingRoles, moneyReaders } from './roles.ts'

const doesNotBalance = problem('entry_does_not_balance', 422, {
  meaning: 'The postings of an entry sum to zero in each currency',
  fix: 'Correct the amounts: what is added to one account is taken from another.',
})

/** What was posted: at least two postings that sum to zero. It never changes. */
export const LedgerEntry = resource({
  name: 'ledger_entry',
  prefix: 'jen',
  title: { one: 'ledger entry', many: 'ledger entries' },
  page: '/finance/ledger/:id',
  alsoChanges: ['finance_account'],
  table: 'finance_entries',
  label: 'description',
  schema: Type.Object({
    id: id('jen'),
    number: Type.Integer({ description: 'Counts the entries of the workspace, without a gap.' }),
    occurredAt: instant(),
    description: Type.String(),
    source: Type.Object({ type: oneOf(entrySources), id: nullable(Type.String()) }),
    reversesId: nullable(id('jen')),
    reversedById: nullable(id('jen')),
    postings: Type.Array(
      Type.Object({
        id: id('jpo'),
        accountId: id('acc'),
        accountName: Type.String(),
        amountMinor: minor('Positive: added to what the account holds or owes.'),
        currency,
      }),
    ),
    createdBy: nullable(Type.String()),
    createdAt: instant(),
  }),
  joins: 'left join finance_entries r on r.workspace_id = t.workspace_id and r.reverses_id = t.id',
  expressions: {
    source: "json_build_object('type', t.source_type, 'id', t.source_id)",
    reversedById: 'r.id',
    createdBy: 't.created_by_name',
    postings: `coalesce((select json_agg(json_build_object('id', p.id, 'accountId', p.account_id,
        'accountName', a.name, 'amountMinor', p.amount_minor, 'currency', p.currency) order by p.position)
      from finance_postings p
      join finance_accounts a on a.workspace_id = p.workspace_id and a.id = p.account_id
     where p.workspace_id = t.workspace_id and p.entry_id = t.id), '[]')`,
  },
  refusals: { finance_entries_reverses: () => conflict('This entry was reversed already') },
})

const occurred = {
  date_from: {
    schema: date('On or after this day (UTC).'),
    sql: (value: string) => `t.occurred_at >= ${value}::date`,
  },
  date_to: {
    schema: date('On or before this day (UTC).'),
    sql: (value: string) => `t.occurred_at < ${value}::date + 1`,
  },
}
const reading = { method: 'GET', scope: 'finance:read', roles: moneyReaders, stability: 'beta' } as const

export const listEntries = operation({
  ...reading,
  id: 'listLedgerEntries',
  path: '/api/v1/finance/ledger',
  summary: 'List ledger entries',
  description: 'What was posted, with its postings. Entries are numbered without a gap and never change.',
  response: LedgerEntry.schema,
  list: list({
    of: LedgerEntry,
    defaultSort: '-number',
    sorts: { number: { sql: 't.number', type: 'bigint' } },
    search: ['t.description'],
    indexed: true,
    filters: {
      ...occurred,
      account_id: {
        schema: id('acc'),
        sql: (value) =>
          `exists (select from finance_postings p where p.workspace_id = t.workspace_id and p.entry_id = t.id
             and p.account_id = ${value})`,
      },
      source_id: { schema: idOf(['ivc', 'pay']), sql: (value) => `t.source_id = ${value}` },
    },
  }),
})

export const getEntry = operation({
  ...reading,
  id: 'getLedgerEntry',
  path: '/api/v1/finance/ledger/:id',
  summary: 'Get a ledger entry',
  description: 'Returns an entry with its postings and what caused it.',
  on: LedgerEntry,
  response: LedgerEntry.schema,
})

export const createEntry = operation({
  id: 'createLedgerEntry',
  method: 'POST',
  path: '/api/v1/finance/ledger',
  summary: 'Create a ledger entry by hand',
  description:
    'Posts an entry that belongs to no invoice or payment, such as an opening balance. The postings sum to zero in each currency.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  creates: LedgerEntry,
  audits: 'ledger_entry.created',
  response: LedgerEntry.schema,
  body: Type.Object({
    occurredAt: Type.Optional(happenedAt('Now by default.')),
    description: text(1, 500),
    postings: Type.Array(
      Type.Object({
        accountId: id('acc'),
        amountMinor: signedMinor,
        currency: Type.Optional({ ...currency, description: 'That of the account, which it must be.' }),
      }),
      { maxItems: 100 },
    ),
  }),
  async handle({ tx, body, principal, now, emit }) {
    if (body.postings.length < 2) throw doesNotBalance('An entry has at least two postings')
    const zero = body.postings.findIndex(({ amountMinor }) => amountMinor === 0)
    if (zero >= 0) throw invalidFields([{ field: `postings.${zero}.amountMinor`, message: 'must not be 0' }])
    await requireBalance(tx, body.postings)
    const { entryId, emissions } = await postEntry(tx, principal, {
      occurredAt: body.occurredAt ? new Date(body.occurredAt) : now,
      description: body.description,
      source: { type: 'manual', id: null },
      currency: null,
      postings: body.postings.map(({ accountId, amountMinor }) => ({ accountId, amountMinor })),
    })
    emissions.forEach(emit)
    return LedgerEntry.get(tx, String(entryId))
  },
})

export const reverseEntry = operation({
  id: 'reverseLedgerEntry',
  method: 'POST',
  path: '/api/v1/finance/ledger/:id/reverse',
  summary: 'Reverse a ledger entry that was made by hand',
  description:
    'Posts a second entry that takes it back. Invoices are credited and payments are reversed instead.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: LedgerEntry,
  creates: LedgerEntry,
  audits: 'ledger_entry.reversed',
  response: LedgerEntry.schema,
  body: Type.Object({ reason: text(3, 400) }),
  async handle({ tx, body, record, principal, now, emit }) {
    if (record.source.type !== 'manual')
      throw conflict(`This entry was posted by ${article[record.source.type]}: take that back instead`)
    if (record.reversesId !== null) throw conflict('This entry is a reversal itself')
    const { entryId, emissions } = await postEntry(tx, principal, {
      occurredAt: now,
      description: `Reversal of ${record.number}: ${body.reason}`,
      source: { type: 'manual', id: null },
      currency: null,
      postings: record.postings.map(({ accountId, amountMinor }) => ({
        accountId,
        amountMinor: -amountMinor,
      })),
      reversesId: record.id,
    })
    emissions.forEach(emit)
    return LedgerEntry.get(tx, String(entryId))
  },
})
const article = {
  invoice: 'an invoice',
  payment: 'a payment',
  manual: 'hand',
  meter_correction: 'a meter correction',
  package: 'a package',
} as const

async function requireBalance(
  tx: Tx,
  postings: readonly { accountId: string; amountMinor: number; currency?: string }[],
): Promise<void> {
  const accounts = await tx.rows(sql<'currenciesOfAccounts'>`
    select id, currency from finance_accounts where id = any(${postings.map(({ accountId }) => accountId)})`)
  const currencies = new Map(accounts.map((account) => [account.id, account.currency]))
  const sums = new Map<string, number>()
  for (const [index, { accountId, amountMinor, currency: sent }] of postings.entries()) {
    const code = currencies.get(accountId) ?? ''
    if (sent !== undefined && code !== '' && sent !== code)
      throw currencyMismatch(`The account of this posting is in ${code}, not in ${sent}`, {
        details: [{ field: `postings.${index}.currency`, message: `is ${code} for this account`, accountId }],
      })
    sums.set(code, (sums.get(code) ?? 0) + amountMinor)
  }
  for (const [code, sum] of sums)
    if (sum !== 0)
      throw doesNotBalance(`The postings in ${code} sum to ${formatMinor(sum, code)}, not to zero`, {
        details: [{ field: 'postings', message: `sum to ${sum} in ${code}` }],
      })
}

/** A posting with its entry and the codes of its account, as accounting programs read it. */
export const LedgerPosting = resource({
  name: 'ledger_posting',
  prefix: 'jpo',
  title: { one: 'ledger posting', many: 'ledger postings' },
  page: { of: 'entryId' },
  table: 'finance_postings',
  schema: Type.Object({
    id: id('jpo'),
    entryId: id('jen'),
    entryNumber: Type.Integer(),
    occurredAt: instant(),
    description: Type.String(),
    sourceType: oneOf(entrySources),
    sourceId: nullable(Type.String()),
    accountId: id('acc'),
    accountName: Type.String(),
    accountKind: Account.schema.properties.kind,
    accountCode: nullable(Type.String()),
    amountMinor: minor(),
    currency,
  }),
  joins: `join finance_entries e on e.workspace_id = t.workspace_id and e.id = t.entry_id
    join finance_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id
    left join finance_chart_codes h on h.workspace_id = a.workspace_id and h.kind = a.kind`,
  expressions: {
    entryNumber: 'e.number',
    description: 'e.description',
    sourceType: 'e.source_type',
    sourceId: 'e.source_id',
    accountName: 'a.name',
    accountKind: 'a.kind',
    accountCode: 'coalesce(a.external_code, h.code)',
  },
})
type PostingForm = Static<typeof LedgerPosting.schema>

const postings = list({
  of: LedgerPosting,
  defaultSort: 'occurredAt',
  sorts: { occurredAt: { sql: 't.occurred_at', type: 'timestamptz' } },
  filters: {
    ...occurred,
    account_id: { schema: id('acc'), sql: (value) => `t.account_id = ${value}` },
  },
})

export const listPostings = operation({
  ...reading,
  id: 'listLedgerPostings',
  path: '/api/v1/finance/ledger/postings',
  summary: 'List ledger postings',
  description: 'Each posting with its entry and its account, in the order of time.',
  response: LedgerPosting.schema,
  list: postings,
  // The whole ledger leaves as a file.
  guardsFiles: true,
})

export const exportLedger = listExport<PostingForm>({
  id: 'exportLedger',
  path: '/api/v1/finance/ledger/export.csv',
  summary: 'Export the ledger as CSV',
  scope: 'finance:read',
  roles: moneyReaders,
  of: postings,
  file: 'ledger',
  columns: {
    Entry: (row) => row.entryNumber,
    'Occurred at': (row) => row.occurredAt,
    Description: (row) => row.description,
    Source: (row) => row.sourceType,
    'Source ID': (row) => row.sourceId,
    'Account code': (row) => row.accountCode,
    Account: (row) => row.accountName,
    Kind: (row) => row.accountKind,
    'Account ID': (row) => row.accountId,
    Debit: (row) => (row.amountMinor > 0 ? formatMinor(row.amountMinor, row.currency) : null),
    Credit: (row) => (row.amountMinor < 0 ? formatMinor(-row.amountMinor, row.currency) : null),
    Currency: (row) => row.currency,
  },
})
