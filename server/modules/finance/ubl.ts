import type { Static } from '#platform/kernel/schema.ts'
import { formatMinor } from '#rules/currency.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import type { Buyer, InvoiceForm } from './invoice.ts'
import type { InvoiceLine } from './invoice-line.ts'
import type { Address } from './money-field.ts'

const escapeXml = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no such characters
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** An element with its content, or nothing where it has none. Nodes that were made before are content as they are. */
function element(
  name: string,
  content: readonly (Xml | null)[],
  attributes: Record<string, string> = {},
): Xml | null {
  const parts = content.filter((part) => part !== null)
  if (parts.length === 0) return null
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  return { xml: `<${name}${written.join('')}>${parts.map(({ xml }) => xml).join('')}</${name}>` }
}
interface Xml {
  xml: string
}
const leaf = (name: string, value: string | null | undefined, attributes: Record<string, string> = {}) =>
  value == null || value === '' ? null : element(name, [{ xml: escapeXml(value) }], attributes)

// UN/ECE recommendation 20.
const unitCodes: Readonly<Record<string, string>> = {
  hour: 'HUR',
  minute: 'MIN',
  each: 'C62',
  day: 'DAY',
  night: 'DAY',
  month: 'MON',
  litre: 'LTR',
  us_gal: 'GLL',
  imp_gal: 'GLI',
  kg: 'KGM',
  lb: 'LBR',
}

type Seller = NonNullable<InvoiceForm['seller']>
interface Document extends Omit<InvoiceForm, 'seller' | 'buyer'> {
  documentNumber: string
  issuedOn: string
  dueOn: string
  seller: Seller
  buyer: Static<typeof Buyer>
  creditsDocument: string | null
  creditsIssuedOn: string | null
}

/** The invoice or credit note as UBL 2.1, by EN 16931. A credit note has positive amounts there. */
export function ublOf(invoice: Document): string {
  const isNote = invoice.kind === 'credit_note'
  const sign = isNote ? -1 : 1
  const { currency } = invoice
  const amount = (name: string, minor: number) =>
    leaf(name, formatMinor(minor * sign, currency), { currencyID: currency })
  const root = isNote ? 'CreditNote' : 'Invoice'
  const content = [
    leaf('cbc:CustomizationID', 'urn:cen.eu:en16931:2017'),
    leaf('cbc:ID', invoice.documentNumber),
    leaf('cbc:IssueDate', invoice.issuedOn),
    isNote ? null : leaf('cbc:DueDate', invoice.dueOn),
    leaf(`cbc:${root}TypeCode`, isNote ? '381' : '380'),
    leaf('cbc:Note', invoice.note),
    leaf('cbc:DocumentCurrencyCode', currency),
    element('cac:InvoicePeriod', [
      leaf('cbc:StartDate', invoice.periodFrom),
      leaf('cbc:EndDate', invoice.periodTo),
    ]),
    element('cac:BillingReference', [
      element('cac:InvoiceDocumentReference', [
        leaf('cbc:ID', invoice.creditsDocument),
        invoice.creditsDocument ? leaf('cbc:IssueDate', invoice.creditsIssuedOn) : null,
      ]),
    ]),
    element('cac:AccountingSupplierParty', [sellerParty(invoice.seller, invoice.lines)]),
    element('cac:AccountingCustomerParty', [buyerParty(invoice.buyer)]),
    invoice.seller.iban
      ? element('cac:PaymentMeans', [
          leaf('cbc:PaymentMeansCode', '30'),
          leaf('cbc:PaymentID', invoice.documentNumber),
          element('cac:PayeeFinancialAccount', [leaf('cbc:ID', invoice.seller.iban.replaceAll(' ', ''))]),
        ])
      : null,
    element('cac:PaymentTerms', [leaf('cbc:Note', invoice.seller.paymentTerms)]),
    element('cac:TaxTotal', [amount('cbc:TaxAmount', invoice.taxMinor), ...subtotals(invoice, amount)]),
    element('cac:LegalMonetaryTotal', [
      amount('cbc:LineExtensionAmount', invoice.netMinor),
      amount('cbc:TaxExclusiveAmount', invoice.netMinor),
      amount('cbc:TaxInclusiveAmount', invoice.totalMinor),
      amount('cbc:PayableAmount', invoice.totalMinor),
    ]),
    ...invoice.lines.map((line, index) => lineOf(line, index, { isNote, sign, currency, amount })),
  ]
  const namespace = 'urn:oasis:names:specification:ubl:schema:xsd:'
  const whole = element(root, content, {
    xmlns: `${namespace}${root}-2`,
    'xmlns:cac': `${namespace}CommonAggregateComponents-2`,
    'xmlns:cbc': `${namespace}CommonBasicComponents-2`,
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n${whole?.xml ?? ''}\n`
}

type Amount = (name: string, minor: number) => Xml | null

function subtotals({ taxes, lines }: Document, amount: Amount) {
  return taxes.map(({ taxCode, netMinor, taxMinor }) => {
    const line = lines.find((candidate) => candidate.taxCode === taxCode)
    return element('cac:TaxSubtotal', [
      amount('cbc:TaxableAmount', netMinor),
      amount('cbc:TaxAmount', taxMinor),
      line ? category('cac:TaxCategory', line, line.exemptionReason) : null,
    ])
  })
}

function lineOf(
  line: InvoiceLine,
  index: number,
  { isNote, sign, currency, amount }: { isNote: boolean; sign: number; currency: string; amount: Amount },
) {
  const unitCode = unitCodes[line.unit] ?? 'C62'
  const quantity = line.quantityThousandths * sign
  return element(isNote ? 'cac:CreditNoteLine' : 'cac:InvoiceLine', [
    leaf('cbc:ID', String(index + 1)),
    leaf(isNote ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity', String(quantity / 1_000), { unitCode }),
    amount('cbc:LineExtensionAmount', line.netMinor),
    line.discountBasisPoints > 0
      ? element('cac:AllowanceCharge', [
          leaf('cbc:ChargeIndicator', 'false'),
          leaf('cbc:AllowanceChargeReason', 'Discount'),
          amount('cbc:Amount', grossOf(line) - line.netMinor),
        ])
      : null,
    element('cac:Item', [
      leaf('cbc:Name', line.description),
      category('cac:ClassifiedTaxCategory', line, null),
    ]),
    element('cac:Price', [
      leaf('cbc:PriceAmount', formatMinor(line.unitRateMinor, currency), { currencyID: currency }),
      line.perQuantity > 1 ? leaf('cbc:BaseQuantity', String(line.perQuantity), { unitCode }) : null,
    ]),
  ])
}

const grossOf = (line: InvoiceLine) => lineNetMinor({ ...line, discountBasisPoints: 0 })

function category(name: string, line: InvoiceLine, reason: string | null) {
  return element(name, [
    leaf('cbc:ID', line.taxCategory ?? 'O'),
    // What is not subject to tax has no rate, and says no rate.
    line.taxCategory === 'O' ? null : leaf('cbc:Percent', String(line.taxRateBasisPoints / 100)),
    leaf('cbc:TaxExemptionReason', reason),
    element('cac:TaxScheme', [leaf('cbc:ID', 'VAT')]),
  ])
}

const addressOf = (address: Static<typeof Address> | null) =>
  element('cac:PostalAddress', [
    leaf('cbc:StreetName', address?.line1),
    leaf('cbc:AdditionalStreetName', address?.line2),
    leaf('cbc:CityName', address?.city),
    leaf('cbc:PostalZone', address?.postalCode),
    leaf('cbc:CountrySubentity', address?.region),
    element('cac:Country', [leaf('cbc:IdentificationCode', address?.country)]),
  ])

const taxScheme = (number: string | null, scheme: string) =>
  number === null
    ? null
    : element('cac:PartyTaxScheme', [
        leaf('cbc:CompanyID', number.replaceAll(' ', '')),
        element('cac:TaxScheme', [leaf('cbc:ID', scheme)]),
      ])

function sellerParty(seller: Seller, lines: readonly InvoiceLine[]) {
  // A VAT number begins with the country; another tax number is registered for something else. Where nothing is
  // subject to tax, a VAT number is not shown.
  const isVat = /^[A-Z]{2}[0-9A-Z]/.test(seller.taxNumber ?? '')
  const isOutside = lines.every(({ taxCategory }) => taxCategory === 'O')
  return element('cac:Party', [
    element('cac:PartyName', [leaf('cbc:Name', seller.name)]),
    addressOf(seller.address),
    isOutside ? null : taxScheme(seller.taxNumber, isVat ? 'VAT' : 'TAX'),
    element('cac:PartyLegalEntity', [
      leaf('cbc:RegistrationName', seller.name),
      leaf('cbc:CompanyID', seller.registrationNumber),
    ]),
    element('cac:Contact', [leaf('cbc:Telephone', seller.phone), leaf('cbc:ElectronicMail', seller.email)]),
  ])
}

const buyerParty = (buyer: Static<typeof Buyer>) =>
  element('cac:Party', [
    addressOf(buyer.address),
    taxScheme(buyer.taxNumber, 'VAT'),
    element('cac:PartyLegalEntity', [leaf('cbc:RegistrationName', buyer.name)]),
    element('cac:Contact', [leaf('cbc:ElectronicMail', buyer.email)]),
  ])
