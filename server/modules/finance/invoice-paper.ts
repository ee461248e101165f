import type { Static } from '#platform/kernel/schema.ts'
import { type DrawnPaper, newPaper } from '#platform/paper/paper.ts'
import { formatMinor } from '#rules/currency.ts'
import type { InvoiceForm } from './invoice.ts'
import type { Address } from './money-field.ts'
import { taxCategoryLabels } from './tax-code.ts'

/** The invoice on paper: of what it said when it was issued, and of nothing that changes later. */
export function invoicePaper(invoice: InvoiceForm, creditsDocument: string | null): DrawnPaper {
  const { seller, buyer, currency, documentNumber, issuedAt } = invoice
  const money = (minor: number) => `${formatMinor(minor, currency)} ${currency}`
  const paper = newPaper({
    title: `${invoice.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${documentNumber}`,
    workspace: seller?.name ?? '',
    now: new Date(String(issuedAt)),
  })
  paper.heading('From')
  paper.paragraph(
    lines(
      seller?.name,
      addressText(seller?.address),
      seller?.taxNumber && `Tax number ${seller.taxNumber}`,
      seller?.registrationNumber && `Company number ${seller.registrationNumber}`,
      seller?.email,
      seller?.phone,
    ),
  )
  paper.heading('To')
  paper.paragraph(
    lines(
      buyer?.name,
      addressText(buyer?.address),
      buyer?.taxNumber && `Tax number ${buyer.taxNumber}`,
      buyer?.email,
    ),
  )
  paper.paragraph(
    lines(
      `Issued on ${invoice.issuedOn}`,
      invoice.kind === 'invoice' ? `Due on ${invoice.dueOn}` : null,
      creditsDocument && `Credits ${creditsDocument}`,
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
      quantityText(line.quantityThousandths, line.unit),
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
      ...invoice.taxes.map((tax) => [taxText(invoice, tax, money), money(tax.taxMinor)]),
      ['Total', money(invoice.totalMinor)],
    ],
  )
  const exempt = [...new Set(invoice.lines.flatMap(({ exemptionReason }) => exemptionReason ?? []))]
  for (const reason of exempt) paper.paragraph(reason)
  paper.paragraph(lines(seller?.paymentTerms, seller?.iban && `Account: ${seller.iban}`))
  return paper.finish(`${documentNumber}.pdf`)
}

/** "Tax S21, 21 % of 391.10 USD": with the category, where nothing is taxed. */
function taxText(
  { lines: billed }: InvoiceForm,
  { taxCode, rateBasisPoints, netMinor }: InvoiceForm['taxes'][number],
  money: (minor: number) => string,
): string {
  const category = billed.find((line) => line.taxCode === taxCode)?.taxCategory ?? 'O'
  const words = category === 'S' ? `${rateBasisPoints / 100} %` : taxCategoryLabels[category]
  return `Tax ${taxCode}, ${words} of ${money(netMinor)}`
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

/** Units that are written the same for one and for several. */
const withoutPlural = ['each', 'kg', 'lb', 'us_gal', 'imp_gal']

/** "1 hour", "1.2 hours", "3 each". */
const quantityText = (thousandths: number, unit: string) =>
  `${thousandths / 1_000} ${unit.replaceAll('_', ' ')}${thousandths === 1_000 || withoutPlural.includes(unit) ? '' : 's'}`
