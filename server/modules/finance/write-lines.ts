import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { type ChargeForm, chargeInvoiced, chargeStates } from './charge.ts'
import type { LineInput } from './invoice-line.ts'

export interface NewLine {
  chargeId: string | null
  creditsLineId: string | null
  description: string
  quantityThousandths: number
  unit: string
  unitRateMinor: number
  perQuantity: number
  discountBasisPoints: number
  netMinor: number
  taxCode: string
}

export function lineOf({ perQuantity = 1, discountBasisPoints = 0, ...input }: LineInput): NewLine {
  const line = { ...input, perQuantity, discountBasisPoints }
  return { ...line, netMinor: lineNetMinor(line), chargeId: null, creditsLineId: null }
}

export const lineOfCharge = (charge: ChargeForm, creditsLineId: string | null = null): NewLine => ({
  ...charge,
  chargeId: charge.id,
  creditsLineId,
})

/** Writes the lines of a draft, and marks their charges as invoiced. @throws Problem `charge_invoiced`. */
export async function writeLines(
  tx: Tx,
  draft: { workspaceUuid: string; invoiceId: string },
  lines: readonly NewLine[],
): Promise<void> {
  const rows = lines.map((line, position) => ({ ...line, position, id: newId('ivl') }))
  await tx.run(sql`
    insert into finance_invoice_lines (workspace_id, id, invoice_id, position, charge_id, description,
        quantity_thousandths, unit, unit_rate_minor, per_quantity, discount_basis_points, net_minor, tax_code,
        credits_line_id)
    select ${draft.workspaceUuid}::uuid, l.id, ${draft.invoiceId}, l.position, l."chargeId", l.description,
           l."quantityThousandths", l.unit, l."unitRateMinor", l."perQuantity", l."discountBasisPoints",
           l."netMinor", l."taxCode", l."creditsLineId"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(id text, position integer, "chargeId" text,
          description text, "quantityThousandths" bigint, unit text, "unitRateMinor" bigint,
          "perQuantity" integer, "discountBasisPoints" integer, "netMinor" bigint, "taxCode" text,
          "creditsLineId" text)`)
  const charged = rows.flatMap(({ id, chargeId }) => (chargeId === null ? [] : [{ id, chargeId }]))
  if (charged.length === 0) return
  // Each from open: a charge that another invoice has taken meanwhile is not taken twice.
  const taken = await tx.run(sql`
    update finance_charges c set status = 'invoiced', invoice_line_id = l.id
      from jsonb_to_recordset(${JSON.stringify(charged)}::jsonb) as l(id text, "chargeId" text)
     where c.id = l."chargeId" and c.status = 'open'`)
  if (taken < charged.length) throw chargeInvoiced('Another invoice has just taken one of these charges')
}

/** The charges of a draft wait for another invoice again. */
export async function releaseCharges(tx: Tx, invoiceId: string): Promise<void> {
  await tx.run(sql`
    update finance_charges c set status = 'open', invoice_line_id = null
      from finance_invoice_lines l
     where l.workspace_id = c.workspace_id and l.invoice_id = ${invoiceId} and c.invoice_line_id = l.id`)
}

/** @throws Problem if a charge is not open, or belongs to another account. */
export function requireOpen(charges: readonly ChargeForm[], accountId: string): void {
  for (const [index, charge] of charges.entries()) {
    const field = `chargeIds.${index}`
    if (charge.accountId !== accountId)
      throw invalidFields([{ field, message: 'names a charge of another account' }])
    if (charge.status === 'invoiced')
      throw chargeInvoiced(undefined, {
        details: [{ field, message: 'is on an invoice already', invoiceId: charge.invoiceId }],
      })
    if (charge.status !== 'open')
      throw chargeStates.refuse(`The charge is ${charge.status}`, {
        details: [{ field, message: `is ${charge.status}` }],
      })
  }
}
