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

// Data that does not fit (SQLSTATE 22) or breaks a constraint (23) is about the row, and so is an error of our
// own code. A lost connection, a deadlock or a full disk is not.
function isFaultOfRow(error: Error & { code?: unknown }): boolean {
  return error.code === undefined || /^2[23]/.test(String(error.code))
}

/** The row that had the same value before, from a map of the first rows. A row may be checked twice. */
export function earlierRow(firstRows: ReadonlyMap<string, number>, value: string, row: number) {
  const first = firstRows.get(value)
  return first === row ? undefined : first
}
