import type { Adjustment, Amount, EInvoice, Party, TaxCategory, TaxSubtotal } from './document.ts'

// What several rules ask of an invoice.

export const has = (text: string | null | undefined): boolean => text != null && text !== ''
export const hasAmount = (amount: Amount | null | undefined): boolean => has(amount?.value)

export const allowancesOf = ({ adjustments }: { adjustments: readonly Adjustment[] }) =>
  adjustments.filter(({ isCharge }) => !isCharge)
export const chargesOf = ({ adjustments }: { adjustments: readonly Adjustment[] }) =>
  adjustments.filter(({ isCharge }) => isCharge)

export const subtotalsOf = ({ taxTotals }: EInvoice): TaxSubtotal[] =>
  taxTotals.flatMap(({ subtotals }) => subtotals)

export const isVat = (scheme: string | null): boolean => scheme?.toUpperCase() === 'VAT'
/** Whether it is this category of VAT, which is the tax where none is named. */
export const isOf = (category: TaxCategory | null | undefined, code: string): boolean =>
  category != null && category.code === code && (category.scheme === null || isVat(category.scheme))

/** The category of each line that says one. */
export const lineCategories = ({ lines }: EInvoice): TaxCategory[] =>
  lines.flatMap(({ item }) => item?.categories ?? [])
export const categoriesOf = (adjustments: readonly Adjustment[]): TaxCategory[] =>
  adjustments.flatMap(({ category }) => category ?? [])

export const vatIds = (party: Party | null): string[] =>
  (party?.taxRegistrations ?? []).flatMap(({ id, scheme }) => (id && isVat(scheme) ? id : []))
export const taxIds = (party: Party | null): string[] =>
  (party?.taxRegistrations ?? []).flatMap(({ id }) => id || [])
export const registrationIds = (party: Party | null): string[] =>
  (party?.registrationIds ?? []).flatMap(({ value }) => value || [])

/** Every party that the invoice names. */
export const partiesOf = ({ seller, buyer, payee, taxRepresentative }: EInvoice): Party[] =>
  [seller, buyer, payee, taxRepresentative].filter((party) => party !== null)

/** Every amount of money, of which EN 16931 allows two decimals; a price may have more. */
export function amountsOf(invoice: EInvoice): Amount[] {
  const { totals, taxTotals, lines } = invoice
  const adjustments = [...invoice.adjustments, ...lines.flatMap((line) => line.adjustments)]
  return [
    ...(totals ? Object.values(totals) : []),
    ...taxTotals.flatMap(({ tax }) => tax ?? []),
    ...subtotalsOf(invoice).flatMap(({ taxable, tax }) => [taxable, tax]),
    ...adjustments.flatMap(({ amount, baseAmount }) => [amount, baseAmount]),
    ...lines.map(({ net }) => net),
  ].filter((amount) => amount !== null)
}

export const pricesOf = ({ lines }: EInvoice): Amount[] =>
  lines
    .flatMap(({ price }) => [price?.amount, price?.discount, price?.gross])
    .filter((amount) => amount != null)
