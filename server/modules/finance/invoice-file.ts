import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { type Static, Type } from '#platform/kernel/schema.ts'
import { newPaper } from '#platform/paper/paper.ts'
import { formatMinor } from '#rules/currency.ts'
import { Invoice, type InvoiceForm } from './invoice.ts'
import { invoiceStates } from './invoice-state.ts'
import type { Address } from './money-field.ts'

const reading = {
  method: 'GET',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Invoice,
  answers: 'file',
  response: Type.String(),
} as const

export const getInvoiceXml = operation({
  ...reading,
  id: 'getInvoiceXml',
  path: '/api/v1/finance/invoices/:id/xml',
  summary: 'Get an invoice as XML (UBL 2.1, EN 16931)',
  description: 'The bytes of `contentSha256`: they are written when the invoice is issued, and never change.',
  async handle({ tx, record }) {
    requireIssued(record)
    const { xml } = await tx.one(
      sql<'xmlOfInvoice'>`select xml from finance_invoices where id = ${record.id}`,
    )
    if (xml === null) throw notFound()
    return { filename: `${record.documentNumber}.xml`, contentType: 'application/xml', body: xml }
  },
})

export const getInvoicePdf = operation({
  ...reading,
  id: 'getInvoicePdf',
  path: '/api/v1/finance/invoices/:id/pdf',
  summary: 'Get an invoice as PDF',
  description: 'Shows the seller and the buyer as they were when the invoice was issued.',
  handle: ({ record }) => invoicePaper(record),
})

/** @throws Problem `invoice_state` for a draft. */
function requireIssued(invoice: InvoiceForm): void {
  if (invoice.number === null) throw invoiceStates.refuse('A draft has no document yet: issue it first')
}

/** The invoice on paper: of what it said when it was issued, and of nothing that changes later. */
export function invoicePaper(invoice: InvoiceForm) {
  requireIssued(invoice)
  const { seller, buyer, currency, documentNumber, issuedAt } = invoice
  const money = (minor: number) => `${formatMinor(minor, currency)} ${currency}`
  const paper = newPaper({
    title: `${invoice.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${documentNumber}`,
    workspace: seller?.name ?? '',
    now: new Date(String(issuedAt)),
  })
  paper.heading('From')
  paper.paragraph(
    lines(seller?.name, addressText(seller?.address), seller?.taxNumber, seller?.email, seller?.phone),
  )
  paper.heading('To')
  paper.paragraph(lines(buyer?.name, addressText(buyer?.address), buyer?.taxNumber, buyer?.email))
  paper.paragraph(
    lines(
      `Issued on ${invoice.issuedOn}`,
      invoice.kind === 'invoice' ? `Due on ${invoice.dueOn}` : null,
      invoice.periodFrom && `For ${invoice.periodFrom} to ${invoice.periodTo}`,
      invoice.note,
    ),
  )
  paper.table(
    [
      { title: 'Description', share: 6 },
      { title: 'Quantity', share: 2 },
      { title: 'Rate', share: 2 },
      { title: 'Discount', share: 1.4 },
      { title: 'Tax', share: 1.2 },
      { title: 'Amount', share: 2.2 },
    ],
    invoice.lines.map((line) => [
      line.description,
      `${line.quantityThousandths / 1_000} ${line.unit.replaceAll('_', ' ')}`,
      formatMinor(line.unitRateMinor, currency) + (line.perQuantity > 1 ? ` / ${line.perQuantity}` : ''),
      line.discountBasisPoints > 0 ? `${line.discountBasisPoints / 100} %` : '',
      line.taxCode,
      money(line.netMinor),
    ]),
  )
  paper.heading('Totals')
  paper.table(
    [
      { title: '', share: 8 },
      { title: '', share: 3 },
    ],
    [
      ['Without tax', money(invoice.netMinor)],
      ...invoice.taxes.map((tax) => [
        `Tax ${tax.taxCode}, ${tax.rateBasisPoints / 100} % of ${money(tax.netMinor)}`,
        money(tax.taxMinor),
      ]),
      ['Total', money(invoice.totalMinor)],
    ],
  )
  const exempt = [...new Set(invoice.lines.flatMap(({ exemptionReason }) => exemptionReason ?? []))]
  for (const reason of exempt) paper.paragraph(reason)
  paper.paragraph(lines(seller?.paymentTerms, seller?.iban && `Account: ${seller.iban}`))
  return paper.finish(`${documentNumber}.pdf`)
}

const lines = (...parts: (string | null | undefined | false)[]) => parts.filter(Boolean).join('\n')
const addressText = (address: Static<typeof Address> | null | undefined) =>
  address &&
  lines(
    address.line1,
    address.line2,
    [address.postalCode, address.city, address.region].filter(Boolean).join(' '),
    address.country,
  )
