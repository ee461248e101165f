/** The sum of the known amounts, or null if none is known. */
export function sumOf<Row>(
  rows: Row[],
  amount: (row: Row) => number | null,
  format: (sum: number) => string,
) {
  const amounts = rows.flatMap((row) => amount(row) ?? [])
  return amounts.length === 0 ? null : format(amounts.reduce((sum, value) => sum + value, 0))
}
