import { attribute, type XmlElement, XmlFault, xmlTree } from '#platform/kernel/xml.ts'
import type {
  Address,
  Adjustment,
  Amount,
  EInvoice,
  Identifier,
  InvoiceLine,
  Item,
  Party,
  PaymentMeans,
  Period,
  Quantity,
  SupportingDocument,
  TaxCategory,
  TaxSubtotal,
  Text,
  Totals,
} from '#rules/en16931/document.ts'

/** An invoice or a credit note in UBL 2.1 as EN 16931 sees it. @throws XmlFault if it is neither. */
export function readUbl(xml: string): EInvoice {
  return documentIn(xmlTree(xml))
}

/** The same of its root, which may stand in another document. */
export function documentIn(root: XmlElement): EInvoice {
  if (root.name !== 'Invoice' && root.name !== 'CreditNote')
    throw new XmlFault('The file is neither an Invoice nor a CreditNote of UBL 2.1')
  return {
    kind: root.name,
    ...headOf(root),
    period: optional(at(root, 'InvoicePeriod'), periodOf),
    orderId: text(root, 'OrderReference/ID'),
    salesOrderId: text(root, 'OrderReference/SalesOrderID'),
    precedingInvoices: all(root, 'BillingReference').map((reference) => ({
      id: text(reference, 'InvoiceDocumentReference/ID'),
      issuedOn: text(reference, 'InvoiceDocumentReference/IssueDate'),
    })),
    documents: all(root, 'AdditionalDocumentReference').map(documentOf),
    seller: optional(at(root, 'AccountingSupplierParty/Party'), partyOf),
    buyer: optional(at(root, 'AccountingCustomerParty/Party'), partyOf),
    payee: optional(at(root, 'PayeeParty'), partyOf),
    taxRepresentative: optional(at(root, 'TaxRepresentativeParty'), partyOf),
    delivery: optional(at(root, 'Delivery'), (delivery) => ({
      deliveredOn: text(delivery, 'ActualDeliveryDate'),
      address: optional(at(delivery, 'DeliveryLocation/Address'), addressOf),
    })),
    payments: all(root, 'PaymentMeans').map(paymentOf),
    paymentTerms: text(root, 'PaymentTerms/Note'),
    adjustments: all(root, 'AllowanceCharge').map(adjustmentOf),
    taxTotals: all(root, 'TaxTotal').map((total) => ({
      tax: amount(total, 'TaxAmount'),
      subtotals: all(total, 'TaxSubtotal').map(subtotalOf),
    })),
    totals: optional(at(root, 'LegalMonetaryTotal'), totalsOf),
    lines: all(root, `${root.name}Line`).map(lineOf),
  }
}

const headOf = (root: XmlElement) => ({
  specification: text(root, 'CustomizationID'),
  process: text(root, 'ProfileID'),
  number: text(root, 'ID'),
  issuedOn: text(root, 'IssueDate'),
  dueOn: text(root, 'DueDate'),
  typeCode: text(root, `${root.name}TypeCode`),
  notes: texts(root, 'Note'),
  taxPointOn: text(root, 'TaxPointDate'),
  currency: text(root, 'DocumentCurrencyCode'),
  taxCurrency: text(root, 'TaxCurrencyCode'),
  accountingReference: text(root, 'AccountingCost'),
  buyerReference: text(root, 'BuyerReference'),
})

const all = (element: XmlElement, name: string) => element.children.filter((child) => child.name === name)
/** The first element at a path of names. */
const at = (element: XmlElement, path: string): XmlElement | undefined =>
  path
    .split('/')
    .reduce<XmlElement | undefined>(
      (parent, name) => parent?.children.find((child) => child.name === name),
      element,
    )
const optional = <T>(element: XmlElement | undefined, read: (element: XmlElement) => T): T | null =>
  element ? read(element) : null
const text = (element: XmlElement, path: string): Text => at(element, path)?.text || null
const texts = (element: XmlElement, name: string): string[] =>
  all(element, name).flatMap((child) => child.text || [])

const identifierOf = (element: XmlElement): Identifier => ({
  value: element.text,
  scheme: attribute(element.attributes, 'schemeID') ?? attribute(element.attributes, 'listID'),
})
const identifier = (element: XmlElement, path: string) => optional(at(element, path), identifierOf)
const identifiers = (parents: readonly XmlElement[], name: string): Identifier[] =>
  parents.flatMap((parent) => identifier(parent, name) ?? [])

const amount = (element: XmlElement, path: string): Amount | null =>
  optional(at(element, path), (found) => ({
    value: found.text,
    currency: attribute(found.attributes, 'currencyID'),
  }))
const quantity = (element: XmlElement, path: string): Quantity | null =>
  optional(at(element, path), (found) => ({
    value: found.text,
    unit: attribute(found.attributes, 'unitCode'),
  }))

const periodOf = (element: XmlElement): Period => ({
  startsOn: text(element, 'StartDate'),
  endsOn: text(element, 'EndDate'),
  taxPointCodes: texts(element, 'DescriptionCode'),
})

const addressOf = (element: XmlElement): Address => ({
  line1: text(element, 'StreetName'),
  line2: text(element, 'AdditionalStreetName'),
  line3: text(element, 'AddressLine/Line'),
  city: text(element, 'CityName'),
  postalCode: text(element, 'PostalZone'),
  region: text(element, 'CountrySubentity'),
  country: text(element, 'Country/IdentificationCode'),
})

const partyOf = (element: XmlElement): Party => ({
  electronicAddress: identifier(element, 'EndpointID'),
  identifiers: identifiers(all(element, 'PartyIdentification'), 'ID'),
  name: text(element, 'PartyName/Name'),
  address: optional(at(element, 'PostalAddress'), addressOf),
  taxRegistrations: all(element, 'PartyTaxScheme').map((registration) => ({
    id: text(registration, 'CompanyID'),
    scheme: text(registration, 'TaxScheme/ID'),
  })),
  registrationName: text(element, 'PartyLegalEntity/RegistrationName'),
  registrationIds: identifiers(all(element, 'PartyLegalEntity'), 'CompanyID'),
  legalForm: text(element, 'PartyLegalEntity/CompanyLegalForm'),
  contact: optional(at(element, 'Contact'), (contact) => ({
    name: text(contact, 'Name'),
    phone: text(contact, 'Telephone'),
    email: text(contact, 'ElectronicMail'),
  })),
})

const categoryOf = (element: XmlElement): TaxCategory => ({
  code: text(element, 'ID'),
  percent: text(element, 'Percent'),
  exemptionReason: text(element, 'TaxExemptionReason'),
  exemptionCode: text(element, 'TaxExemptionReasonCode'),
  scheme: text(element, 'TaxScheme/ID'),
})

const adjustmentOf = (element: XmlElement): Adjustment => ({
  isCharge: text(element, 'ChargeIndicator') === 'true',
  reasonCode: text(element, 'AllowanceChargeReasonCode'),
  reason: text(element, 'AllowanceChargeReason'),
  percent: text(element, 'MultiplierFactorNumeric'),
  amount: amount(element, 'Amount'),
  baseAmount: amount(element, 'BaseAmount'),
  category: optional(at(element, 'TaxCategory'), categoryOf),
})

const subtotalOf = (element: XmlElement): TaxSubtotal => ({
  taxable: amount(element, 'TaxableAmount'),
  tax: amount(element, 'TaxAmount'),
  category: optional(at(element, 'TaxCategory'), categoryOf),
})

const paymentOf = (element: XmlElement): PaymentMeans => {
  const code = at(element, 'PaymentMeansCode')
  return {
    code: code?.text || null,
    name: attribute(code?.attributes ?? '', 'name'),
    paymentId: text(element, 'PaymentID'),
    account: optional(at(element, 'PayeeFinancialAccount'), (account) => ({
      id: text(account, 'ID'),
      name: text(account, 'Name'),
      bank: text(account, 'FinancialInstitutionBranch/ID'),
    })),
    cardNumber: text(element, 'CardAccount/PrimaryAccountNumberID'),
  }
}

const documentOf = (element: XmlElement): SupportingDocument => ({
  id: identifier(element, 'ID'),
  typeCode: text(element, 'DocumentTypeCode'),
  description: text(element, 'DocumentDescription'),
  embedded: optional(at(element, 'Attachment/EmbeddedDocumentBinaryObject'), (embedded) => ({
    content: embedded.text,
    mimeCode: attribute(embedded.attributes, 'mimeCode'),
    filename: attribute(embedded.attributes, 'filename'),
  })),
})

const totalsOf = (element: XmlElement): Totals => ({
  lines: amount(element, 'LineExtensionAmount'),
  withoutTax: amount(element, 'TaxExclusiveAmount'),
  withTax: amount(element, 'TaxInclusiveAmount'),
  allowances: amount(element, 'AllowanceTotalAmount'),
  charges: amount(element, 'ChargeTotalAmount'),
  prepaid: amount(element, 'PrepaidAmount'),
  rounding: amount(element, 'PayableRoundingAmount'),
  due: amount(element, 'PayableAmount'),
})

const itemOf = (element: XmlElement): Item => ({
  description: text(element, 'Description'),
  name: text(element, 'Name'),
  sellerId: text(element, 'SellersItemIdentification/ID'),
  standardId: identifier(element, 'StandardItemIdentification/ID'),
  originCountry: text(element, 'OriginCountry/IdentificationCode'),
  classifications: identifiers(all(element, 'CommodityClassification'), 'ItemClassificationCode'),
  categories: all(element, 'ClassifiedTaxCategory').map(categoryOf),
  attributes: all(element, 'AdditionalItemProperty').map((property) => ({
    name: text(property, 'Name'),
    value: text(property, 'Value'),
  })),
})

const lineOf = (element: XmlElement): InvoiceLine => ({
  id: text(element, 'ID'),
  note: text(element, 'Note'),
  quantity: quantity(element, 'InvoicedQuantity') ?? quantity(element, 'CreditedQuantity'),
  net: amount(element, 'LineExtensionAmount'),
  period: optional(at(element, 'InvoicePeriod'), periodOf),
  objectIds: all(element, 'DocumentReference').map(documentOf),
  adjustments: all(element, 'AllowanceCharge').map(adjustmentOf),
  item: optional(at(element, 'Item'), itemOf),
  price: optional(at(element, 'Price'), (price) => ({
    amount: amount(price, 'PriceAmount'),
    baseQuantity: quantity(price, 'BaseQuantity'),
    discount: amount(price, 'AllowanceCharge/Amount'),
    gross: amount(price, 'AllowanceCharge/BaseAmount'),
  })),
})
