import { sql, type Tx } from '#platform/database/database.ts'
import { date } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import { type ImportRow, type ImportScope, idNamed, optional, required } from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice, code, text } from '#platform/importing/value.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { amountMinorOf, moneyImport, noonOf, onlyOne, posterOf, requireOnce } from './import-money.ts'
import type { paymentMethods } from './payment.ts'
import { receivePayment } from './record-payment.ts'
import { moneyReaders } from './roles.ts'

const fields = {
  account: required({
    title: 'Account',
    help: 'Its name, its code or its ID.',
    headers: ['name', 'account name', 'customer', 'member', 'account code', 'payer'],
    parse: text({ max: 200 }),
  }),
  amount: required({
    title: 'Amount',
    help: 'What came in, positive.',
    headers: ['payment', 'paid', 'credit', 'amount paid'],
    shows: 'decimal_separator',
    parse: number({ min: 0, max: 1e9 }),
  }),
  receivedOn: required({
    title: 'Date',
    help: 'The day on which it came in.',
    headers: ['received on', 'payment date', 'value date', 'booking date'],
    shows: 'date_order',
    parse: date,
  }),
  method: optional({
    title: 'Method',
    help: 'cash, card, transfer, cheque or direct_debit; transfer by default.',
    headers: ['payment method', 'paid by', 'payment type'],
    parse: choice({
      cash: [],
      card: ['credit card', 'debit card', 'visa', 'mastercard'],
      transfer: ['bank transfer', 'wire', 'ach', 'sepa', 'eft'],
      cheque: ['check'],
      direct_debit: ['direct debit'],
    }),
  }),
  reference: optional({
    title: 'Reference',
    help: 'A reference comes in once for an account and a day.',
    headers: ['memo', 'transaction id', 'check number', 'payment reference'],
    parse: text({ max: 200 }),
  }),
  invoice: optional({
    title: 'Invoice',
    help: 'The number of the invoice that it pays, such as INV-2026-00042.',
    headers: ['invoice number', 'document', 'invoice no'],
    parse: code({ pattern: /^[A-Z0-9]{1,10}-\d{4}-\d+$/, expected: 'a number such as INV-2026-00042' }),
  }),
}

interface RowRecord {
  account: { id: string; currency: string }
  amountMinor: number
  receivedOn: string
  method: (typeof paymentMethods)[number]
  reference: string | null
  invoice: { id: string; openMinor: number } | null
}
type Row = ImportRow<typeof fields, RowRecord>

export const paymentsImported = importedEvent('payment.imported', {
  records: 'payments',
  scope: 'finance:read',
  readers: ['account_owner', 'admin', ...moneyReaders],
})

export const paymentImport = moneyImport({
  name: 'payments',
  title: 'Payments',
  audits: paymentsImported,
  fields,
  open: async (tx) => ({ accounts: await loadAccounts(tx) }),
  async known(tx, rows) {
    const numbers = rows.flatMap(({ values }) => values.invoice ?? [])
    const invoices = await tx.rows(sql<'invoicesByNumber', { document: string; openMinor: number }>`
      select i.id, i.account_id as "accountId", i.open_minor as "openMinor",
             i.series || '-' || i.year || '-' || lpad(i.number::text, 5, '0') as document
        from finance_invoices i
       where i.kind = 'invoice' and i.number is not null
         and i.series || '-' || i.year || '-' || lpad(i.number::text, 5, '0') = any(${numbers})`)
    const known = await tx.rows(sql<'knownPayments', { key: string }>`
      select account_id || ' ' || received_on || ' ' || reference as key
        from finance_payments where reference is not null and status = 'received'`)
    return { invoices, keys: new Set(known.map(({ key }) => key)) }
  },
  recordOf,
  async write(tx, scope, records) {
    const emissions: Emission[] = []
    for (const record of records) emissions.push(...(await receive(tx, scope, record)))
    return emissions
  },
})

type PayableAccounts = Map<string, { id: string; currency: string }[]>

/** Accounts of others by ID, code and name. */
async function loadAccounts(tx: Tx): Promise<PayableAccounts> {
  const rows = await tx.rows(sql<'accountsToPay'>`
    select id, currency, lower(name) as name, lower(external_code) as code
      from finance_accounts where holder_type <> 'internal' and status = 'active'`)
  const accounts: PayableAccounts = new Map()
  for (const { id, currency, name, code: external } of rows)
    for (const key of new Set([id, name, external]))
      if (key) accounts.set(key, [...(accounts.get(key) ?? []), { id, currency }])
  return accounts
}

function recordOf(
  row: Row,
  context: {
    accounts: PayableAccounts
    invoices: readonly { id: string; accountId: string; document: string; openMinor: number }[]
    keys: Set<string>
    firstRow: Map<string, number>
    today: string
  },
): RowRecord | null {
  const { values, problems } = row
  const { amount, receivedOn, reference, invoice: document } = values
  if (values.account === null || amount === null || receivedOn === null) return null
  const named = context.accounts.get(values.account.toLowerCase())
  const accountId = idNamed(problems, 'account', values.account, (written) =>
    onlyOne(named, {
      none: `No account is called ${written}: write its code or its ID`,
      several: `Several accounts are called ${written}: write its code or its ID`,
    }),
  )
  const account = named?.find(({ id }) => id === accountId)
  if (!account) return null
  const amountMinor = amountMinorOf(amount, account.currency)
  if (amountMinor === null || amountMinor === 0) {
    problems.push({ field: 'amount', message: `${amount} is no amount in ${account.currency}` })
    return null
  }
  if (receivedOn > context.today)
    problems.push({ field: 'receivedOn', message: 'The day lies in the future' })
  const invoice =
    context.invoices.find((each) => each.document === document && each.accountId === account.id) ?? null
  if (document !== null && invoice === null)
    problems.push({ field: 'invoice', message: `${document} is no invoice of this account` })
  if (reference !== null) {
    const key = `${account.id} ${receivedOn} ${reference}`
    requireOnce(row, { field: 'reference', name: reference, key, isKnown: context.keys.has(key) }, context)
  }
  return { account, amountMinor, receivedOn, method: values.method ?? 'transfer', reference, invoice }
}

/** What is more than the invoice has open waits on the account. */
async function receive(tx: Tx, scope: ImportScope, payment: RowRecord): Promise<readonly Emission[]> {
  const { account, invoice, ...received } = payment
  const open = invoice
    ? await tx.one(sql<'openToPay', { open: number }>`
        select greatest(open_minor, 0)::bigint as open from finance_invoices where id = ${invoice.id} for update`)
    : { open: 0 }
  const allocated = Math.min(Number(open.open), received.amountMinor)
  const { emissions } = await receivePayment(tx, posterOf(scope), account, {
    ...received,
    occurredAt: noonOf(received.receivedOn, scope),
    allocations: invoice && allocated > 0 ? [{ invoiceId: invoice.id, amountMinor: allocated }] : [],
  })
  return emissions
}
