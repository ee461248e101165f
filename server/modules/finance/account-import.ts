import { sql, type Tx } from '#platform/database/database.ts'
import { date } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import { type ImportRow, type ImportScope, idNamed, optional, required } from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice, code, email, text } from '#platform/importing/value.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import { currencyExponent } from '#rules/currency.ts'
import type { accountKinds } from './account.ts'
import {
  amountMinorOf,
  loadHolders,
  moneyImport,
  noonOf,
  onlyOne,
  posterOf,
  requireOnce,
} from './import-money.ts'
import { postEntry } from './post-entry.ts'
import { moneyReaders } from './roles.ts'

const fields = {
  name: required({
    title: 'Name',
    help: 'Of the person, customer or project that it is for, or of an internal account.',
    headers: ['account', 'account name', 'customer', 'member', 'holder'],
    parse: text({ max: 200 }),
  }),
  currency: required({
    title: 'Currency',
    help: 'Three letters, such as USD.',
    headers: ['ccy', 'currency code'],
    parse: code({ pattern: /^[A-Z]{3}$/, expected: 'a currency such as USD' }),
  }),
  kind: optional({
    title: 'Kind',
    help: 'receivable by default; an internal account is revenue, tax, cash or clearing.',
    headers: ['account type', 'type'],
    parse: choice({
      receivable: ['debtor', 'customer', 'accounts receivable'],
      prepaid: ['deposit', 'block'],
      revenue: ['income', 'sales'],
      tax: ['vat', 'sales tax'],
      cash: ['bank', 'cash and bank'],
      clearing: ['suspense'],
    }),
  }),
  externalCode: optional({
    title: 'Code',
    help: 'What the chart of accounts of your accounting calls it.',
    headers: ['account code', 'account number', 'gl code', 'nominal code'],
    parse: text({ max: 40 }),
  }),
  email: optional({ title: 'Email', help: '', headers: ['email address'], parse: email }),
  memberGroup: optional({
    title: 'Member group',
    help: 'The group that prices may name.',
    headers: ['group', 'membership', 'category'],
    parse: text({ max: 60 }),
  }),
  paymentDays: optional({
    title: 'Payment days',
    help: 'After how many days an invoice is due; 30 by default.',
    headers: ['terms', 'net days'],
    parse: number({ min: 0, max: 120, integer: true }),
  }),
  openingBalance: optional({
    title: 'Opening balance',
    help: 'What it owes is positive, a credit negative. It is posted against Opening balances.',
    headers: ['balance', 'opening', 'amount due'],
    shows: 'decimal_separator',
    parse: number({ min: -1e9, max: 1e9 }),
  }),
  openingOn: optional({
    title: 'Balance on',
    help: 'The day of the opening balance; today by default.',
    headers: ['opening date', 'as of', 'balance date'],
    shows: 'date_order',
    parse: date,
  }),
}

type Values = ImportRow<typeof fields, unknown>['values']
interface RowRecord {
  id: string
  holderType: 'person' | 'customer' | 'project' | 'internal'
  holderId: string | null
  name: string
  kind: (typeof accountKinds)[number]
  currency: string
  openingMinor: number
  openingOn: string
  values: Values
}
type Row = ImportRow<typeof fields, RowRecord>

export const accountsImported = importedEvent('finance_account.imported', {
  records: 'accounts',
  scope: 'finance:read',
  readers: ['account_owner', 'admin', ...moneyReaders],
})

export const accountImport = moneyImport({
  name: 'finance_accounts',
  title: 'Accounts and opening balances',
  audits: accountsImported,
  fields,
  open: async (tx) => ({ holders: await loadHolders(tx) }),
  async known(tx) {
    const rows = await tx.rows(sql<'knownAccounts'>`
      select lower(name) || ' ' || currency || ' ' || kind as key from finance_accounts`)
    return { keys: new Set(rows.map(({ key }) => key)) }
  },
  recordOf,
  async write(tx, scope, records) {
    await insertAccounts(tx, scope, records)
    const emissions: Emission[] = []
    for (const record of records) emissions.push(...(await postOpening(tx, scope, record)))
    return emissions
  },
})

type Holders = Awaited<ReturnType<typeof loadHolders>>

function recordOf(
  row: Row,
  context: { keys: Set<string | null>; holders: Holders; firstRow: Map<string, number>; today: string },
): RowRecord | null {
  const { values, problems } = row
  const { name, currency, openingBalance } = values
  if (name === null || currency === null) return null
  if (currencyExponent(currency) === null)
    problems.push({ field: 'currency', message: `${currency} is no currency of ISO 4217` })
  const kind = values.kind ?? 'receivable'
  const isOwn = kind !== 'receivable' && kind !== 'prepaid'
  const holders = isOwn ? [] : (context.holders.get(name.toLowerCase()) ?? [])
  const holderId = isOwn
    ? null
    : idNamed(problems, 'name', name, () =>
        onlyOne(holders, {
          none: `No person, customer or project is called ${name}: add them first`,
          several: `Several are called ${name}: add this account by hand`,
        }),
      )
  const key = `${name.toLowerCase()} ${currency} ${kind}`
  requireOnce(
    row,
    { field: 'name', name: `The account ${name}`, key, isKnown: context.keys.has(key) },
    context,
  )
  const openingMinor = openingBalance === null ? 0 : amountMinorOf(openingBalance, currency)
  if (openingMinor === null) {
    problems.push({
      field: 'openingBalance',
      message: `${openingBalance} has more decimals than ${currency}`,
    })
    return null
  }
  const { today } = context
  if (values.openingOn !== null && values.openingOn > today)
    problems.push({ field: 'openingOn', message: 'The day of the balance lies in the future' })
  return {
    id: newId('acc'),
    holderType: holders.find(({ id }) => id === holderId)?.type ?? 'internal',
    holderId,
    name,
    kind,
    currency,
    openingMinor,
    openingOn: values.openingOn ?? today,
    values,
  }
}

async function insertAccounts(tx: Tx, { workspaceId }: ImportScope, records: readonly RowRecord[]) {
  const rows = records.map(({ values, ...record }) => ({ ...values, ...record }))
  await tx.run(sql`
    insert into finance_accounts (workspace_id, id, holder_type, holder_id, name, kind, currency, external_code,
        email, member_group, payment_days)
    select ${workspaceId}::uuid, r.id, r."holderType", r."holderId", r.name, r.kind, r.currency, r."externalCode",
           r.email, r."memberGroup", coalesce(r."paymentDays", 30)
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, "holderType" text, "holderId" text,
          name text, kind text, currency text, "externalCode" text, email text, "memberGroup" text,
          "paymentDays" integer)`)
}

/** The account that opening balances of a currency are posted against. */
async function openingAccount(tx: Tx, workspaceId: string, currency: string): Promise<string> {
  const name = `Opening balances ${currency}`
  const account = await tx.first(sql<'openingAccount'>`
    select id from finance_accounts where kind = 'clearing' and name = ${name} and currency = ${currency} limit 1`)
  if (account) return account.id
  const accountId = newId('acc')
  await tx.run(sql`
    insert into finance_accounts (workspace_id, id, holder_type, name, kind, currency)
    values (${workspaceId}, ${accountId}, 'internal', ${name}, 'clearing', ${currency})`)
  return accountId
}

async function postOpening(tx: Tx, scope: ImportScope, record: RowRecord): Promise<readonly Emission[]> {
  if (record.openingMinor === 0) return []
  const against = await openingAccount(tx, scope.workspaceId, record.currency)
  const { emissions } = await postEntry(tx, posterOf(scope), {
    occurredAt: noonOf(record.openingOn, scope),
    description: 'Opening balance',
    source: { type: 'manual', id: null },
    currency: record.currency,
    postings: [
      { accountId: record.id, amountMinor: record.openingMinor },
      { accountId: against, amountMinor: -record.openingMinor },
    ],
  })
  return emissions
}
