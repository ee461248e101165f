import { sql, type Tx } from '#platform/database/database.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { type RoundingRule, remainingTaxes, sumOf, type TaxTotal, taxMinor, totalsOf } from '#rules/tax.ts'
import { taxesOn } from './tax-code.ts'

// More than this no payment can settle.
const largestTotal = 1_000_000_000_000

interface Draft {
  id: string
  kind: 'invoice' | 'credit_note'
  roundingRule: RoundingRule
  creditsInvoiceId: string | null
}

/** Gives the lines of a draft their tax on a day, and the draft its totals. @throws Problem `tax_code_not_valid_on`. */
export async function settleInvoice(tx: Tx, draft: Draft, day: string): Promise<void> {
  const lines = await tx.rows(sql<'linesToSettle', { id: string }>`
    select l.id, l.position, l.net_minor as "netMinor", l.tax_code as "taxCode",
           c.tax_rate_basis_points as "creditedRate",
           c.tax_category as "creditedCategory", c.exemption_reason as "creditedReason"
      from finance_invoice_lines l
      left join finance_invoice_lines c on c.workspace_id = l.workspace_id and c.id = l.credits_line_id
     where l.invoice_id = ${draft.id} order by l.position`)
  // What is credited keeps the tax that it had.
  const fresh = lines.filter(({ creditedRate }) => creditedRate === null)
  const taxes = await taxesOn(
    tx,
    day,
    fresh.map(({ taxCode, position }) => ({ taxCode, field: `lines.${position}.taxCode` })),
  )
  const settled = lines.map((line) => {
    const tax = taxes.get(line.taxCode)
    const rateBasisPoints = line.creditedRate ?? tax?.rateBasisPoints ?? 0
    return {
      ...line,
      rateBasisPoints,
      category: line.creditedRate === null ? (tax?.category ?? null) : line.creditedCategory,
      reason: line.creditedRate === null ? (tax?.exemptionReason ?? null) : line.creditedReason,
      taxMinor: taxMinor(line.netMinor, rateBasisPoints),
    }
  })
  await tx.run(sql`
    update finance_invoice_lines l
       set tax_rate_basis_points = s."rateBasisPoints", tax_category = s.category, exemption_reason = s.reason,
           tax_minor = s."taxMinor"
      from jsonb_to_recordset(${JSON.stringify(settled)}::jsonb) as s(id text, "rateBasisPoints" integer,
          category text, reason text, "taxMinor" bigint)
     where l.invoice_id = ${draft.id} and l.id = s.id`)
  const totals = await withRest(tx, draft, totalsOf(settled, draft.roundingRule).taxes)
  const { netMinor, taxMinor: tax, totalMinor } = sumOf(totals)
  if (Math.abs(totalMinor) > largestTotal || Math.abs(netMinor) > largestTotal)
    throw ruleBroken('The total is more than any payment can settle. Make several invoices of it')
  await tx.run(sql`
    update finance_invoices
       set taxes = ${JSON.stringify(totals)}, net_minor = ${netMinor}, tax_minor = ${tax}, total_minor = ${totalMinor}
     where id = ${draft.id}`)
}

/** The last credit note of an invoice takes back exactly what the others left of each tax. */
async function withRest(tx: Tx, draft: Draft, taxes: TaxTotal[]): Promise<TaxTotal[]> {
  if (draft.creditsInvoiceId === null) return taxes
  const rows = await tx.rows(sql<'taxesOfCredited', { taxes: TaxTotal[] }>`
    select id, taxes
      from finance_invoices
     where (id = ${draft.creditsInvoiceId} or credits_invoice_id = ${draft.creditsInvoiceId}) and number is not null`)
  const invoice = rows.find(({ id }) => id === draft.creditsInvoiceId)
  const notes = rows.filter(({ id }) => id !== draft.creditsInvoiceId).flatMap((note) => note.taxes)
  const rest = remainingTaxes(invoice?.taxes ?? [], notes)
  return taxes.map((total) => {
    const left = rest.find(({ taxCode }) => taxCode === total.taxCode)
    return left && left.netMinor === -total.netMinor ? { ...total, taxMinor: -left.taxMinor } : total
  })
}
