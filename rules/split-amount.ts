/** What all shares together are. */
export const wholeBasisPoints = 10_000

/**
 * Splits an amount by shares that sum to 10,000 basis points: each rounds toward zero, and what is left goes to the
 * first ones, one minor unit each. The parts sum to the amount.
 */
export function splitMinor(amountMinor: number, sharesBasisPoints: readonly number[]): number[] {
  const sum = sharesBasisPoints.reduce((total, share) => total + share, 0)
  if (sum !== wholeBasisPoints) throw new RangeError(`The shares sum to ${sum}, not to ${wholeBasisPoints}`)
  const parts = sharesBasisPoints.map((share) =>
    Number((BigInt(amountMinor) * BigInt(share)) / BigInt(wholeBasisPoints)),
  )
  const unit = amountMinor < 0 ? -1 : 1
  let rest = Math.abs(amountMinor - parts.reduce((total, part) => total + part, 0))
  return parts.map((part) => (rest-- > 0 ? part + unit : part))
}

/** Equal shares of several payers: 3,334 + 3,333 + 3,333. */
export const equalShares = (count: number): number[] => {
  const share = Math.floor(wholeBasisPoints / count)
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? wholeBasisPoints - share * (count - 1) : share,
  )
}
