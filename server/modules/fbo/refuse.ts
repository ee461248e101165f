import { constraintOf, sql, type Tx } from '#platform/database/database.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'

/**
 * Runs a write, and says which field named a record that is not here. The database checks the references;
 * `fields` maps the name of each foreign key to the field of the body.
 * @throws Problem naming the field.
 */
export async function knowing<T>(fields: Record<string, string>, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const constraint = constraintOf(error)
    const field = constraint?.kind === 'foreign_key' ? fields[constraint.name] : undefined
    if (!field) throw error
    throw invalidRequest(`${field} names no record of this workspace`, {
      details: [{ field, message: 'names no record of this workspace' }],
    })
  }
}

/**
 * Runs a write that the database may refuse, so that the transaction can still be asked why.
 * @returns what `refused` says in its place, for a constraint of this name.
 */
export async function attempting<T>(
  tx: Tx,
  constraint: readonly string[],
  write: () => Promise<T>,
  refused: () => Promise<T>,
): Promise<T> {
  await tx.run(sql`savepoint attempt`)
  try {
    const result = await write()
    await tx.run(sql`release savepoint attempt`)
    return result
  } catch (error) {
    if (!constraint.includes(constraintOf(error)?.name ?? '')) throw error
    await tx.run(sql`rollback to savepoint attempt`)
    return refused()
  }
}
