import type { Tx } from '../database/database.ts'
import { attempt } from '../database/savepoint.ts'
import type { Services } from '../kernel/installation.ts'
import type { FileRow } from './batch.ts'

/**
 * Does the work for all rows at once and, where that throws, for each row alone. A row whose work throws
 * gets a problem. So one row with a cell that nobody thought of does not stop the others.
 */
export async function rowByRowOnFault(
  tx: Tx,
  rows: FileRow[],
  { work, message, log }: { work: (rows: FileRow[]) => Promise<void>; message: string; log: Services['log'] },
): Promise<void> {
  const before = rows.map(({ values, problems }) => ({ values: { ...values }, problems: [...problems] }))
  const error = await attempt(tx, () => work(rows))
  if (error === null) return
  if (!isFaultOfRow(error)) throw error
  for (const [index, row] of rows.entries()) Object.assign(row, before[index])
  const [row] = rows
  if (rows.length > 1) for (const row of rows) await rowByRowOnFault(tx, [row], { work, message, log })
  else if (row) {
    log.warn({ err: error, row: row.row }, 'a row of an import threw')
    row.problems.push({ field: null, message })
  }
}

// A lost connection, a deadlock, a full disk and a server that stops are not about the row: the work is repeated.
// Whatever else goes wrong is the row's, whether in the database or in our own code.
function isFaultOfRow(error: Error & { code?: unknown; syscall?: unknown }): boolean {
  return error.syscall === undefined && !/^(?:08|40|53|55|57|58|XX)[0-9A-Z]{3}$/.test(String(error.code))
}

/** The row that had the same value before, from a map of the first rows. A row may be checked twice. */
export function earlierRow(firstRows: ReadonlyMap<string, number>, value: string, row: number) {
  const first = firstRows.get(value)
  return first === row ? undefined : first
}
