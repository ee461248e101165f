/** The number that was typed, with a point or a comma: null where nothing was, and no number (NaN) of anything else, which the contract refuses. */
export function numberOf(text: string): number | null {
  const typed = text.trim()
  if (typed === '') return null
  return /^-?\d+(?:[.,]\d+)?$/.test(typed) ? Number(typed.replace(',', '.')) : Number.NaN
}
