/** The typed number, with a point or a comma. Null if the field is empty; NaN for other text, which the contract refuses. */
export function numberOf(text: string): number | null {
  const typed = text.trim()
  if (typed === '') return null
  return /^-?\d+(?:[.,]\d+)?$/.test(typed) ? Number(typed.replace(',', '.')) : Number.NaN
}
