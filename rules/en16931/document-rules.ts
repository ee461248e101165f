import { sumOf } from './decimal.ts'
import type { Adjustment, EInvoice, PaymentMeans, Period } from './document.ts'
import { allowancesOf, chargesOf, has, hasAmount, registrationIds, vatIds } from './parts.ts'
import { type Rule, rule } from './rule.ts'

// What an invoice, its parties and its payment have to say (EN 16931-1, 6.4.1 and 6.4.2).

const isInOrder = (period: Period | null): boolean =>
  !period?.startsOn || !period.endsOn || period.endsOn >= period.startsOn
const isDated = (period: Period | null): boolean =>
  period === null || has(period.startsOn) || has(period.endsOn)

// UNTDID 4461: credit transfer, and SEPA credit transfer.
const isTransfer = ({ code }: PaymentMeans): boolean => code === '30' || code === '58'

export const documentRules: readonly Rule[] = [
  rule('BR-01', 'An invoice names the specification that it follows (BT-24)', (invoice) =>
    has(invoice.specification),
  ),
  rule('BR-02', 'An invoice has a number (BT-1)', (invoice) => has(invoice.number)),
  rule('BR-03', 'An invoice has a date of issue (BT-2)', (invoice) => has(invoice.issuedOn)),
  rule('BR-04', 'An invoice has a type code (BT-3)', (invoice) => has(invoice.typeCode)),
  rule('BR-05', 'An invoice has a currency (BT-5)', (invoice) => has(invoice.currency)),
  rule('BR-06', 'The seller has a name (BT-27)', ({ seller }) => has(seller?.registrationName)),
  rule('BR-07', 'The buyer has a name (BT-44)', ({ buyer }) => has(buyer?.registrationName)),
  rule('BR-08', 'The seller has an address (BG-5)', ({ seller }) => seller?.address != null),
  rule(
    'BR-09',
    'The address of the seller has a country (BT-40)',
    ({ seller }) => !seller?.address || has(seller.address.country),
  ),
  rule('BR-10', 'The buyer has an address (BG-8)', ({ buyer }) => buyer?.address != null),
  rule(
    'BR-11',
    'The address of the buyer has a country (BT-55)',
    ({ buyer }) => !buyer?.address || has(buyer.address.country),
  ),
  rule('BR-12', 'An invoice has the sum of its lines (BT-106)', ({ totals }) => hasAmount(totals?.lines)),
  rule('BR-13', 'An invoice has a total without tax (BT-109)', ({ totals }) => hasAmount(totals?.withoutTax)),
  rule('BR-14', 'An invoice has a total with tax (BT-112)', ({ totals }) => hasAmount(totals?.withTax)),
  rule('BR-15', 'An invoice has an amount due (BT-115)', ({ totals }) => hasAmount(totals?.due)),
  rule('BR-16', 'An invoice has a line (BG-25)', ({ lines }) => lines.length > 0),
  rule(
    'BR-17',
    'A payee other than the seller has a name (BT-59)',
    ({ payee }) => payee === null || has(payee.name),
  ),
  rule(
    'BR-18',
    'A tax representative of the seller has a name (BT-62)',
    ({ taxRepresentative }) => taxRepresentative === null || has(taxRepresentative.name),
  ),
  rule(
    'BR-19',
    'A tax representative of the seller has an address (BG-12)',
    ({ taxRepresentative }) => taxRepresentative === null || taxRepresentative.address !== null,
  ),
  rule(
    'BR-20',
    'The address of a tax representative has a country (BT-69)',
    ({ taxRepresentative }) => !taxRepresentative?.address || has(taxRepresentative.address.country),
  ),
  rule('BR-29', 'The invoicing period does not end before it starts (BT-73, BT-74)', ({ period }) =>
    isInOrder(period),
  ),
  rule('BR-49', 'Payment instructions say the means of payment (BT-81)', ({ payments }) =>
    payments.every(({ code }) => has(code)),
  ),
  rule('BR-50', 'An account for a credit transfer has its number (BT-84)', ({ payments }) =>
    payments.every((payment) => !isTransfer(payment) || !payment.account || has(payment.account.id)),
  ),
  rule('BR-51', 'A card shows only its last 4 to 6 digits (BT-87)', ({ payments }) =>
    payments.every(({ cardNumber }) => cardNumber === null || /^.{4,6}$/.test(cardNumber)),
  ),
  rule('BR-52', 'A supporting document has a reference (BT-122)', ({ documents }) =>
    documents.every(({ id }) => has(id?.value)),
  ),
  rule(
    'BR-53',
    'If tax is also stated in another currency (BT-6), its total is given in it (BT-111)',
    ({ taxCurrency, taxTotals }) =>
      taxCurrency === null || taxTotals.some(({ tax }) => hasAmount(tax) && tax?.currency === taxCurrency),
  ),
  rule('BR-55', 'A preceding invoice is named by its number (BT-25)', ({ precedingInvoices }) =>
    precedingInvoices.every(({ id }) => has(id)),
  ),
  rule(
    'BR-56',
    'A tax representative of the seller has a VAT number (BT-63)',
    ({ taxRepresentative }) => taxRepresentative === null || vatIds(taxRepresentative).length > 0,
  ),
  rule(
    'BR-57',
    'An address of delivery has a country (BT-80)',
    ({ delivery }) => !delivery?.address || has(delivery.address.country),
  ),
  rule('BR-61', 'A credit transfer names the account to pay to (BT-84)', ({ payments }) =>
    payments.every((payment) => !isTransfer(payment) || has(payment.account?.id)),
  ),
  rule(
    'BR-62',
    'The electronic address of the seller has a scheme (BT-34)',
    ({ seller }) => !seller?.electronicAddress || has(seller.electronicAddress.scheme),
  ),
  rule(
    'BR-63',
    'The electronic address of the buyer has a scheme (BT-49)',
    ({ buyer }) => !buyer?.electronicAddress || has(buyer.electronicAddress.scheme),
  ),
  rule(
    'BR-CO-03',
    'The date on which tax is due and the code of that date exclude each other (BT-7, BT-8)',
    ({ taxPointOn, period }) => !has(taxPointOn) || (period?.taxPointCodes.length ?? 0) === 0,
  ),
  rule(
    'BR-CO-19',
    'An invoicing period has a start or an end, or says when tax is due (BG-14)',
    ({ period }) => isDated(period) || (period?.taxPointCodes.length ?? 0) > 0,
  ),
  rule(
    'BR-CO-25',
    'If there is an amount to pay, an invoice gives the due date or the payment terms (BT-115, BT-9, BT-20)',
    ({ kind, totals, dueOn, paymentTerms }) =>
      kind === 'CreditNote' || sumOf([totals?.due?.value]) <= 0n || has(dueOn) || has(paymentTerms),
  ),
  rule(
    'BR-CO-26',
    'The seller is identified by an identifier, its registration or its VAT number (BT-29, BT-30, BT-31)',
    ({ seller }) =>
      seller === null ||
      seller.identifiers.some(({ value }) => has(value)) ||
      registrationIds(seller).length > 0 ||
      vatIds(seller).length > 0,
  ),
]

const reason = ({ reason: words, reasonCode }: Adjustment): boolean => has(words) || has(reasonCode)
type Pick = (invoice: EInvoice) => Adjustment[]
const all =
  (pick: Pick, holds: (adjustment: Adjustment) => boolean): Rule['holds'] =>
  (invoice) =>
    pick(invoice).every(holds)
const lineAllowances: Pick = ({ lines }) => lines.flatMap(allowancesOf)
const lineCharges: Pick = ({ lines }) => lines.flatMap(chargesOf)
const amount = (adjustment: Adjustment) => hasAmount(adjustment.amount)
const category = (adjustment: Adjustment) => has(adjustment.category?.code)

/** What is taken off or comes on top, of the document and of a line. */
export const adjustmentRules: readonly Rule[] = [
  rule('BR-31', 'An allowance of the document has an amount (BT-92)', all(allowancesOf, amount)),
  rule('BR-32', 'An allowance of the document has a tax category (BT-95)', all(allowancesOf, category)),
  rule('BR-33', 'An allowance of the document has a reason (BT-97, BT-98)', all(allowancesOf, reason)),
  rule('BR-36', 'A charge of the document has an amount (BT-99)', all(chargesOf, amount)),
  rule('BR-37', 'A charge of the document has a tax category (BT-102)', all(chargesOf, category)),
  rule('BR-38', 'A charge of the document has a reason (BT-104, BT-105)', all(chargesOf, reason)),
  rule('BR-41', 'An allowance of a line has an amount (BT-136)', all(lineAllowances, amount)),
  rule('BR-42', 'An allowance of a line has a reason (BT-139, BT-140)', all(lineAllowances, reason)),
  rule('BR-43', 'A charge of a line has an amount (BT-141)', all(lineCharges, amount)),
  rule('BR-44', 'A charge of a line has a reason (BT-144, BT-145)', all(lineCharges, reason)),
  rule(
    'BR-CO-21',
    'An allowance of the document says its reason in words or as a code (BT-97, BT-98)',
    all(allowancesOf, reason),
  ),
  rule(
    'BR-CO-22',
    'A charge of the document says its reason in words or as a code (BT-104, BT-105)',
    all(chargesOf, reason),
  ),
  rule(
    'BR-CO-23',
    'An allowance of a line says its reason in words or as a code (BT-139, BT-140)',
    all(lineAllowances, reason),
  ),
  rule(
    'BR-CO-24',
    'A charge of a line says its reason in words or as a code (BT-144, BT-145)',
    all(lineCharges, reason),
  ),
]

/** What a line has to say. */
export const lineRules: readonly Rule[] = [
  rule('BR-21', 'A line has an identifier (BT-126)', ({ lines }) => lines.every(({ id }) => has(id))),
  rule('BR-22', 'A line has a quantity (BT-129)', ({ lines }) =>
    lines.every(({ quantity }) => has(quantity?.value)),
  ),
  rule('BR-23', 'The quantity of a line has a unit (BT-130)', ({ lines }) =>
    lines.every(({ quantity }) => has(quantity?.unit)),
  ),
  rule('BR-24', 'A line has a net amount (BT-131)', ({ lines }) => lines.every(({ net }) => hasAmount(net))),
  rule('BR-25', 'A line names its item (BT-153)', ({ lines }) => lines.every(({ item }) => has(item?.name))),
  rule('BR-26', 'A line has a net price (BT-146)', ({ lines }) =>
    lines.every(({ price }) => hasAmount(price?.amount)),
  ),
  rule('BR-27', 'A net price is not negative (BT-146)', ({ lines }) =>
    lines.every(({ price }) => !price?.amount?.value.startsWith('-')),
  ),
  rule('BR-28', 'A gross price is not negative (BT-148)', ({ lines }) =>
    lines.every(({ price }) => !price?.gross?.value.startsWith('-')),
  ),
  rule('BR-30', 'The period of a line does not end before it starts (BT-134, BT-135)', ({ lines }) =>
    lines.every(({ period }) => isInOrder(period)),
  ),
  rule('BR-54', 'An attribute of an item has a name and a value (BT-160, BT-161)', ({ lines }) =>
    lines.every(({ item }) =>
      (item?.attributes ?? []).every((attribute) => has(attribute.name) && has(attribute.value)),
    ),
  ),
  rule('BR-64', 'A standard identifier of an item has a scheme (BT-157)', ({ lines }) =>
    lines.every(({ item }) => !item?.standardId || has(item.standardId.scheme)),
  ),
  rule('BR-65', 'A classification of an item has a scheme (BT-158)', ({ lines }) =>
    lines.every(({ item }) => (item?.classifications ?? []).every(({ scheme }) => has(scheme))),
  ),
  rule('BR-CO-04', 'A line has a tax category (BT-151)', ({ lines }) =>
    lines.every(({ item }) => has(item?.categories[0]?.code)),
  ),
  rule('BR-CO-20', 'The period of a line has a start or an end (BG-26)', ({ lines }) =>
    lines.every(({ period }) => isDated(period)),
  ),
]
