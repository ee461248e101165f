// The amount of a priced line. Integers throughout: money is never a float.

export interface PricedLine {
  /** At most three decimals. */
  quantity: number
  unitRateMinor: number
  /** The rate is for this many units: 541 cents for 100 units is 5.41 cents each. */
  perQuantity: number
  /** 250 is 2.5 % off. */
  discountBasisPoints?: number
}

/** Rounded once, at the line, half away from zero (`half_up_line`). */
export function lineAmountMinor({
  quantity,
  unitRateMinor,
  perQuantity,
  discountBasisPoints = 0,
}: PricedLine): number {
  const thousandths = BigInt(Math.round(quantity * 1000))
  const numerator = thousandths * BigInt(unitRateMinor) * BigInt(10_000 - discountBasisPoints)
  const denominator = 1000n * BigInt(perQuantity) * 10_000n
  const sign = numerator < 0n ? -1n : 1n
  return Number((sign * (sign * numerator * 2n + denominator)) / (denominator * 2n))
}
