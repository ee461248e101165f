import { divideHalfAway } from './line-amount.ts'

/** Where tax is rounded: at each line, or once for all lines of a tax code. */
export const roundingRules = ['line', 'invoice'] as const
export type RoundingRule = (typeof roundingRules)[number]

export interface TaxedLine {
  netMinor: number
  taxCode: string
  rateBasisPoints: number
}

export interface TaxTotal {
  taxCode: string
  rateBasisPoints: number
  netMinor: number
  taxMinor: number
}

export interface InvoiceTotals {
  taxes: TaxTotal[]
  netMinor: number
  taxMinor: number
  totalMinor: number
}

/** Half away from zero: 21 % of 240.50 is 50.51. */
export const taxMinor = (netMinor: number, rateBasisPoints: number): number =>
  Number(divideHalfAway(BigInt(netMinor) * BigInt(rateBasisPoints), 10_000n))

/** The totals of an invoice, by tax code in the order of its lines. */
export function totalsOf(lines: readonly TaxedLine[], rule: RoundingRule): InvoiceTotals {
  const taxes = new Map<string, TaxTotal>()
  for (const { netMinor, taxCode, rateBasisPoints } of lines) {
    const total = taxes.get(taxCode) ?? { taxCode, rateBasisPoints, netMinor: 0, taxMinor: 0 }
    taxes.set(taxCode, {
      ...total,
      netMinor: total.netMinor + netMinor,
      taxMinor: total.taxMinor + taxMinor(netMinor, rateBasisPoints),
    })
  }
  const totals = [...taxes.values()].map((total) =>
    rule === 'line' ? total : { ...total, taxMinor: taxMinor(total.netMinor, total.rateBasisPoints) },
  )
  return { taxes: totals, ...sumOf(totals) }
}

export function sumOf(taxes: readonly TaxTotal[]): Omit<InvoiceTotals, 'taxes'> {
  const netMinor = taxes.reduce((sum, total) => sum + total.netMinor, 0)
  const taxSum = taxes.reduce((sum, total) => sum + total.taxMinor, 0)
  return { netMinor, taxMinor: taxSum, totalMinor: netMinor + taxSum }
}

/** What is left of the taxes of an invoice after its credit notes: the last one takes back exactly the rest. */
export function remainingTaxes(taxes: readonly TaxTotal[], credited: readonly TaxTotal[]): TaxTotal[] {
  return taxes.map((total) => {
    const notes = credited.filter(({ taxCode }) => taxCode === total.taxCode)
    return {
      ...total,
      netMinor: notes.reduce((rest, note) => rest + note.netMinor, total.netMinor),
      taxMinor: notes.reduce((rest, note) => rest + note.taxMinor, total.taxMinor),
    }
  })
}
