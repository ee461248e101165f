/** Two readings of which one is the other with two neighboring digits swapped: 1253.8 and 1235.8. */
export function isDigitSwap(a: number, b: number): boolean {
  if (a === b) return false
  const [left, right] = [String(a), String(b)]
  if (left.length !== right.length) return false
  const at = [...left].findIndex((digit, index) => digit !== right[index])
  const swapped = left.slice(0, at) + left.charAt(at + 1) + left.charAt(at) + left.slice(at + 2)
  return swapped === right
}
