import { type Query, sql } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'

interface Turn {
  /** The name in the log: `retention.purge`. */
  name: string
  signal?: AbortSignal | undefined
}

/** The log names these if the work of a row fails. */
interface RowInTurn {
  workspaceUuid: string | null
  id?: string
}

/**
 * Does the work of each row in turn. If a row fails, the failure is logged and the next row follows.
 * @throws if the database cannot be reached, because every row would fail.
 */
export async function eachInTurn<Row extends RowInTurn>(
  { database, log }: Pick<Services, 'database' | 'log'>,
  { name, signal }: Turn,
  rows: readonly Row[],
  work: (row: Row) => Promise<unknown>,
): Promise<void> {
  for (const row of rows) {
    if (signal?.aborted) return
    try {
      await work(row)
    } catch (error) {
      await database.system((tx) => tx.run(sql`select 1`))
      const { workspaceUuid, id } = row
      log.error({ err: error, work: name, workspace: workspaceUuid, id }, 'the work of one row failed')
    }
  }
}

/** Repeats a statement that changes at most `size` rows until none is left. Short transactions keep others from waiting. */
export async function inBatches(
  { database }: Pick<Services, 'database'>,
  size: number,
  statement: Query<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  let changed = size
  while (changed === size && !signal?.aborted) changed = await database.system((tx) => tx.run(statement))
}
