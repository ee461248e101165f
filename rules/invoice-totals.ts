/** The amounts of an invoice as EN 16931 names them, in minor units. */
export interface InvoiceAmounts {
  lineNets: readonly number[]
  allowances?: number
  charges?: number
  taxes: readonly { netMinor: number; taxMinor: number }[]
  netMinor: number
  taxMinor: number
  totalMinor: number
  paidMinor: number
  dueMinor: number
}

export interface BrokenRule {
  rule: string
  message: string
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)

/** The rules of EN 16931 on how the totals of an invoice follow from each other, and which are broken. */
export function brokenTotals(invoice: InvoiceAmounts): BrokenRule[] {
  const { lineNets, allowances = 0, charges = 0, taxes, netMinor, taxMinor, totalMinor } = invoice
  const lineTotal = sum(lineNets)
  const checks: [rule: string, holds: boolean, message: string][] = [
    [
      'BR-CO-10',
      lineTotal === netMinor + allowances - charges,
      'the sum of the line net amounts is that of the lines',
    ],
    [
      'BR-CO-13',
      netMinor === lineTotal - allowances + charges,
      'the total without tax is the sum of the lines, less allowances, plus charges',
    ],
    [
      'BR-CO-14',
      taxMinor === sum(taxes.map((tax) => tax.taxMinor)),
      'the total of tax is the sum of the tax of each code',
    ],
    ['BR-CO-15', totalMinor === netMinor + taxMinor, 'the total with tax is the total without tax, plus tax'],
    [
      'BR-CO-16',
      invoice.dueMinor === totalMinor - invoice.paidMinor,
      'the amount due is the total with tax, less what is paid',
    ],
    [
      'BR-CO-18',
      taxes.length > 0 && sum(taxes.map((tax) => tax.netMinor)) === netMinor,
      'the taxable amounts of the codes sum to the total without tax',
    ],
  ]
  return checks.filter(([, holds]) => !holds).map(([rule, , message]) => ({ rule, message }))
}
