/** Hundredths of an hour by which a meter may differ from the clock, and the share of block time on top. */
const meterToleranceHundredths = 30
const meterToleranceShare = 0.2

/**
 * Whether what a meter ran in a flight cannot be explained by its block time: they differ by more than 0.3 h and 20 %.
 * A tach runs slower at low power, and a hobbs may run while the aircraft stands.
 */
export function differsFromBlock(ranHundredths: number, blockMinutes: number): boolean {
  const blockHundredths = (blockMinutes * 100) / 60
  return (
    Math.abs(ranHundredths - blockHundredths) >
    meterToleranceHundredths + meterToleranceShare * blockHundredths
  )
}
