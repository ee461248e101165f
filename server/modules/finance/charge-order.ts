import { orderPriced, type PricedLine } from '#modules/fbo/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { chargesAreOn, emissionsOfCharges, insertCharges } from './make-charges.ts'
import { noTax } from './tax-code.ts'

/** What the FBO sold is charged in the transaction that prices its order: when it is done, or by hand. */
export const chargePriced = orderPriced(async (tx, line, { principal }) =>
  chargesAreOn(principal) ? chargeOrderLine(tx, principal, line) : [],
)

/** Charges the line of an order to the account of its customer. Without one it waits. @returns what to emit. */
export async function chargeOrderLine(tx: Tx, principal: Principal, line: PricedLine): Promise<Emission[]> {
  const account = await tx.first(sql<'accountOfCustomer'>`
    select a.id, (select s.fbo_tax_code from finance_sellers s where s.workspace_id = a.workspace_id) as "taxCode"
      from finance_accounts a
     where a.holder_type = 'customer' and a.holder_id = ${line.customerId} and a.currency = ${line.currency}
       and a.status = 'active' and a.kind in ('receivable', 'prepaid')
     order by a.kind = 'prepaid', a.created_at, a.id limit 1`)
  if (!account || line.amountMinor === 0) return []
  const { unitRateMinor, perQuantity, discountBasisPoints, quantityThousandths } = line
  const ids = await insertCharges(tx, principal, [
    {
      id: newId('bch'),
      accountId: account.id,
      projectId: null,
      kind: kindOf(line),
      description: line.tailNumber === null ? line.item : `${line.item}, ${line.tailNumber}`,
      quantityThousandths,
      unit: line.unit === 'l' ? 'litre' : line.unit,
      unitRateMinor,
      perQuantity,
      discountBasisPoints,
      netMinor: line.amountMinor,
      currency: line.currency,
      taxCode: account.taxCode ?? noTax,
      rateId: null,
      rateVersionId: null,
      sourceType: 'fbo_order_line',
      sourceId: line.id,
      reversesId: null,
      occurredOn: line.on,
      derivation: {},
    },
  ])
  return emissionsOfCharges(tx, ids)
}

/** A price list has landings in words of its own. */
const kindOf = ({ what, item }: PricedLine) =>
  what === 'fuel' ? 'fuel' : /\blandings?\b/i.test(item) ? 'landing_fee' : 'service'
