import { type Query, sql } from '../database/database.ts'
import type { Services } from '../kernel/installation.ts'

interface Turn {
  /** For the log: `retention.purge`. */
  name: string
  signal?: AbortSignal | undefined
}

/** What is logged of a row whose work failed. */
interface RowInTurn {
  workspaceUuid: string | null
  id?: string
}

/**
 * Does the work of each row, one after the other. A row that fails is logged, and does not stop the others.
 * @throws what the database says when it cannot be reached, for then all the others would fail as well.
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

/** Runs a statement that changes at most `size` rows until it finds no more, so that nobody waits long behind it. */
export async function inBatches(
  { database }: Pick<Services, 'database'>,
  size: number,
  statement: Query<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  let changed = size
  while (changed === size && !signal?.aborted) changed = await database.system((tx) => tx.run(statement))
}
