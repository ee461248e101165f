import { sql, type Tx } from '#platform/database/database.ts'

/**
 * The next code of a series, such as HAZ-2026-00042. Each prefix and year counts separately, in the time zone of the
 * workspace. There are no gaps, because the transaction that takes a number locks the row until it commits.
 */
export async function nextCode(
  tx: Tx,
  workspaceUuid: string,
  prefix: string,
  at: Date,
  timezone: string,
): Promise<string> {
  const year = Number(new Intl.DateTimeFormat('en', { timeZone: timezone, year: 'numeric' }).format(at))
  const { last } = await tx.one(sql<'nextInSeries'>`
    insert into safety_series as s (workspace_id, prefix, year, last)
    values (${workspaceUuid}, ${prefix}, ${year}, 1)
    on conflict (workspace_id, prefix, year) do update set last = s.last + 1 returning last`)
  return `${prefix}-${year}-${String(last).padStart(5, '0')}`
}
