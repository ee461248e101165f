import { db } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, fieldsOf, id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { documentNumber } from './invoice.ts'
import { currency, minor } from './money-field.ts'
import { isOwnAccount, ownAccounts } from './own-account.ts'
import { moneyReaders, seesAll } from './roles.ts'

export const paymentMethods = ['cash', 'card', 'transfer', 'cheque', 'direct_debit'] as const
const status = oneOf(['received', 'reversed'])
export const method = oneOf(paymentMethods, { labels: { cheque: 'Check' } })

/** Money that came in for an account, and which invoices it pays. */
export const Payment = resource({
  name: 'payment',
  prefix: 'pay',
  title: { one: 'payment', many: 'payments' },
  page: '/finance/payments/:id',
  alsoChanges: ['invoice', 'finance_account', 'ledger_entry'],
  table: 'finance_payments',
  label: 'reference',
  project: "case when a.holder_type = 'project' then a.holder_id end",
  schema: Type.Object({
    id: id('pay'),
    accountId: id('acc'),
    accountName: Type.String(),
    method,
    amountMinor: minor(),
    currency,
    receivedOn: date(),
    reference: nullable(Type.String()),
    allocations: Type.Array(
      Type.Object({
        invoiceId: id('ivc'),
        documentNumber: nullable(Type.String()),
        amountMinor: minor(),
      }),
    ),
    allocatedMinor: minor(),
    unallocatedMinor: minor('What is left to pay other invoices.'),
    status,
    reversalReason: nullable(Type.String()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join finance_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id',
  expressions: {
    accountName: 'a.name',
    unallocatedMinor: "case when t.status = 'received' then t.amount_minor - t.allocated_minor else 0 end",
    allocations: `coalesce((select json_agg(json_build_object('invoiceId', l.invoice_id, 'documentNumber',
        ${documentNumber.replaceAll('t.', 'i.')}, 'amountMinor', l.amount_minor) order by l.created_at, l.id)
      from finance_allocations l
      join finance_invoices i on i.workspace_id = l.workspace_id and i.id = l.invoice_id
     where l.workspace_id = t.workspace_id and l.payment_id = t.id), '[]')`,
  },
  visible: async (tx, paymentId, principal) => {
    if (seesAll(principal)) return true
    const row = await tx.first(
      db.selectFrom('finance_payments').select('account_id').where('id', '=', paymentId),
    )
    return row !== undefined && (await isOwnAccount(tx, row.account_id, principal))
  },
})
export type PaymentForm = Static<typeof Payment.schema>

const paymentEvent = (type: `payment.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'payment',
    data: Type.Object(
      fieldsOf(
        Payment.schema,
        'id',
        'accountId',
        'method',
        'amountMinor',
        'currency',
        'receivedOn',
        'allocations',
        'unallocatedMinor',
        'status',
        'version',
      ),
    ),
    scope: 'finance:read',
    readers: ['account_owner', 'admin', ...moneyReaders],
  })
export const paymentReceived = paymentEvent('payment.received', 'a payment is recorded')
export const paymentReversed = paymentEvent(
  'payment.reversed',
  'a payment is reversed, such as a check that bounced; the invoices that it paid are open again',
)

export const paymentStates = stateMachine({
  of: Payment,
  moves: {
    allocate: { from: ['received'], label: 'Allocate' },
    reverse: { from: ['received'], to: 'reversed', label: 'Reverse', isMinor: true },
  },
  refusal: { code: 'payment_state', fix: 'Read the payment again; the message names its state.' },
})

export const listPayments = operation({
  id: 'listPayments',
  method: 'GET',
  path: '/api/v1/finance/payments',
  summary: 'List payments',
  description:
    'Received payments, with the invoices that they pay. Members see the payments of their own account.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  response: Payment.schema,
  list: list({
    of: Payment,
    defaultSort: '-receivedOn',
    sorts: { receivedOn: { sql: 't.received_on', type: 'date' } },
    search: ['t.reference'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      account_id: { schema: id('acc'), sql: (value) => `t.account_id = ${value}` },
      date_from: { schema: date(), sql: (value) => `t.received_on >= ${value}::date` },
      date_to: { schema: date('This day included.'), sql: (value) => `t.received_on <= ${value}::date` },
      unallocated: {
        schema: Type.Boolean({ description: 'Only payments with something left, or only the others.' }),
        sql: (value) => `(t.status = 'received' and t.allocated_minor < t.amount_minor) = ${value}::boolean`,
      },
    },
    restrict: ownAccounts('t.account_id'),
    overJoins: true,
  }),
})

export const getPayment = operation({
  id: 'getPayment',
  method: 'GET',
  path: '/api/v1/finance/payments/:id',
  summary: 'Get a payment',
  description: 'Returns a payment with the invoices that it pays.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Payment,
  response: Payment.schema,
})
