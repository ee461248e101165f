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
  Totals,
} from '#rules/en16931/document.ts'
import { element, leaf, type Xml, xmlDocument } from './xml-element.ts'

/** An invoice or a credit note as UBL 2.1, its elements in the order of the schema. */
export function writeUbl(invoice: EInvoice): string {
  const { kind, delivery } = invoice
  const content = [
    ...headOf(invoice),
    periodOf(invoice.period),
    element('cac:OrderReference', [
      leaf('cbc:ID', invoice.orderId),
      leaf('cbc:SalesOrderID', invoice.salesOrderId),
    ]),
    ...invoice.precedingInvoices.map(({ id, issuedOn }) =>
      element('cac:BillingReference', [
        element('cac:InvoiceDocumentReference', [leaf('cbc:ID', id), leaf('cbc:IssueDate', issuedOn)]),
      ]),
    ),
    ...invoice.documents.map((document) => documentOf('cac:AdditionalDocumentReference', document)),
    element('cac:AccountingSupplierParty', [partyOf('cac:Party', invoice.seller)]),
    element('cac:AccountingCustomerParty', [partyOf('cac:Party', invoice.buyer)]),
    partyOf('cac:PayeeParty', invoice.payee),
    partyOf('cac:TaxRepresentativeParty', invoice.taxRepresentative),
    element('cac:Delivery', [
      leaf('cbc:ActualDeliveryDate', delivery?.deliveredOn),
      element('cac:DeliveryLocation', [addressOf('cac:Address', delivery?.address ?? null)]),
    ]),
    ...invoice.payments.map(paymentOf),
    element('cac:PaymentTerms', [leaf('cbc:Note', invoice.paymentTerms)]),
    ...invoice.adjustments.map(adjustmentOf),
    ...invoice.taxTotals.map(({ tax, subtotals }) =>
      element('cac:TaxTotal', [
        amount('cbc:TaxAmount', tax),
        ...subtotals.map((subtotal) =>
          element('cac:TaxSubtotal', [
            amount('cbc:TaxableAmount', subtotal.taxable),
            amount('cbc:TaxAmount', subtotal.tax),
            categoryOf('cac:TaxCategory', subtotal.category),
          ]),
        ),
      ]),
    ),
    totalsOf(invoice.totals),
    ...invoice.lines.map((line) => lineOf(kind, line)),
  ]
  const namespace = 'urn:oasis:names:specification:ubl:schema:xsd:'
  return xmlDocument(kind, content, {
    xmlns: `${namespace}${kind}-2`,
    'xmlns:cac': `${namespace}CommonAggregateComponents-2`,
    'xmlns:cbc': `${namespace}CommonBasicComponents-2`,
  })
}

function headOf(invoice: EInvoice): (Xml | null)[] {
  const isNote = invoice.kind === 'CreditNote'
  const taxPointOn = leaf('cbc:TaxPointDate', invoice.taxPointOn)
  return [
    leaf('cbc:CustomizationID', invoice.specification),
    leaf('cbc:ProfileID', invoice.process),
    leaf('cbc:ID', invoice.number),
    leaf('cbc:IssueDate', invoice.issuedOn),
    isNote ? taxPointOn : leaf('cbc:DueDate', invoice.dueOn),
    leaf(`cbc:${invoice.kind}TypeCode`, invoice.typeCode),
    ...invoice.notes.map((note) => leaf('cbc:Note', note)),
    isNote ? null : taxPointOn,
    leaf('cbc:DocumentCurrencyCode', invoice.currency),
    leaf('cbc:TaxCurrencyCode', invoice.taxCurrency),
    leaf('cbc:AccountingCost', invoice.accountingReference),
    leaf('cbc:BuyerReference', invoice.buyerReference),
  ]
}

const attributes = (name: string, value: string | null): Record<string, string> =>
  value === null ? {} : { [name]: value }
const amount = (name: string, money: Amount | null) =>
  leaf(name, money?.value, attributes('currencyID', money?.currency ?? null))
const quantity = (name: string, count: Quantity | null) =>
  leaf(name, count?.value, attributes('unitCode', count?.unit ?? null))
const identifier = (name: string, id: Identifier | null, scheme = 'schemeID') =>
  leaf(name, id?.value, attributes(scheme, id?.scheme ?? null))

const periodOf = (period: Period | null) =>
  element('cac:InvoicePeriod', [
    leaf('cbc:StartDate', period?.startsOn),
    leaf('cbc:EndDate', period?.endsOn),
    ...(period?.taxPointCodes ?? []).map((code) => leaf('cbc:DescriptionCode', code)),
  ])

const addressOf = (name: string, address: Address | null) =>
  element(name, [
    leaf('cbc:StreetName', address?.line1),
    leaf('cbc:AdditionalStreetName', address?.line2),
    leaf('cbc:CityName', address?.city),
    leaf('cbc:PostalZone', address?.postalCode),
    leaf('cbc:CountrySubentity', address?.region),
    element('cac:AddressLine', [leaf('cbc:Line', address?.line3)]),
    element('cac:Country', [leaf('cbc:IdentificationCode', address?.country)]),
  ])

function partyOf(name: string, party: Party | null): Xml | null {
  if (party === null) return null
  const [registration = null, ...more] = party.registrationIds
  return element(name, [
    identifier('cbc:EndpointID', party.electronicAddress),
    ...party.identifiers.map((id) => element('cac:PartyIdentification', [identifier('cbc:ID', id)])),
    element('cac:PartyName', [leaf('cbc:Name', party.name)]),
    addressOf('cac:PostalAddress', party.address),
    ...party.taxRegistrations.map(({ id, scheme }) =>
      element('cac:PartyTaxScheme', [
        leaf('cbc:CompanyID', id),
        element('cac:TaxScheme', [leaf('cbc:ID', scheme)]),
      ]),
    ),
    element('cac:PartyLegalEntity', [
      leaf('cbc:RegistrationName', party.registrationName),
      identifier('cbc:CompanyID', registration),
      leaf('cbc:CompanyLegalForm', party.legalForm),
    ]),
    ...more.map((id) => element('cac:PartyLegalEntity', [identifier('cbc:CompanyID', id)])),
    element('cac:Contact', [
      leaf('cbc:Name', party.contact?.name),
      leaf('cbc:Telephone', party.contact?.phone),
      leaf('cbc:ElectronicMail', party.contact?.email),
    ]),
  ])
}

const categoryOf = (name: string, category: TaxCategory | null) =>
  element(name, [
    leaf('cbc:ID', category?.code),
    leaf('cbc:Percent', category?.percent),
    leaf('cbc:TaxExemptionReasonCode', category?.exemptionCode),
    leaf('cbc:TaxExemptionReason', category?.exemptionReason),
    element('cac:TaxScheme', [leaf('cbc:ID', category?.scheme)]),
  ])

const adjustmentOf = (adjustment: Adjustment) =>
  element('cac:AllowanceCharge', [
    leaf('cbc:ChargeIndicator', String(adjustment.isCharge)),
    leaf('cbc:AllowanceChargeReasonCode', adjustment.reasonCode),
    leaf('cbc:AllowanceChargeReason', adjustment.reason),
    leaf('cbc:MultiplierFactorNumeric', adjustment.percent),
    amount('cbc:Amount', adjustment.amount),
    amount('cbc:BaseAmount', adjustment.baseAmount),
    categoryOf('cac:TaxCategory', adjustment.category),
  ])

const paymentOf = ({ code, name, paymentId, account, cardNumber }: PaymentMeans) =>
  element('cac:PaymentMeans', [
    leaf('cbc:PaymentMeansCode', code, attributes('name', name)),
    leaf('cbc:PaymentID', paymentId),
    element('cac:CardAccount', [leaf('cbc:PrimaryAccountNumberID', cardNumber)]),
    element('cac:PayeeFinancialAccount', [
      leaf('cbc:ID', account?.id),
      leaf('cbc:Name', account?.name),
      element('cac:FinancialInstitutionBranch', [leaf('cbc:ID', account?.bank)]),
    ]),
  ])

const documentOf = (name: string, { id, typeCode, description, embedded }: SupportingDocument) =>
  element(name, [
    identifier('cbc:ID', id),
    leaf('cbc:DocumentTypeCode', typeCode),
    leaf('cbc:DocumentDescription', description),
    element('cac:Attachment', [
      leaf('cbc:EmbeddedDocumentBinaryObject', embedded?.content, {
        ...attributes('mimeCode', embedded?.mimeCode ?? null),
        ...attributes('filename', embedded?.filename ?? null),
      }),
    ]),
  ])

const totalsOf = (totals: Totals | null) =>
  element('cac:LegalMonetaryTotal', [
    amount('cbc:LineExtensionAmount', totals?.lines ?? null),
    amount('cbc:TaxExclusiveAmount', totals?.withoutTax ?? null),
    amount('cbc:TaxInclusiveAmount', totals?.withTax ?? null),
    amount('cbc:AllowanceTotalAmount', totals?.allowances ?? null),
    amount('cbc:ChargeTotalAmount', totals?.charges ?? null),
    amount('cbc:PrepaidAmount', totals?.prepaid ?? null),
    amount('cbc:PayableRoundingAmount', totals?.rounding ?? null),
    amount('cbc:PayableAmount', totals?.due ?? null),
  ])

const itemOf = (item: Item) =>
  element('cac:Item', [
    leaf('cbc:Description', item.description),
    leaf('cbc:Name', item.name),
    element('cac:SellersItemIdentification', [leaf('cbc:ID', item.sellerId)]),
    element('cac:StandardItemIdentification', [identifier('cbc:ID', item.standardId)]),
    element('cac:OriginCountry', [leaf('cbc:IdentificationCode', item.originCountry)]),
    ...item.classifications.map((id) =>
      element('cac:CommodityClassification', [identifier('cbc:ItemClassificationCode', id, 'listID')]),
    ),
    ...item.categories.map((category) => categoryOf('cac:ClassifiedTaxCategory', category)),
    ...item.attributes.map(({ name, value }) =>
      element('cac:AdditionalItemProperty', [leaf('cbc:Name', name), leaf('cbc:Value', value)]),
    ),
  ])

function lineOf(kind: EInvoice['kind'], line: InvoiceLine): Xml | null {
  const { price } = line
  return element(`cac:${kind}Line`, [
    leaf('cbc:ID', line.id),
    leaf('cbc:Note', line.note),
    quantity(kind === 'Invoice' ? 'cbc:InvoicedQuantity' : 'cbc:CreditedQuantity', line.quantity),
    amount('cbc:LineExtensionAmount', line.net),
    periodOf(line.period),
    ...line.objectIds.map((object) => documentOf('cac:DocumentReference', object)),
    ...line.adjustments.map(adjustmentOf),
    line.item && itemOf(line.item),
    element('cac:Price', [
      amount('cbc:PriceAmount', price?.amount ?? null),
      quantity('cbc:BaseQuantity', price?.baseQuantity ?? null),
      price?.discount
        ? element('cac:AllowanceCharge', [
            leaf('cbc:ChargeIndicator', 'false'),
            amount('cbc:Amount', price.discount),
            amount('cbc:BaseAmount', price.gross),
          ])
        : null,
    ]),
  ])
}
