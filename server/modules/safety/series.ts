import { sql, type Tx } from '#platform/database/database.ts'

/**
 * The next code of a series, such as HAZ-2026-00042: counted for each prefix and year of the workspace's
 * own zone, without gaps, because whoever takes a number holds the row until it commits.
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
