import { type Decimal, decimalOf, isWithinOne, sumOf } from './decimal.ts'
import type { Adjustment, EInvoice, TaxCategory } from './document.ts'
import {
  allowancesOf,
  categoriesOf,
  chargesOf,
  has,
  isOf,
  lineCategories,
  registrationIds,
  subtotalsOf,
  taxIds,
  vatIds,
} from './parts.ts'
import { type Rule, rule } from './rule.ts'
import { isTaxRight } from './total-rules.ts'

// The rules of each category of tax (EN 16931-1, 6.4.4 to 6.4.12). They are alike: the first ten of each category ask
// the same ten questions.

interface Category {
  /** As rules are numbered, and as documents write it (UNTDID 5305). */
  prefix: string
  code: string
  name: string
  /** Whether there may be several rates, and what a rate may be. */
  rate: 'positive' | 'any' | 'zero' | 'none'
  /** Whose numbers an invoice shows. */
  seller: 'tax' | 'vat' | 'hidden'
  buyer: 'free' | 'vat' | 'vat or registration' | 'hidden'
  reason: 'required' | 'refused'
}

const categories: readonly Category[] = [
  {
    prefix: 'S',
    code: 'S',
    name: 'standard rate',
    rate: 'positive',
    seller: 'tax',
    buyer: 'free',
    reason: 'refused',
  },
  {
    prefix: 'Z',
    code: 'Z',
    name: 'zero rate',
    rate: 'zero',
    seller: 'tax',
    buyer: 'free',
    reason: 'refused',
  },
  { prefix: 'E', code: 'E', name: 'exempt', rate: 'zero', seller: 'tax', buyer: 'free', reason: 'required' },
  {
    prefix: 'AE',
    code: 'AE',
    name: 'reverse charge',
    rate: 'zero',
    seller: 'tax',
    buyer: 'vat or registration',
    reason: 'required',
  },
  {
    prefix: 'IC',
    code: 'K',
    name: 'intra-community supply',
    rate: 'zero',
    seller: 'vat',
    buyer: 'vat',
    reason: 'required',
  },
  { prefix: 'G', code: 'G', name: 'export', rate: 'zero', seller: 'vat', buyer: 'free', reason: 'required' },
  {
    prefix: 'O',
    code: 'O',
    name: 'not subject to tax',
    rate: 'none',
    seller: 'hidden',
    buyer: 'hidden',
    reason: 'required',
  },
  { prefix: 'AF', code: 'L', name: 'IGIC', rate: 'any', seller: 'tax', buyer: 'free', reason: 'refused' },
  { prefix: 'AG', code: 'M', name: 'IPSI', rate: 'any', seller: 'tax', buyer: 'free', reason: 'refused' },
]

const hasRates = ({ rate }: Category) => rate === 'positive' || rate === 'any'

function isIdentified({ seller, buyer, taxRepresentative }: EInvoice, category: Category): boolean {
  const sellerIds = category.seller === 'tax' ? taxIds(seller) : vatIds(seller)
  const buyerIds =
    category.buyer === 'vat or registration' ? [...vatIds(buyer), ...registrationIds(buyer)] : vatIds(buyer)
  if (category.seller === 'hidden')
    return [...sellerIds, ...vatIds(taxRepresentative), ...buyerIds].length === 0
  if (sellerIds.length === 0 && vatIds(taxRepresentative).length === 0) return false
  return category.buyer === 'free' || buyerIds.length > 0
}

function identification({ seller, buyer }: Category): string {
  if (seller === 'hidden')
    return 'shows no VAT number of the seller, its tax representative or the buyer (BT-31, BT-63, BT-48)'
  const shown =
    seller === 'tax'
      ? 'has the VAT or tax number of the seller, or the VAT number of its tax representative (BT-31, BT-32, BT-63)'
      : 'has the VAT number of the seller or its tax representative (BT-31, BT-63)'
  if (buyer === 'free') return shown
  return `${shown}, and the VAT${buyer === 'vat' ? '' : ' or registration'} number of the buyer (BT-48${buyer === 'vat' ? '' : ', BT-47'})`
}

function isRateRight(percent: string | null, { rate }: Category): boolean {
  if (rate === 'none') return !has(percent)
  const value = decimalOf(percent)
  if (value === null) return true
  return rate === 'positive' ? value > 0n : rate === 'any' ? value >= 0n : value === 0n
}
const rateText = ({ rate }: Category): string =>
  ({ positive: 'is greater than zero', any: 'is zero or greater', zero: 'is zero', none: 'is not given' })[
    rate
  ]

/** The net amount of the lines, allowances and charges of a category, and of a rate where it has several. */
function taxableOf(invoice: EInvoice, { code }: Category, percent: Decimal | null): Decimal {
  const fits = (category: TaxCategory | null | undefined) =>
    isOf(category, code) && (percent === null || decimalOf(category?.percent) === percent)
  const amounts = (adjustments: readonly Adjustment[]) =>
    sumOf(adjustments.filter(({ category }) => fits(category)).map(({ amount }) => amount?.value))
  const lines = invoice.lines.filter(({ item }) => fits(item?.categories[0]))
  return (
    sumOf(lines.map(({ net }) => net?.value)) + amounts(chargesOf(invoice)) - amounts(allowancesOf(invoice))
  )
}

function isTaxableRight(invoice: EInvoice, category: Category): boolean {
  return subtotalsOf(invoice)
    .filter((subtotal) => isOf(subtotal.category, category.code))
    .every((subtotal) => {
      const stated = decimalOf(subtotal.taxable?.value)
      if (stated === null) return true
      const percent = hasRates(category) ? decimalOf(subtotal.category?.percent) : null
      if (hasRates(category) && percent === null) return true
      const taxable = taxableOf(invoice, category, percent)
      return hasRates(category) ? isWithinOne(stated, taxable) : stated === taxable
    })
}

function rulesOf(category: Category): Rule[] {
  const { prefix, code, name } = category
  const own = (found: readonly TaxCategory[]) => found.filter((entry) => isOf(entry, code))
  const [onLines, onAllowances, onCharges] = [
    (invoice: EInvoice) => own(lineCategories(invoice)),
    (invoice: EInvoice) => own(categoriesOf(allowancesOf(invoice))),
    (invoice: EInvoice) => own(categoriesOf(chargesOf(invoice))),
  ]
  const inTotals = (invoice: EInvoice) =>
    subtotalsOf(invoice).filter((subtotal) => isOf(subtotal.category, code))
  const places = [
    ['a line', onLines],
    ['an allowance', onAllowances],
    ['a charge', onCharges],
  ] as const
  const id = (number: number) => `BR-${prefix}-${String(number).padStart(2, '0')}`
  return [
    rule(
      id(1),
      `An invoice with the category “${name}” has ${hasRates(category) ? 'it' : 'exactly one such entry'} in its breakdown of tax (BT-118)`,
      (invoice) => {
        const isUsed = places.some(([, find]) => find(invoice).length > 0)
        const count = inTotals(invoice).length
        return !isUsed || (hasRates(category) ? count > 0 : count === 1)
      },
    ),
    ...places.map(([place, find], index) =>
      rule(
        id(2 + index),
        `An invoice with ${place} of the category “${name}” ${identification(category)}`,
        (invoice) => find(invoice).length === 0 || isIdentified(invoice, category),
      ),
    ),
    ...places.map(([place, find], index) =>
      rule(
        id(5 + index),
        `The tax rate of ${place} of the category “${name}” ${rateText(category)}`,
        (invoice) => find(invoice).every(({ percent }) => isRateRight(percent, category)),
      ),
    ),
    rule(
      id(8),
      `The taxable amount of the category “${name}” is the sum of its lines and charges, less its allowances (BT-116)`,
      (invoice) => isTaxableRight(invoice, category),
    ),
    hasRates(category)
      ? rule(
          id(9),
          `The tax of the category “${name}” is its taxable amount times its rate (BT-117)`,
          (invoice) => inTotals(invoice).every(isTaxRight),
        )
      : rule(id(9), `The tax of the category “${name}” is zero (BT-117)`, (invoice) =>
          inTotals(invoice).every(({ tax }) => (decimalOf(tax?.value) ?? 0n) === 0n),
        ),
    rule(
      id(10),
      `The category “${name}” ${category.reason === 'required' ? 'has' : 'has no'} reason for an exemption (BT-120, BT-121)`,
      (invoice) =>
        inTotals(invoice).every(
          ({ category: entry }) =>
            (has(entry?.exemptionReason) || has(entry?.exemptionCode)) === (category.reason === 'required'),
        ),
    ),
  ]
}

const isIn = (invoice: EInvoice, code: string) =>
  subtotalsOf(invoice).some(({ category }) => isOf(category, code))
const onlyOutside =
  (pick: (invoice: EInvoice) => readonly (TaxCategory | null)[]): Rule['holds'] =>
  (invoice) =>
    !isIn(invoice, 'O') || pick(invoice).every((category) => !category || isOf(category, 'O'))

const outside = 'Where something is not subject to tax, all is:'

/** The rules of the nine categories, and those that only one of them has. */
export const categoryRules: readonly Rule[] = [
  ...categories.flatMap(rulesOf),
  rule(
    'BR-IC-11',
    'An intra-community supply says when it was delivered, or its period (BT-72, BG-14)',
    (invoice) =>
      !isIn(invoice, 'K') ||
      has(invoice.delivery?.deliveredOn) ||
      has(invoice.period?.startsOn) ||
      has(invoice.period?.endsOn),
  ),
  rule(
    'BR-IC-12',
    'An intra-community supply says the country that it was delivered to (BT-80)',
    (invoice) => !isIn(invoice, 'K') || has(invoice.delivery?.address?.country),
  ),
  rule(
    'BR-O-11',
    `${outside} the breakdown of tax has no other category (BT-118)`,
    onlyOutside((invoice) => subtotalsOf(invoice).map(({ category }) => category)),
  ),
  rule('BR-O-12', `${outside} no line has another category (BT-151)`, onlyOutside(lineCategories)),
  rule(
    'BR-O-13',
    `${outside} no allowance has another category (BT-95)`,
    onlyOutside((invoice) => categoriesOf(allowancesOf(invoice))),
  ),
  rule(
    'BR-O-14',
    `${outside} no charge has another category (BT-102)`,
    onlyOutside((invoice) => categoriesOf(chargesOf(invoice))),
  ),
]
