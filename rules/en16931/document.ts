// An invoice as EN 16931-1 sees it, by the names of its business terms (BT) and groups (BG). Texts stand as they are
// in the document; null is what is absent: a rule may ask for what an incomplete document lacks. Terms that no rule asks
// for and that we do not write, such as the reference of a contract, are left out.

export type Text = string | null

/** An identifier and the list that it comes from. The value is empty where only the list is named. */
export interface Identifier {
  value: string
  scheme: Text
}

export interface Amount {
  value: string
  currency: Text
}

export interface Quantity {
  value: string
  unit: Text
}

export interface Period {
  startsOn: Text
  endsOn: Text
  /** When tax becomes due (BT-8). */
  taxPointCodes: string[]
}

export interface Address {
  line1: Text
  line2: Text
  line3: Text
  city: Text
  postalCode: Text
  region: Text
  country: Text
}

/** Seller, buyer, payee or tax representative. */
export interface Party {
  electronicAddress: Identifier | null
  identifiers: Identifier[]
  name: Text
  address: Address | null
  taxRegistrations: { id: Text; scheme: Text }[]
  registrationName: Text
  registrationIds: Identifier[]
  legalForm: Text
  contact: { name: Text; phone: Text; email: Text } | null
}

export interface TaxCategory {
  code: Text
  percent: Text
  exemptionReason: Text
  exemptionCode: Text
  /** VAT, or another tax that EN 16931 has no rules for. */
  scheme: Text
}

/** An allowance (off the amount) or a charge (on top), of the document or of a line. */
export interface Adjustment {
  isCharge: boolean
  reasonCode: Text
  reason: Text
  percent: Text
  amount: Amount | null
  baseAmount: Amount | null
  category: TaxCategory | null
}

export interface TaxSubtotal {
  taxable: Amount | null
  tax: Amount | null
  category: TaxCategory | null
}

export interface PaymentMeans {
  code: Text
  name: Text
  paymentId: Text
  /** With an empty ID where an account is named without one. */
  account: { id: Text; name: Text; bank: Text } | null
  cardNumber: Text
}

export interface SupportingDocument {
  id: Identifier | null
  typeCode: Text
  description: Text
  embedded: { content: string; mimeCode: Text; filename: Text } | null
}

export interface Item {
  description: Text
  name: Text
  sellerId: Text
  standardId: Identifier | null
  originCountry: Text
  classifications: Identifier[]
  categories: TaxCategory[]
  attributes: { name: Text; value: Text }[]
}

export interface InvoiceLine {
  id: Text
  note: Text
  quantity: Quantity | null
  net: Amount | null
  period: Period | null
  objectIds: SupportingDocument[]
  adjustments: Adjustment[]
  item: Item | null
  price: {
    amount: Amount | null
    baseQuantity: Quantity | null
    discount: Amount | null
    gross: Amount | null
  } | null
}

export interface Totals {
  lines: Amount | null
  withoutTax: Amount | null
  withTax: Amount | null
  allowances: Amount | null
  charges: Amount | null
  prepaid: Amount | null
  rounding: Amount | null
  due: Amount | null
}

export interface EInvoice {
  kind: 'Invoice' | 'CreditNote'
  specification: Text
  process: Text
  number: Text
  issuedOn: Text
  dueOn: Text
  typeCode: Text
  notes: string[]
  taxPointOn: Text
  currency: Text
  taxCurrency: Text
  accountingReference: Text
  buyerReference: Text
  period: Period | null
  orderId: Text
  salesOrderId: Text
  /** The number and the date of each invoice that is credited or corrected. */
  precedingInvoices: { id: Text; issuedOn: Text }[]
  documents: SupportingDocument[]
  seller: Party | null
  buyer: Party | null
  payee: Party | null
  taxRepresentative: Party | null
  delivery: { deliveredOn: Text; address: Address | null } | null
  payments: PaymentMeans[]
  paymentTerms: Text
  adjustments: Adjustment[]
  taxTotals: { tax: Amount | null; subtotals: TaxSubtotal[] }[]
  totals: Totals | null
  lines: InvoiceLine[]
}
