import { db, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { date, id, instant, integer, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { Account, accountClosed } from './account.ts'
import { blockKinds, isPackageExpired, leftMinorOf } from './block-time.ts'
import { localDay } from './local-day.ts'
import { emissionsOfCharges, insertCharges } from './make-charges.ts'
import { currency, limitMinor, minor } from './money-field.ts'
import { isOwnAccount, ownAccounts } from './own-account.ts'
import { ratesOn } from './price-kinds.ts'
import { billingRoles, seesAll } from './roles.ts'
import { noTax } from './tax-code.ts'

const chargeKind = oneOf(blockKinds, { description: 'Charges of this kind draw it.' })

/** Block time: hours that are paid for at once. */
export const BlockPackage = resource({
  name: 'package',
  prefix: 'pkg',
  title: { one: 'package', many: 'packages' },
  page: '/finance/packages',
  alsoChanges: ['charge'],
  table: 'finance_packages',
  project: "case when a.holder_type = 'project' then a.holder_id end",
  schema: Type.Object({
    id: id('pkg'),
    accountId: id('acc'),
    accountName: Type.String(),
    chargeKind,
    quantityThousandths: Type.Integer({ description: 'Hours: 10000 is 10 h.' }),
    drawnThousandths: Type.Integer(),
    leftThousandths: Type.Integer(),
    priceMinor: minor(),
    leftMinor: minor('What is left, in money: its part of the price.'),
    currency,
    taxCode: Type.String(),
    startsOn: nullable(
      date('Charges of this day or later draw it; null: all that are made once it is bought.'),
    ),
    expiresOn: nullable(date('The last day on which it is drawn.')),
    isExpired: Type.Boolean(),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
  joins: 'join finance_accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id',
  expressions: {
    accountName: 'a.name',
    leftThousandths: 't.quantity_thousandths - t.drawn_thousandths',
    leftMinor: leftMinorOf('t'),
    isExpired: isPackageExpired('t'),
  },
  visible: async (tx, packageId, principal) => {
    if (seesAll(principal)) return true
    const row = await tx.first(
      db.selectFrom('finance_packages').select('account_id').where('id', '=', packageId),
    )
    return row !== undefined && (await isOwnAccount(tx, row.account_id, principal))
  },
})

export const listPackages = operation({
  id: 'listPackages',
  method: 'GET',
  path: '/api/v1/finance/packages',
  summary: 'List packages of block time',
  description:
    'The packages with their remaining hours and amount. Members see the packages of their own account.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  response: BlockPackage.schema,
  list: list({
    of: BlockPackage,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    filters: { account_id: { schema: id('acc'), sql: (value) => `t.account_id = ${value}` } },
    restrict: ownAccounts('t.account_id'),
    overJoins: true,
    // A package expires without an event.
    volatile: true,
  }),
})

export const getPackage = operation({
  id: 'getPackage',
  method: 'GET',
  path: '/api/v1/finance/packages/:id',
  summary: 'Get a package of block time',
  description: 'Returns a package with what is left of it.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: BlockPackage,
  response: BlockPackage.schema,
})

export const createPackage = operation({
  id: 'createPackage',
  method: 'POST',
  path: '/api/v1/finance/packages',
  summary: 'Create a package of block time',
  description:
    'Sells hours to an account: its price is charged at once, and later charges of its kind draw the hours first.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  creates: BlockPackage,
  audits: 'package.created',
  response: BlockPackage.schema,
  project: async ({ tx, body }) => {
    const account = await tx.first(
      db.selectFrom('finance_accounts').select(['holder_type', 'holder_id']).where('id', '=', body.accountId),
    )
    return account?.holder_type === 'project' ? account.holder_id : null
  },
  body: Type.Object({
    accountId: id('acc'),
    chargeKind,
    quantityThousandths: integer(1, 10_000_000, 'Hours: 10000 is 10 h.'),
    priceMinor: limitMinor,
    taxCode: Type.Optional(
      text(1, 20, 'That of the prices of this kind by default; NONE where they differ.'),
    ),
    startsOn: Type.Optional(nullable(date('Charges of this day or later draw it; all by default.'))),
    expiresOn: Type.Optional(nullable(date('The last day on which it is drawn.'))),
  }),
  async handle({ tx, body, principal, now, emit }) {
    const account = await Account.get(tx, body.accountId)
    if (account.status === 'closed') throw accountClosed(`The account ${account.name} is closed`)
    const today = localDay(now, principal.workspace.timezone)
    const { startsOn = null, expiresOn = null } = body
    const first = startsOn ?? today
    const taxCode = body.taxCode ?? (await taxCodeOf(tx, body.chargeKind, account.currency, today))
    if (expiresOn !== null && expiresOn < first)
      throw invalidFields([{ field: 'expiresOn', message: `must not lie before ${first}` }])
    const packageId = newId('pkg')
    await tx.run(
      db.insertInto('finance_packages').values({
        workspace_id: principal.workspace.uuid,
        id: packageId,
        account_id: account.id,
        currency: account.currency,
        charge_kind: body.chargeKind,
        quantity_thousandths: body.quantityThousandths,
        price_minor: body.priceMinor,
        tax_code: taxCode,
        starts_on: startsOn,
        expires_on: expiresOn,
      }),
    )
    const charge = {
      id: newId('bch'),
      accountId: account.id,
      projectId: account.holder.type === 'project' ? account.holder.id : null,
      kind: 'other' as const,
      description: `Block time: ${body.quantityThousandths / 1_000} h of ${body.chargeKind.replaceAll('_', ' ')}`,
      quantityThousandths: 1_000,
      unit: 'each',
      unitRateMinor: body.priceMinor,
      perQuantity: 1,
      netMinor: body.priceMinor,
      currency: account.currency,
      taxCode,
      rateId: null,
      rateVersionId: null,
      sourceType: 'package' as const,
      sourceId: packageId,
      derivation: {},
      occurredOn: today,
      reversesId: null,
    }
    const charged = await insertCharges(tx, principal, [charge])
    for (const emission of await emissionsOfCharges(tx, charged)) emit(emission)
    return BlockPackage.get(tx, packageId)
  },
})

/** The tax of what a package pays for in advance, where all prices of it agree. */
async function taxCodeOf(tx: Tx, kind: string, currency: string, day: string): Promise<string> {
  const rates = await ratesOn(tx, currency, day)
  const [taxCode, ...others] = new Set(
    rates.filter(({ chargeKind: priced }) => priced === kind).map((rate) => rate.taxCode),
  )
  return taxCode === undefined || others.length > 0 ? noTax : taxCode
}
