import { formatMoney } from '#ui/money.ts'
import type { Column } from '#ui/table/column.ts'

/** A column of amounts. */
export function moneyColumn<Row>(
  id: string,
  header: string,
  minorOfRow: (row: Row) => number,
  currencyOf: (row: Row) => string,
): Column<Row> {
  const text = (row: Row) => formatMoney(minorOfRow(row), currencyOf(row))
  return { id, header, isNumeric: true, cell: text, text }
}

/** "1 hour", "1.2 hours", "3 each". */
export const quantity = (thousandths: number, unit: string) =>
  `${thousandths / 1_000} ${unit.replaceAll('_', ' ')}${thousandths === 1_000 || withoutPlural.includes(unit) ? '' : 's'}`
/** Units that are written the same for one and for several. */
const withoutPlural = ['each', 'kg', 'lb', 'us_gal', 'imp_gal']
