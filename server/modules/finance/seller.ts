import { sql, type Tx } from '#platform/database/database.ts'
import { changesBetween } from '#platform/events/record.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem } from '#platform/kernel/problem.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { roundingRules } from '#rules/tax.ts'
import { Address } from './money-field.ts'
import { billingRoles, moneyReaders } from './roles.ts'

export const sellerIncomplete = problem('seller_incomplete', 422, {
  meaning: 'Invoices need a seller with its name, its address and, for most taxes, its tax number',
  fix: 'Complete the seller with `PUT /api/v1/finance/seller`; `details` names what is missing.',
})

const sellerKind = recordKind({
  name: 'finance_seller',
  prefix: null,
  title: { one: 'seller', many: 'sellers' },
  page: '/finance/seller',
})

const optional = {
  taxNumber: nullable(text(1, 40, 'The VAT number, or another number that tax is registered under.')),
  registrationNumber: nullable(text(1, 40, 'Of the company.')),
  email: nullable(Type.String({ format: 'email', maxLength: 254 })),
  phone: nullable(text(3, 40)),
  iban: nullable(text(4, 40, 'The bank account that customers pay to.')),
  paymentTerms: nullable(text(1, 1_000)),
}
const fboTaxCode = nullable(text(1, 20, 'The tax code of what the FBO sells; `NONE` by default.'))
const roundingRule = oneOf(roundingRules, {
  description: 'Where tax is rounded: at each line, or once for all lines of a tax code.',
})
const instructorsSeePrices = Type.Boolean({
  description: 'Whether instructors see what their teaching was charged at.',
})
export const Seller = Type.Object(
  {
    name: nullable(text(1, 200)),
    address: nullable(Address),
    ...optional,
    fboTaxCode,
    roundingRule,
    instructorsSeePrices,
  },
  { title: 'Seller' },
)
export type SellerForm = Static<typeof Seller>

export const getSeller = operation({
  id: 'getFinanceSeller',
  method: 'GET',
  path: '/api/v1/finance/seller',
  summary: 'Get the seller',
  description: 'The seller that new invoices copy. Until it is set, its name is the name of the workspace.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  response: Seller,
  handle: ({ tx, principal }) => sellerOf(tx, principal.workspace.name),
})

export const setSeller = operation({
  id: 'setFinanceSeller',
  method: 'PUT',
  path: '/api/v1/finance/seller',
  summary: 'Set the seller',
  description: 'Replaces the seller. Issued invoices keep their seller.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  audits: 'finance_seller.updated',
  response: Seller,
  body: Type.Object({
    name: text(1, 200),
    address: Address,
    ...Type.Partial(Type.Object({ ...optional, fboTaxCode, roundingRule, instructorsSeePrices })).properties,
  }),
  async handle({ tx, body, principal, emit }) {
    const before = await sellerOf(tx, principal.workspace.name)
    await tx.run(sql`
      insert into finance_sellers (workspace_id, name, address, tax_number, registration_number, email, phone,
          iban, payment_terms, fbo_tax_code, rounding_rule,
          instructors_see_prices)
      values (${principal.workspace.uuid}, ${body.name}, ${JSON.stringify(body.address)}, ${body.taxNumber ?? null},
          ${body.registrationNumber ?? null}, ${body.email ?? null}, ${body.phone ?? null}, ${body.iban ?? null},
          ${body.paymentTerms ?? null}, ${body.fboTaxCode ?? null}, ${body.roundingRule ?? 'invoice'},
          ${body.instructorsSeePrices ?? false})
          on conflict (workspace_id) do update
         set name = excluded.name, address = excluded.address, tax_number = excluded.tax_number,
             registration_number = excluded.registration_number, email = excluded.email, phone = excluded.phone,
             iban = excluded.iban, payment_terms = excluded.payment_terms, fbo_tax_code = excluded.fbo_tax_code,
             rounding_rule = excluded.rounding_rule,
             instructors_see_prices = excluded.instructors_see_prices, updated_at = now()`)
    const after = await sellerOf(tx, principal.workspace.name)
    emit({
      type: 'finance_seller.updated',
      subject: { type: sellerKind.name, id: principal.workspace.id },
      changes: changesBetween({ ...before }, { ...after }),
    })
    return after
  },
})

/** Who bills, as invoices copy it. */
export async function sellerOf(tx: Tx, workspaceName: string): Promise<SellerForm> {
  const seller = await tx.first(sql<
    'financeSeller',
    { address: SellerForm['address'] & object; roundingRule: SellerForm['roundingRule'] }
  >`
    select name, address, tax_number as "taxNumber", registration_number as "registrationNumber", email, phone,
           iban, payment_terms as "paymentTerms", fbo_tax_code as "fboTaxCode", rounding_rule as "roundingRule",
           instructors_see_prices as "instructorsSeePrices"
      from finance_sellers where workspace_id = apron.workspace()`)
  return (
    seller ?? {
      name: workspaceName,
      address: null,
      taxNumber: null,
      registrationNumber: null,
      email: null,
      phone: null,
      iban: null,
      paymentTerms: null,
      fboTaxCode: null,
      roundingRule: 'invoice',
      instructorsSeePrices: false,
    }
  )
}
