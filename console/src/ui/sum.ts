/** The sum of what is known; nothing where nothing is. */
export function sumOf<Row>(
  rows: Row[],
  amount: (row: Row) => number | null,
  format: (sum: number) => string,
) {
  const known = rows.flatMap((row) => amount(row) ?? [])
  return known.length === 0 ? null : format(known.reduce((sum, value) => sum + value, 0))
}
