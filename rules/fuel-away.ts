import { lineNetMinor } from './line-amount.ts'

/** Fuel bought away is credited at the lesser of the home price and what was paid: 80 L at 2.60, home 2.20, is 176.00. */
export const fuelAwayCreditMinor = (fuel: {
  literThousandths: number
  /** Both for `perQuantity` liters. */
  paidMinor: number
  homeMinor: number
  perQuantity: number
}): number =>
  lineNetMinor({
    quantityThousandths: fuel.literThousandths,
    unitRateMinor: Math.min(fuel.paidMinor, fuel.homeMinor),
    perQuantity: fuel.perQuantity,
  })
