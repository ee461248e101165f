import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { Type, text } from '#platform/kernel/schema.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import { Account } from './account.ts'
import { priceFields } from './charge.ts'
import { draftInvoice } from './draft-invoice.ts'
import { Invoice, type InvoiceForm } from './invoice.ts'
import { invoiceIssued, invoiceStates } from './invoice-state.ts'
import { creditExceedsInvoice, issueDraft, numberRefusals } from './issue-invoice.ts'
import { localDay } from './local-day.ts'
import { billingRoles } from './roles.ts'
import type { NewLine } from './write-lines.ts'

export const creditSeries = 'CRN'

export const creditInvoice = operation({
  id: 'creditInvoice',
  method: 'POST',
  path: '/api/v1/finance/invoices/:id/credit',
  summary: 'Credit an invoice',
  description:
    'Issues a credit note for lines of the invoice, or for everything that is left of it. The note reduces the open amount. An amount that was already paid stays open on the note, as a credit of the account.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Invoice,
  move: invoiceStates.credit,
  creates: Invoice,
  emits: invoiceIssued,
  refusals: numberRefusals,
  response: Invoice.schema,
  body: Type.Object({
    lines: Type.Optional(
      Type.Array(
        Type.Object({
          lineId: text(4, 40, 'The ID of a line of the invoice.'),
          quantityThousandths: Type.Optional(priceFields.quantityThousandths),
        }),
        { minItems: 1, maxItems: 200, description: 'All that is left by default.' },
      ),
    ),
    reason: text(3, 1_000),
  }),
  async handle({ tx, body, record, principal, now, emit }) {
    if (record.kind !== 'invoice') throw invoiceStates.refuse('A credit note is not credited itself')
    const lines = await creditedLines(tx, record, body.lines ?? null)
    const noteId = await draftInvoice(tx, principal, {
      account: await Account.get(tx, record.accountId),
      kind: 'credit_note',
      series: creditSeries,
      projectId: record.projectId,
      lines,
      roundingRule: record.roundingRule,
      note: body.reason,
      periodFrom: record.periodFrom,
      periodTo: record.periodTo,
      creditsInvoiceId: record.id,
      day: localDay(now, principal.workspace.timezone),
    })
    const emissions = await issueDraft(tx, principal, noteId, now)
    emissions.forEach(emit)
    return Invoice.get(tx, noteId)
  },
})

type Wanted = readonly { lineId: string; quantityThousandths?: number | undefined }[]

/** The lines of a credit note: each takes back the rest of a line, or a part of it. */
async function creditedLines(tx: Tx, invoice: InvoiceForm, wanted: Wanted | null): Promise<NewLine[]> {
  const rows = await tx.rows(sql<'creditedQuantities'>`
    select credits_line_id as "lineId", sum(quantity_thousandths)::bigint as quantity, sum(net_minor)::bigint as net
      from finance_invoice_lines
     where credits_line_id = any(${invoice.lines.map((line) => line.id)})
     group by credits_line_id`)
  const credited = new Map(rows.map((row) => [row.lineId, row]))
  const left = invoice.lines.map((line) => ({
    ...line,
    leftThousandths: line.quantityThousandths + Number(credited.get(line.id)?.quantity ?? 0),
    leftMinor: line.netMinor + Number(credited.get(line.id)?.net ?? 0),
  }))
  const lines = wanted
    ? wanted.map(({ lineId, quantityThousandths }, index) => {
        const line = left.find((candidate) => candidate.id === lineId)
        const field = `lines.${index}.lineId`
        if (!line) throw invalidFields([{ field, message: 'is no line of this invoice' }])
        const quantity = quantityThousandths ?? line.leftThousandths
        if (Math.abs(quantity) > Math.abs(line.leftThousandths) || line.leftThousandths === 0)
          throw creditExceedsInvoice(
            `Of "${line.description}" only ${line.leftThousandths / 1_000} are left`,
            {
              details: [{ field, message: 'is more than is left', leftThousandths: line.leftThousandths }],
            },
          )
        return { line, quantity }
      })
    : left
        .filter(({ leftThousandths }) => leftThousandths !== 0)
        .map((line) => ({ line, quantity: line.leftThousandths }))
  if (lines.length === 0) throw creditExceedsInvoice('Nothing is left of this invoice')
  if (new Set(lines.map(({ line }) => line.id)).size < lines.length)
    throw invalidFields([{ field: 'lines', message: 'name a line twice' }])
  return lines.map(({ line, quantity }) => ({
    ...line,
    chargeId: null,
    creditsLineId: line.id,
    quantityThousandths: -quantity,
    netMinor:
      quantity === line.leftThousandths
        ? -line.leftMinor
        : lineNetMinor({ ...line, quantityThousandths: -quantity }),
  }))
}
