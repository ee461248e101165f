import { db } from '#platform/database/database.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  date,
  fieldsOf,
  happenedOn,
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
import { stateMachine } from '#platform/kernel/state-machine.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { Account, accountClosed } from './account.ts'
import { localDay } from './local-day.ts'
import { currency, minor } from './money-field.ts'
import { isOwnAccount, ownAccounts } from './own-account.ts'
import { billingRoles, moneyReaders, seesAll } from './roles.ts'

export const chargeKinds = [
  'rental',
  'instructor_flight',
  'instructor_ground',
  'simulator',
  'fuel_surcharge',
  'landing_fee',
  'fuel_away_credit',
  'dues',
  'no_show',
  'cancellation',
  'daily_minimum',
  'fuel',
  'service',
  'other',
] as const
export const billedUnits = [
  'hour',
  'minute',
  'each',
  'day',
  'night',
  'month',
  'litre',
  'us_gal',
  'imp_gal',
  'kg',
  'lb',
] as const
export const chargeSources = [
  'flight',
  'session',
  'fbo_order_line',
  'dues',
  'manual',
  'meter_correction',
  'package',
] as const

export const chargeInvoiced = problem('charge_invoiced', 409, {
  meaning: 'The charge is on an invoice already',
  fix: 'Credit the line of the invoice, or delete the invoice while it is a draft.',
})

const kind = oneOf(chargeKinds)
const status = oneOf(['open', 'invoiced', 'waived', 'reversed'])
/** What a line is priced by. */
export const priceFields = {
  quantityThousandths: integer(1, 1_000_000_000, '1300 is 1.3 of the unit.'),
  unit: oneOf(billedUnits, { labels: { us_gal: 'US gallon', imp_gal: 'Imperial gallon' } }),
  unitRateMinor: integer(0, 1_000_000_000, 'For `perQuantity` units, in minor units of the currency.'),
  perQuantity: integer(1, 100_000),
  discountBasisPoints: integer(0, 10_000, '250 is 2.5 % off.'),
}
const taxCode = text(1, 20, 'The code of a tax, such as S21.')

/** One fact that is billed once. */
export const Charge = resource({
  name: 'charge',
  prefix: 'bch',
  title: { one: 'charge', many: 'charges' },
  page: '/finance/charges/:id',
  table: 'finance_charges',
  label: 'description',
  project: 't.project_id',
  schema: Type.Object({
    id: id('bch'),
    accountId: id('acc'),
    accountName: Type.String(),
    projectId: nullable(id('prj')),
    kind,
    description: Type.String(),
    quantityThousandths: Type.Integer(),
    unit: Type.String(),
    unitRateMinor: Type.Integer(),
    perQuantity: Type.Integer(),
    discountBasisPoints: Type.Integer(),
    netMinor: minor(),
    currency,
    taxCode: Type.String(),
    rateId: nullable(id('rte', 'The price it was made by.')),
    rateVersionId: nullable(id('rcv')),
    source: Type.Object({ type: oneOf(chargeSources), id: nullable(Type.String()) }),
    derivation: Type.Object(
      {
        meter: Type.Optional(nullable(Type.String())),
        outHundredths: Type.Optional(nullable(Type.Integer())),
        inHundredths: Type.Optional(nullable(Type.Integer())),
        minutes: Type.Optional(nullable(Type.Integer())),
        shareBasisPoints: Type.Optional(nullable(Type.Integer())),
        days: Type.Optional(nullable(Type.Integer())),
        drawnThousandths: Type.Optional(
          nullable(
            Type.Integer({ description: 'Hours that block time paid for; the quantity is the rest.' }),
          ),
        ),
      },
      { description: 'From what the quantity follows.' },
    ),
    occurredOn: date(),
    status,
    waiveReason: nullable(Type.String()),
    reversesId: nullable(id('bch')),
    invoiceLineId: nullable(id('ivl')),
    invoiceId: nullable(id('ivc')),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: `join finance_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id
    left join finance_invoice_lines l on l.workspace_id = t.workspace_id and l.id = t.invoice_line_id`,
  expressions: {
    accountName: 'a.name',
    source: "json_build_object('type', t.source_type, 'id', t.source_id)",
    invoiceId: 'l.invoice_id',
  },
  visible: async (tx, chargeId, principal) => {
    if (seesAll(principal)) return true
    const row = await tx.first(
      db.selectFrom('finance_charges').select('account_id').where('id', '=', chargeId),
    )
    return row !== undefined && (await isOwnAccount(tx, row.account_id, principal))
  },
})
export type ChargeForm = Static<typeof Charge.schema>

export const chargeStates = stateMachine({
  of: Charge,
  moves: {
    waive: { from: ['open'], to: 'waived', label: 'Waive' },
    invoice: { from: ['open'], to: 'invoiced', isAutomatic: true },
    release: { from: ['invoiced'], to: 'open', isAutomatic: true },
    reverse: { from: ['open', 'invoiced'], to: 'reversed', isAutomatic: true },
  },
  refusal: { code: 'charge_state', fix: 'Read the charge again; the message names its state.' },
  refusalIn: { invoiced: chargeInvoiced },
})

const chargeEvent = (type: `charge.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'charge',
    data: Type.Object(
      fieldsOf(
        Charge.schema,
        'id',
        'accountId',
        'projectId',
        'kind',
        'description',
        'netMinor',
        'currency',
        'source',
        'occurredOn',
        'status',
        'reversesId',
        'version',
      ),
    ),
    scope: 'finance:read',
    readers: ['account_owner', 'admin', ...moneyReaders],
  })
export const chargeCreated = chargeEvent('charge.created', 'something is charged to an account')
export const chargeWaived = chargeEvent('charge.waived', 'a charge is waived; it is not billed')

export const listCharges = operation({
  id: 'listCharges',
  method: 'GET',
  path: '/api/v1/finance/charges',
  summary: 'List charges',
  description: 'Open, billed and waived charges. Members see the charges of their own account.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  response: Charge.schema,
  list: list({
    of: Charge,
    defaultSort: '-occurredOn',
    sorts: { occurredOn: { sql: 't.occurred_on', type: 'date' } },
    search: ['t.description'],
    indexed: true,
    filters: {
      status: { schema: status, sql: (value) => `t.status = ${value}` },
      kind: { schema: kind, sql: (value) => `t.kind = ${value}` },
      account_id: { schema: id('acc'), sql: (value) => `t.account_id = ${value}` },
      project_id: { schema: id('prj'), sql: (value) => `t.project_id = ${value}` },
      source_id: {
        schema: idOf(['flt', 'pse', 'fol', 'dus', 'pkg']),
        sql: (value) => `t.source_id = ${value}`,
      },
      date_from: { schema: date(), sql: (value) => `t.occurred_on >= ${value}::date` },
      date_to: { schema: date('This day included.'), sql: (value) => `t.occurred_on <= ${value}::date` },
    },
    restrict: ownAccounts('t.account_id'),
  }),
})

export const getCharge = operation({
  id: 'getCharge',
  method: 'GET',
  path: '/api/v1/finance/charges/:id',
  summary: 'Get a charge',
  description: 'Returns a charge with its price and what its quantity follows from.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Charge,
  response: Charge.schema,
})

export const createCharge = operation({
  id: 'createCharge',
  method: 'POST',
  path: '/api/v1/finance/charges',
  summary: 'Create a charge by hand',
  description:
    'Creates a charge without a flight, booking or order. It waits for the next invoice of its account.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  creates: Charge,
  emits: chargeCreated,
  response: Charge.schema,
  project: ({ body }) => body.projectId ?? null,
  body: Type.Object({
    accountId: id('acc'),
    projectId: Type.Optional(nullable(id('prj'))),
    kind: Type.Optional(kind),
    description: text(1, 500),
    quantityThousandths: priceFields.quantityThousandths,
    unit: priceFields.unit,
    unitRateMinor: priceFields.unitRateMinor,
    perQuantity: Type.Optional(priceFields.perQuantity),
    discountBasisPoints: Type.Optional(priceFields.discountBasisPoints),
    taxCode,
    occurredOn: Type.Optional(happenedOn('Today by default.')),
  }),
  async handle({ tx, body, principal, now }) {
    const account = await Account.get(tx, body.accountId)
    if (account.status === 'closed') throw accountClosed(`The account ${account.name} is closed`)
    const { perQuantity = 1, discountBasisPoints = 0 } = body
    const chargeId = newId('bch')
    await tx.run(
      db.insertInto('finance_charges').values({
        workspace_id: principal.workspace.uuid,
        id: chargeId,
        account_id: account.id,
        project_id: body.projectId ?? null,
        kind: body.kind ?? 'other',
        description: body.description,
        quantity_thousandths: body.quantityThousandths,
        unit: body.unit,
        unit_rate_minor: body.unitRateMinor,
        per_quantity: perQuantity,
        discount_basis_points: discountBasisPoints,
        net_minor: lineNetMinor({ ...body, perQuantity, discountBasisPoints }),
        currency: account.currency,
        tax_code: body.taxCode,
        source_type: 'manual',
        occurred_on: body.occurredOn ?? localDay(now, principal.workspace.timezone),
      }),
    )
    return Charge.get(tx, chargeId)
  },
})

export const waiveCharge = operation({
  id: 'waiveCharge',
  method: 'POST',
  path: '/api/v1/finance/charges/:id/waive',
  summary: 'Waive a charge',
  description: 'The charge stays with the reason, and is not billed.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Charge,
  move: chargeStates.waive,
  emits: chargeWaived,
  response: Charge.schema,
  body: Type.Object({ reason: text(3, 500) }),
  async handle({ tx, body, record, move }) {
    await move.make({ waive_reason: body.reason })
    return Charge.get(tx, record.id)
  },
})
