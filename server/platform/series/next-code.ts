import { sql, type Tx } from '../database/database.ts'

interface Series {
  workspaceUuid: string
  /** Such as HAZ. Each prefix counts separately. */
  prefix: string
  /** The instant whose year counts, in the time zone of the workspace. */
  at: Date
  timezone: string
  /** How many digits the number has at least. */
  digits?: number
}

/**
 * The next code of a series, such as HAZ-2026-00042. Each year begins at 1. There are no gaps, because the transaction
 * that takes a number locks the row until it commits.
 */
export async function nextCode(tx: Tx, series: Series): Promise<string> {
  const [code = ''] = await nextCodes(tx, series, 1)
  return code
}

/** Several codes of a series at once, in order. */
export async function nextCodes(
  tx: Tx,
  { workspaceUuid, prefix, at, timezone, digits = 5 }: Series,
  count: number,
): Promise<string[]> {
  const year = yearIn(at, timezone)
  const numbers = await nextNumbers(tx, { workspaceUuid, prefix, year }, count)
  return numbers.map((number) => `${prefix}-${year}-${String(number).padStart(digits, '0')}`)
}

/** The year of an instant in a time zone. */
export const yearIn = (at: Date, timezone: string): number =>
  Number(new Intl.DateTimeFormat('en', { timeZone: timezone, year: 'numeric' }).format(at))

/** The next numbers of a series without their code. Year 0: the series counts through all years. */
export async function nextNumbers(
  tx: Tx,
  { workspaceUuid, prefix, year }: { workspaceUuid: string; prefix: string; year: number },
  count: number,
): Promise<number[]> {
  const { last } = await tx.one(sql<'nextInSeries'>`
    insert into number_series as s (workspace_id, prefix, year, last)
    values (${workspaceUuid}, ${prefix}, ${year}, ${count})
    on conflict (workspace_id, prefix, year) do update set last = s.last + excluded.last returning last`)
  return Array.from({ length: count }, (_, index) => last - count + 1 + index)
}
