import { sql, type Tx } from './database.ts'

/**
 * Tries a part of a transaction. What it wrote is taken back when it throws, and the transaction goes on.
 * @returns the error, or null.
 */
export async function attempt(tx: Tx, work: () => Promise<unknown>): Promise<Error | null> {
  await tx.run(sql.unchecked`savepoint attempt`)
  try {
    await work()
    await tx.run(sql.unchecked`release savepoint attempt`)
    return null
  } catch (error) {
    // Fails where the connection is lost, and then the whole transaction has to fail.
    await tx.run(sql.unchecked`rollback to savepoint attempt`)
    return error instanceof Error ? error : new Error(String(error))
  }
}
