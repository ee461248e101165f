// The amount of a priced line. Integers throughout: money is never a float.

interface Price {
  unitRateMinor: number
  /** The rate is for this many units: 541 cents for 100 units is 5.41 cents each. */
  perQuantity: number
  /** 250 is 2.5 % off. */
  discountBasisPoints?: number
}

export interface CountedLine extends Price {
  quantityThousandths: number
}

/** A quotient of integers, rounded half away from zero. */
export function divideHalfAway(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('The denominator must be positive')
  const sign = numerator < 0n ? -1n : 1n
  return (sign * (sign * numerator * 2n + denominator)) / (denominator * 2n)
}

/** quantity × rate ÷ perQuantity × (1 − discount), rounded once, half away from zero (`half_up_line`). */
export function lineNetMinor({
  quantityThousandths,
  unitRateMinor,
  perQuantity,
  discountBasisPoints = 0,
}: CountedLine): number {
  const numerator = BigInt(quantityThousandths) * BigInt(unitRateMinor) * BigInt(10_000 - discountBasisPoints)
  return Number(divideHalfAway(numerator, 1000n * BigInt(perQuantity) * 10_000n))
}

/** A quantity of at most three decimals, such as litres, in thousandths. */
export const thousandthsOf = (quantity: number): number => Math.round(quantity * 1000)

/** Hundredths of an hour, as meters count: 130 are 1.300 h. */
export const thousandthsOfHundredths = (hundredths: number): number => hundredths * 10

/** Minutes as thousandths of an hour, half away from zero: 108 are 1.800 h. */
export const thousandthsOfMinutes = (minutes: number): number =>
  Number(divideHalfAway(BigInt(minutes) * 1000n, 60n))
