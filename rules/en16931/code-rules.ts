import { currencyExponent } from '../currency.ts'
import {
  allowanceReasons,
  chargeReasons,
  countries,
  creditNoteTypes,
  invoiceTypes,
  itemSchemes,
  paymentMeans,
  referenceSchemes,
  registrationSchemes,
} from './code-lists.ts'
import type { EInvoice, SupportingDocument } from './document.ts'
import {
  allowancesOf,
  amountsOf,
  categoriesOf,
  chargesOf,
  lineCategories,
  partiesOf,
  pricesOf,
  subtotalsOf,
  vatIds,
} from './parts.ts'
import { type Rule, rule } from './rule.ts'
import { unitCodes } from './unit-codes.ts'

// Which codes may stand where (EN 16931-1, annex of code lists).

type Codes = (invoice: EInvoice) => readonly (string | null | undefined)[]

/** A code that is absent is the matter of another rule. */
const allIn =
  (list: Pick<ReadonlySet<string>, 'has'>, codes: Codes): Rule['holds'] =>
  (invoice) =>
    codes(invoice).every((code) => !code || list.has(code))

// ISO 4217 also has precious metals, units of account, and a code for tests, which no account here is in.
const otherCurrencies = new Set('XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '))
const currencies = {
  has: (code: string) => currencyExponent(code) !== null || otherCurrencies.has(code),
}
const taxCategories = new Set('AE L M E S Z G O K B'.split(' '))
const taxPointCodes = new Set(['3', '35', '432'])
const mimeCodes = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.oasis.opendocument.spreadsheet',
])
// Greece writes EL in its VAT numbers, and has GR as a country.
const vatPrefixes = { has: (code: string) => countries.has(code) || code === 'EL' }
const sepaCreditor = 'SEPA'

const addressCountries: Codes = (invoice) =>
  [...partiesOf(invoice).map(({ address }) => address), invoice.delivery?.address].map(
    (address) => address?.country,
  )
const adjustmentsOf = (invoice: EInvoice) => [invoice, ...invoice.lines]
/** Type 130 is an object that the invoice is about; what else a document is, its scheme does not matter. */
const objectSchemes = (documents: readonly SupportingDocument[]) =>
  documents.filter(({ typeCode }) => typeCode === '130').map(({ id }) => id?.scheme)

export const codeRules: readonly Rule[] = [
  rule(
    'BR-CL-01',
    'The type of a document is a code of UNTDID 1001 (BT-3)',
    ({ kind, typeCode }) => !typeCode || (kind === 'Invoice' ? invoiceTypes : creditNoteTypes).has(typeCode),
  ),
  rule(
    'BR-CL-03',
    'Amounts are in a currency of ISO 4217',
    allIn(currencies, (invoice) =>
      [...amountsOf(invoice), ...pricesOf(invoice)].map(({ currency }) => currency),
    ),
  ),
  rule(
    'BR-CL-04',
    'An invoice is in a currency of ISO 4217 (BT-5)',
    allIn(currencies, ({ currency }) => [currency]),
  ),
  rule(
    'BR-CL-05',
    'The currency of the tax is one of ISO 4217 (BT-6)',
    allIn(currencies, ({ taxCurrency }) => [taxCurrency]),
  ),
  rule(
    'BR-CL-06',
    'The code of when tax is due is 3, 35 or 432 of UNTDID 2005 (BT-8)',
    allIn(taxPointCodes, ({ period }) => period?.taxPointCodes ?? []),
  ),
  rule(
    'BR-CL-07',
    'The scheme of an object that is invoiced is a code of UNTDID 1153 (BT-18, BT-128)',
    allIn(referenceSchemes, ({ documents, lines }) => [
      ...objectSchemes(documents),
      ...lines.flatMap(({ objectIds }) => objectSchemes(objectIds)),
    ]),
  ),
  rule(
    'BR-CL-10',
    'The scheme of an identifier of a party is one of ISO/IEC 6523 (BT-29, BT-46, BT-60)',
    allIn({ has: (scheme) => registrationSchemes.has(scheme) || scheme === sepaCreditor }, (invoice) =>
      partiesOf(invoice).flatMap(({ identifiers }) => identifiers.map(({ scheme }) => scheme)),
    ),
  ),
  rule(
    'BR-CL-11',
    'The scheme of a registration is one of ISO/IEC 6523 (BT-30, BT-47, BT-61)',
    allIn(registrationSchemes, (invoice) =>
      partiesOf(invoice).flatMap(({ registrationIds }) => registrationIds.map(({ scheme }) => scheme)),
    ),
  ),
  rule(
    'BR-CL-13',
    'The scheme of an item classification is a code of UNTDID 7143 (BT-158)',
    allIn(itemSchemes, ({ lines }) =>
      lines.flatMap(({ item }) => item?.classifications.map(({ scheme }) => scheme) ?? []),
    ),
  ),
  rule('BR-CL-14', 'Countries are codes of ISO 3166-1', allIn(countries, addressCountries)),
  rule(
    'BR-CL-15',
    'The country that an item is from is a code of ISO 3166-1 (BT-159)',
    allIn(countries, ({ lines }) => lines.map(({ item }) => item?.originCountry)),
  ),
  rule(
    'BR-CL-16',
    'The means of payment is a code of UNTDID 4461 (BT-81)',
    allIn(paymentMeans, ({ payments }) => payments.map(({ code }) => code)),
  ),
  rule(
    'BR-CL-17',
    'The category of a tax is a code of UNTDID 5305 (BT-95, BT-102, BT-118)',
    allIn(taxCategories, (invoice) =>
      [
        ...categoriesOf(invoice.adjustments),
        ...subtotalsOf(invoice).flatMap(({ category }) => category ?? []),
      ].map(({ code }) => code),
    ),
  ),
  rule(
    'BR-CL-18',
    'The tax category of a line is a code of UNTDID 5305 (BT-151)',
    allIn(taxCategories, (invoice) => lineCategories(invoice).map(({ code }) => code)),
  ),
  rule(
    'BR-CL-19',
    'The reason of an allowance is a code of UNTDID 5189 (BT-98, BT-140)',
    allIn(allowanceReasons, (invoice) =>
      adjustmentsOf(invoice)
        .flatMap(allowancesOf)
        .map(({ reasonCode }) => reasonCode),
    ),
  ),
  rule(
    'BR-CL-20',
    'The reason of a charge is a code of UNTDID 7161 (BT-105, BT-145)',
    allIn(chargeReasons, (invoice) =>
      adjustmentsOf(invoice)
        .flatMap(chargesOf)
        .map(({ reasonCode }) => reasonCode),
    ),
  ),
  rule(
    'BR-CL-21',
    'The scheme of a standard identifier of an item is one of ISO/IEC 6523 (BT-157)',
    allIn(registrationSchemes, ({ lines }) => lines.map(({ item }) => item?.standardId?.scheme)),
  ),
  rule(
    'BR-CL-23',
    'Units are codes of UN/ECE recommendation 20 or 21 (BT-130, BT-150)',
    allIn(unitCodes, ({ lines }) =>
      lines.flatMap(({ quantity, price }) => [quantity?.unit, price?.baseQuantity?.unit]),
    ),
  ),
  rule(
    'BR-CL-24',
    'An attached file is a PDF, an image, CSV or a spreadsheet (BT-125)',
    allIn(mimeCodes, ({ documents }) => documents.map(({ embedded }) => embedded?.mimeCode)),
  ),
  rule('BR-CO-09', 'A VAT number begins with the code of its country (BT-31, BT-48, BT-63)', (invoice) =>
    partiesOf(invoice)
      .flatMap(vatIds)
      .every((id) => vatPrefixes.has(id.slice(0, 2))),
  ),
]
