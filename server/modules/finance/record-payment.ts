import { db, sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { requireHappenedOn } from '#platform/kernel/happened.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields, problem } from '#platform/kernel/problem.ts'
import { happenedOn, id, nullable, type Static, Type, text } from '#platform/kernel/schema.ts'
import { formatMinor } from '#rules/currency.ts'
import { Account, type AccountForm, currencyMismatch } from './account.ts'
import { followMoney, invoiceStates } from './invoice-state.ts'
import { localDay } from './local-day.ts'
import { amountMinor, currency } from './money-field.ts'
import { method, Payment, paymentReceived, paymentReversed, paymentStates } from './payment.ts'
import { type Poster, postEntry, standardAccounts } from './post-entry.ts'
import { billingRoles } from './roles.ts'

const overAllocated = problem('over_allocated', 422, {
  meaning: 'An allocation is more than the payment has left, or more than is open of the invoice',
  fix: '`details` says what is left. Allocate that, and the rest to another invoice.',
})
const Allocations = Type.Array(Type.Object({ invoiceId: id('ivc'), amountMinor }), { maxItems: 200 })

const writing = { scope: 'finance:write', roles: billingRoles, stability: 'beta' } as const
// What two requests at once have left of a payment or an invoice.
const refusals = {
  finance_payments_allocated: () => overAllocated(),
  finance_invoices_open: () => overAllocated(),
}

export const createPayment = operation({
  ...writing,
  id: 'createPayment',
  method: 'POST',
  path: '/api/v1/finance/payments',
  summary: 'Record a payment',
  description:
    'Posts a received payment to the account, and allocates it to the invoices that you name. The rest stays on the account as a credit.',
  creates: Payment,
  emits: paymentReceived,
  response: Payment.schema,
  refusals,
  project: async ({ tx, body }) => {
    const account = await tx.first(sql<'projectOfPayer'>`
      select case when holder_type = 'project' then holder_id end as "projectId"
        from finance_accounts where id = ${body.accountId}`)
    return account?.projectId ?? null
  },
  body: Type.Object({
    accountId: id('acc'),
    method,
    amountMinor,
    currency: Type.Optional(currency),
    receivedOn: Type.Optional(happenedOn('Today by default.')),
    reference: Type.Optional(nullable(text(1, 200))),
    allocations: Type.Optional(Allocations),
  }),
  async handle({ tx, body, principal, now, emit }) {
    const today = localDay(now, principal.workspace.timezone)
    const receivedOn = body.receivedOn ?? today
    requireHappenedOn('receivedOn', receivedOn, today)
    const account = await Account.get(tx, body.accountId)
    if (body.currency && body.currency !== account.currency)
      throw currencyMismatch(
        `The account ${account.name} is in ${account.currency}, not in ${body.currency}`,
        {
          details: [{ field: 'currency', message: `is ${account.currency} for this account` }],
        },
      )
    const { paymentId, emissions } = await receivePayment(tx, principal, account, {
      ...body,
      receivedOn,
      occurredAt: receivedOn === today ? now : new Date(`${receivedOn}T12:00:00Z`),
    })
    emissions.forEach(emit)
    return Payment.get(tx, paymentId)
  },
})

interface Received {
  method: Static<typeof method>
  amountMinor: number
  receivedOn: string
  occurredAt: Date
  reference?: string | null | undefined
  allocations?: Static<typeof Allocations> | undefined
}

/** Records money that came in for an account, allocates and posts it. @returns its ID, and what to emit. */
export async function receivePayment(
  tx: Tx,
  poster: Poster,
  account: Pick<AccountForm, 'id' | 'currency'>,
  payment: Received,
): Promise<{ paymentId: string; emissions: Emission[] }> {
  const paymentId = newId('pay')
  const workspaceUuid = poster.workspace.uuid
  await tx.run(
    db.insertInto('finance_payments').values({
      workspace_id: workspaceUuid,
      id: paymentId,
      account_id: account.id,
      method: payment.method,
      amount_minor: payment.amountMinor,
      currency: account.currency,
      received_on: payment.receivedOn,
      reference: payment.reference ?? null,
    }),
  )
  const emissions = await allocate(tx, workspaceUuid, paymentId, payment.allocations ?? [])
  const { cash } = await standardAccounts(tx, workspaceUuid, account.currency)
  const posted = await postEntry(tx, poster, {
    occurredAt: payment.occurredAt,
    description: payment.reference ? `Payment: ${payment.reference}` : `Payment by ${wordOf[payment.method]}`,
    source: { type: 'payment', id: paymentId },
    currency: account.currency,
    postings: [
      { accountId: cash, amountMinor: payment.amountMinor },
      { accountId: account.id, amountMinor: -payment.amountMinor },
    ],
  })
  return { paymentId, emissions: [...emissions, ...posted.emissions] }
}
const wordOf = {
  cash: 'cash',
  card: 'card',
  transfer: 'transfer',
  cheque: 'check',
  direct_debit: 'direct debit',
} as const

export const allocatePayment = operation({
  ...writing,
  id: 'allocatePayment',
  method: 'POST',
  path: '/api/v1/finance/payments/:id/allocate',
  summary: 'Allocate a payment to invoices',
  description: 'Pays invoices of the account with what is left of the payment.',
  on: Payment,
  move: paymentStates.allocate,
  audits: 'payment.allocated',
  response: Payment.schema,
  refusals,
  body: Type.Object({ allocations: Allocations }),
  async handle({ tx, body, record, principal, emit }) {
    const emissions = await allocate(tx, principal.workspace.uuid, record.id, body.allocations)
    emissions.forEach(emit)
    return Payment.get(tx, record.id)
  },
})

export const reversePayment = operation({
  ...writing,
  id: 'reversePayment',
  method: 'POST',
  path: '/api/v1/finance/payments/:id/reverse',
  summary: 'Reverse a payment',
  description: 'Takes back a payment that did not arrive. The invoices that it paid are open again.',
  on: Payment,
  move: paymentStates.reverse,
  emits: paymentReversed,
  response: Payment.schema,
  body: Type.Object({ reason: text(3, 500) }),
  async handle({ tx, body, record, principal, now, move, emit }) {
    const invoiceIds = [...new Set(record.allocations.map(({ invoiceId }) => invoiceId))].sort()
    await lockInvoices(tx, invoiceIds)
    await tx.run(sql`delete from finance_allocations where payment_id = ${record.id}`)
    await move.make({ reversal_reason: body.reason })
    for (const invoiceId of invoiceIds) (await followMoney(tx, invoiceId)).forEach(emit)
    const entry = await tx.one(sql<'entryOfPayment'>`
      select id from finance_entries where source_type = 'payment' and source_id = ${record.id}`)
    const { cash } = await standardAccounts(tx, principal.workspace.uuid, record.currency)
    const { emissions } = await postEntry(tx, principal, {
      occurredAt: now,
      description: `Payment reversed: ${body.reason}`,
      source: { type: 'payment', id: record.id },
      currency: record.currency,
      postings: [
        { accountId: cash, amountMinor: -record.amountMinor },
        { accountId: record.accountId, amountMinor: record.amountMinor },
      ],
      reversesId: entry.id,
    })
    emissions.forEach(emit)
    return Payment.get(tx, record.id)
  },
})

const lockInvoices = (tx: Tx, ids: readonly string[]) =>
  tx.rows(sql<'lockedInvoices'>`
    select id, account_id as "accountId", status, kind, open_minor::bigint as open, currency
      from finance_invoices where id = any(${ids}) order by id for update`)

/** Pays invoices with a payment. @returns what to emit. @throws Problem `over_allocated`, `invoice_state`. */
async function allocate(
  tx: Tx,
  workspaceUuid: string,
  paymentId: string,
  allocations: Static<typeof Allocations>,
): Promise<Emission[]> {
  if (allocations.length === 0) return []
  const ids = allocations.map(({ invoiceId }) => invoiceId)
  if (new Set(ids).size < ids.length)
    throw invalidFields([{ field: 'allocations', message: 'name an invoice twice' }])
  const invoices = new Map((await lockInvoices(tx, ids)).map((row) => [row.id, row]))
  const payment = await Payment.get(tx, paymentId)
  const wanted = allocations.reduce((sum, allocation) => sum + allocation.amountMinor, 0)
  if (wanted > payment.unallocatedMinor)
    throw overAllocated(
      `The payment has ${formatMinor(payment.unallocatedMinor, payment.currency)} ${payment.currency} left`,
      {
        details: [
          { field: 'allocations', message: 'are more than is left', leftMinor: payment.unallocatedMinor },
        ],
      },
    )
  for (const [index, { invoiceId, amountMinor: amount }] of allocations.entries()) {
    const invoice = invoices.get(invoiceId)
    const field = `allocations.${index}`
    if (invoice?.accountId !== payment.accountId)
      throw invalidFields([{ field: `${field}.invoiceId`, message: 'names an invoice of another account' }])
    if (invoice.kind !== 'invoice' || invoice.status === 'draft')
      throw invoiceStates.refuse('Only an issued invoice is paid', {
        details: [
          {
            field: `${field}.invoiceId`,
            message: `is a ${invoice.kind === 'invoice' ? 'draft' : 'credit note'}`,
          },
        ],
      })
    if (amount > Number(invoice.open))
      throw overAllocated(
        `Of the invoice ${formatMinor(Number(invoice.open), invoice.currency)} ${invoice.currency} are open`,
        {
          details: [
            {
              field: `${field}.amountMinor`,
              message: 'is more than is open',
              openMinor: Number(invoice.open),
            },
          ],
        },
      )
  }
  const rows = allocations.map((allocation) => ({ ...allocation, id: newId('pal') }))
  await tx.run(sql`
    insert into finance_allocations (workspace_id, id, payment_id, invoice_id, amount_minor)
    select ${workspaceUuid}::uuid, l.id, ${paymentId}, l."invoiceId", l."amountMinor"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(id text, "invoiceId" text, "amountMinor" bigint)`)
  const emissions: Emission[] = []
  for (const invoiceId of ids.toSorted()) emissions.push(...(await followMoney(tx, invoiceId)))
  return emissions
}
