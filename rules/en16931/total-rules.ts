import { decimalOf, isWithinOne, percentOf, sumOf } from './decimal.ts'
import type { TaxSubtotal } from './document.ts'
import { allowancesOf, chargesOf, has, hasAmount, subtotalsOf } from './parts.ts'
import { type Rule, rule } from './rule.ts'

// How the totals and the tax of an invoice follow from each other (EN 16931-1, 6.4.3). A rule about an amount that is
// absent holds: that the amount is there is a rule of its own.

/** The tax of a subtotal, to a unit of the currency: without a rate there is none. */
export function isTaxRight({ taxable, tax, category }: TaxSubtotal): boolean {
  const [base, stated] = [decimalOf(taxable?.value), decimalOf(tax?.value)]
  if (base === null || stated === null) return true
  return isWithinOne(stated, percentOf(base, decimalOf(category?.percent) ?? 0n))
}

export const totalRules: readonly Rule[] = [
  rule('BR-45', 'Each tax of an invoice has its taxable amount (BT-116)', (invoice) =>
    subtotalsOf(invoice).every(({ taxable }) => hasAmount(taxable)),
  ),
  rule('BR-46', 'Each tax of an invoice has its amount (BT-117)', (invoice) =>
    subtotalsOf(invoice).every(({ tax }) => hasAmount(tax)),
  ),
  rule('BR-47', 'Each tax of an invoice has its category (BT-118)', (invoice) =>
    subtotalsOf(invoice).every(({ category }) => has(category?.code)),
  ),
  rule(
    'BR-48',
    'Each tax of an invoice has its rate, but for what is not subject to tax (BT-119)',
    (invoice) =>
      subtotalsOf(invoice).every(
        ({ category }) => category === null || has(category.percent) || category.code === 'O',
      ),
  ),
  rule(
    'BR-CO-10',
    'The sum of the lines is the sum of their net amounts (BT-106, BT-131)',
    ({ totals, lines }) =>
      !totals?.lines || decimalOf(totals.lines.value) === sumOf(lines.map(({ net }) => net?.value)),
  ),
  rule(
    'BR-CO-11',
    'The total of allowances is the sum of those of the document (BT-107, BT-92)',
    (invoice) =>
      !invoice.totals?.allowances ||
      decimalOf(invoice.totals.allowances.value) ===
        sumOf(allowancesOf(invoice).map(({ amount }) => amount?.value)),
  ),
  rule(
    'BR-CO-12',
    'The total of charges is the sum of those of the document (BT-108, BT-99)',
    (invoice) =>
      !invoice.totals?.charges ||
      decimalOf(invoice.totals.charges.value) ===
        sumOf(chargesOf(invoice).map(({ amount }) => amount?.value)),
  ),
  rule(
    'BR-CO-13',
    'The total without tax is the sum of the lines, less allowances, plus charges (BT-109)',
    ({ totals }) =>
      !totals?.withoutTax ||
      !totals.lines ||
      decimalOf(totals.withoutTax.value) ===
        sumOf([totals.lines.value, totals.charges?.value]) - sumOf([totals.allowances?.value]),
  ),
  rule('BR-CO-14', 'The total of tax is the sum of the taxes (BT-110, BT-117)', ({ taxTotals }) =>
    taxTotals.every(
      ({ tax, subtotals }) =>
        tax === null ||
        subtotals.length === 0 ||
        decimalOf(tax.value) === sumOf(subtotals.map((subtotal) => subtotal.tax?.value)),
    ),
  ),
  rule(
    'BR-CO-15',
    'The total with tax is the total without tax, plus tax in the currency of the invoice (BT-112, BT-109, BT-110)',
    ({ totals, taxTotals, currency }) => {
      if (!totals?.withTax || !totals.withoutTax) return true
      const own = taxTotals.filter(({ tax }) => hasAmount(tax) && tax?.currency === currency)
      return (
        own.length === 1 &&
        decimalOf(totals.withTax.value) === sumOf([totals.withoutTax.value, own[0]?.tax?.value])
      )
    },
  ),
  rule(
    'BR-CO-16',
    'The amount due is the total with tax, less what is paid, plus its rounding (BT-115, BT-112, BT-113, BT-114)',
    ({ totals }) =>
      !totals?.due ||
      !totals.withTax ||
      decimalOf(totals.due.value) ===
        sumOf([totals.withTax.value, totals.rounding?.value]) - sumOf([totals.prepaid?.value]),
  ),
  rule(
    'BR-CO-17',
    'Each tax is its taxable amount times its rate, rounded (BT-117, BT-116, BT-119)',
    (invoice) => subtotalsOf(invoice).every(isTaxRight),
  ),
  rule(
    'BR-CO-18',
    'An invoice has a breakdown of its tax (BG-23)',
    (invoice) => subtotalsOf(invoice).length > 0,
  ),
]
