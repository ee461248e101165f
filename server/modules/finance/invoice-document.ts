import type { Static } from '#platform/kernel/schema.ts'
import { formatMinor } from '#rules/currency.ts'
import type {
  Address as AddressTerms,
  Amount,
  EInvoice,
  InvoiceLine as LineTerms,
  Party,
  TaxCategory,
} from '#rules/en16931/document.ts'
import { lineNetMinor } from '#rules/line-amount.ts'
import type { Buyer, InvoiceForm } from './invoice.ts'
import type { InvoiceLine } from './invoice-line.ts'
import type { Address } from './money-field.ts'

// UN/ECE recommendation 20.
const unitCodes: Readonly<Record<InvoiceLine['unit'], string>> = {
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

/** An invoice with what it gets when it is issued. */
export interface IssuedInvoice extends Omit<InvoiceForm, 'seller' | 'buyer'> {
  documentNumber: string
  issuedOn: string
  dueOn: string
  seller: Seller
  buyer: Static<typeof Buyer>
  creditsDocument: string | null
  creditsIssuedOn: string | null
  workspaceId: string
}

/** An invoice or a credit note by the terms of EN 16931, where a credit note has positive amounts. */
export function documentOf(invoice: IssuedInvoice): EInvoice {
  const { currency, lines, seller, buyer } = invoice
  const isNote = invoice.kind === 'credit_note'
  const sign = isNote ? -1 : 1
  const amount = (minor: number): Amount => ({ value: formatMinor(minor * sign, currency), currency })
  // What is not subject to tax is billed without the tax numbers of both, and with nothing that is subject to it.
  const isOutside = lines.every(({ taxCategory }) => codeOf(taxCategory) === 'O')
  const isSupply = lines.some(({ taxCategory }) => taxCategory === 'K')
  return {
    ...blank,
    kind: isNote ? 'CreditNote' : 'Invoice',
    number: invoice.documentNumber,
    issuedOn: invoice.issuedOn,
    dueOn: isNote ? null : invoice.dueOn,
    typeCode: isNote ? '381' : '380',
    notes: invoice.note === null ? [] : [invoice.note],
    currency,
    period: periodOf(invoice),
    precedingInvoices:
      invoice.creditsDocument === null
        ? []
        : [{ id: invoice.creditsDocument, issuedOn: invoice.creditsIssuedOn }],
    seller: sellerOf(seller, { isOutside, workspaceId: invoice.workspaceId }),
    buyer: buyerOf(buyer, isOutside),
    delivery: isSupply
      ? { deliveredOn: invoice.periodTo ?? invoice.issuedOn, address: addressOf(buyer.address) }
      : null,
    payments: seller.iban === null ? [] : [transferTo(seller.iban, invoice.documentNumber)],
    paymentTerms: seller.paymentTerms,
    taxTotals: [{ tax: amount(invoice.taxMinor), subtotals: subtotalsOf(invoice, amount) }],
    totals: {
      lines: amount(invoice.netMinor),
      withoutTax: amount(invoice.netMinor),
      withTax: amount(invoice.totalMinor),
      allowances: null,
      charges: null,
      prepaid: null,
      rounding: null,
      due: amount(invoice.totalMinor),
    },
    lines: lines.map((line, index) => lineOf(line, { index, sign, currency, amount })),
  }
}

const blank = {
  specification: 'urn:cen.eu:en16931:2017',
  process: null,
  taxPointOn: null,
  taxCurrency: null,
  accountingReference: null,
  buyerReference: null,
  orderId: null,
  salesOrderId: null,
  documents: [],
  payee: null,
  taxRepresentative: null,
  adjustments: [],
}

const codeOf = (category: InvoiceLine['taxCategory']) => category ?? 'O'

const categoryOf = (line: InvoiceLine, exemptionReason: string | null): TaxCategory => ({
  code: codeOf(line.taxCategory),
  // What is not subject to tax has no rate, and says no rate.
  percent: codeOf(line.taxCategory) === 'O' ? null : String(line.taxRateBasisPoints / 100),
  exemptionReason,
  exemptionCode: null,
  scheme: 'VAT',
})

/** The taxes by category and rate: tax codes of our own that share both are one there, with the reasons of each. */
function subtotalsOf({ lines, taxes }: IssuedInvoice, amount: (minor: number) => Amount) {
  const groups = new Map<string, { line: InvoiceLine; reasons: Set<string>; net: number; tax: number }>()
  for (const { taxCode, netMinor, taxMinor } of taxes) {
    const line = lines.find((candidate) => candidate.taxCode === taxCode)
    if (!line) continue
    const key = `${codeOf(line.taxCategory)} ${line.taxRateBasisPoints}`
    const group = groups.get(key) ?? { line, reasons: new Set(), net: 0, tax: 0 }
    if (line.exemptionReason !== null) group.reasons.add(line.exemptionReason)
    groups.set(key, { ...group, net: group.net + netMinor, tax: group.tax + taxMinor })
  }
  return [...groups.values()].map(({ line, reasons, net, tax }) => ({
    taxable: amount(net),
    tax: amount(tax),
    category: categoryOf(line, reasons.size === 0 ? null : [...reasons].join('; ')),
  }))
}

function lineOf(line: InvoiceLine, { index, sign, currency, amount }: LineContext): LineTerms {
  const unit = unitCodes[line.unit]
  const discount = lineNetMinor({ ...line, discountBasisPoints: 0 }) - line.netMinor
  const allowance = {
    isCharge: false,
    reasonCode: null,
    reason: 'Discount',
    percent: null,
    amount: amount(discount),
    baseAmount: null,
    category: null,
  }
  return {
    id: String(index + 1),
    note: null,
    quantity: { value: String((line.quantityThousandths * sign) / 1_000), unit },
    net: amount(line.netMinor),
    period: null,
    objectIds: [],
    adjustments: line.discountBasisPoints > 0 ? [allowance] : [],
    item: {
      description: null,
      name: line.description,
      sellerId: null,
      standardId: null,
      originCountry: null,
      classifications: [],
      categories: [categoryOf(line, null)],
      attributes: [],
    },
    price: {
      amount: { value: formatMinor(line.unitRateMinor, currency), currency },
      baseQuantity: line.perQuantity > 1 ? { value: String(line.perQuantity), unit } : null,
      discount: null,
      gross: null,
    },
  }
}
interface LineContext {
  index: number
  sign: number
  currency: string
  amount: (minor: number) => Amount
}

const periodOf = ({ periodFrom, periodTo }: IssuedInvoice) =>
  periodFrom === null && periodTo === null
    ? null
    : { startsOn: periodFrom, endsOn: periodTo, taxPointCodes: [] }

const addressOf = (address: Static<typeof Address> | null): AddressTerms => ({
  line1: address?.line1 ?? null,
  line2: address?.line2 ?? null,
  line3: null,
  city: address?.city ?? null,
  postalCode: address?.postalCode ?? null,
  region: address?.region ?? null,
  country: address?.country ?? null,
})

const transferTo = (iban: string, paymentId: string) => ({
  code: '30',
  name: null,
  paymentId,
  account: { id: iban.replaceAll(' ', ''), name: null, bank: null },
  cardNumber: null,
})

const compact = (number: string | null) => number?.replaceAll(' ', '') ?? null
/** A VAT number begins with the code of its country; any other number is registered for another tax. */
const isVatNumber = (number: string | null): number is string => /^[A-Z]{2}[0-9A-Z]/.test(number ?? '')
const idsOf = (...numbers: (string | null)[]) =>
  numbers.flatMap((value) => (value === null ? [] : [{ value, scheme: null }]))

function sellerOf(
  seller: Seller,
  { isOutside, workspaceId }: { isOutside: boolean; workspaceId: string },
): Party {
  const { name, registrationNumber, email, phone } = seller
  const taxNumber = compact(seller.taxNumber)
  const isVat = isVatNumber(taxNumber)
  return {
    electronicAddress: null,
    // A seller is identified by something: without a registration and a VAT number that it shows, by its workspace.
    identifiers: registrationNumber === null && (isOutside || !isVat) ? idsOf(workspaceId) : [],
    name,
    address: addressOf(seller.address),
    taxRegistrations:
      taxNumber === null || isOutside ? [] : [{ id: taxNumber, scheme: isVat ? 'VAT' : 'TAX' }],
    registrationName: name,
    registrationIds: idsOf(registrationNumber),
    legalForm: null,
    contact: email === null && phone === null ? null : { name: null, phone, email },
  }
}

/** Only the VAT number of a buyer has a place of its own; another number is that of their registration. */
function buyerOf({ name, address, email, ...buyer }: Static<typeof Buyer>, isOutside: boolean): Party {
  const taxNumber = compact(buyer.taxNumber)
  const isVat = isVatNumber(taxNumber)
  return {
    electronicAddress: null,
    identifiers: [],
    name: null,
    address: addressOf(address),
    taxRegistrations: isVat && !isOutside ? [{ id: taxNumber, scheme: 'VAT' }] : [],
    registrationName: name,
    registrationIds: isVat ? [] : idsOf(taxNumber),
    legalForm: null,
    contact: email === null ? null : { name: null, phone: null, email },
  }
}
