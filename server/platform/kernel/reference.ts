import type { Tx } from '../database/database.ts'
import { invalidFields, type Problem } from './problem.ts'
import type { Resource } from './resource.ts'
import type { Static, TObject, TProperties } from './schema.ts'

export const matchesNone = (noun: string) => `matches no ${noun} in this workspace`

/** The one refusal of an id that names no record: none at all, one of another workspace, one that the caller may not see. */
export function unknownReference(field: string, noun: string): Problem {
  return invalidFields([{ field, message: matchesNone(noun) }])
}

/**
 * The record that a field of the body names, locked against changes where a rule judges it.
 * @throws Problem where there is none.
 */
export async function requireReference<P extends TProperties>(
  tx: Tx,
  of: Resource<P>,
  { field, id, lock = false }: { field: string; id: string; lock?: boolean },
): Promise<Static<TObject<P>>> {
  const loaded = await of.load(tx, id, lock)
  if (!loaded) throw unknownReference(field, of.title.one)
  return loaded.record
}
