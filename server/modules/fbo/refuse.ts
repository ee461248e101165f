import { constraintOf } from '#platform/database/database.ts'
import { invalidRequest } from '#platform/http/problem.ts'

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
