import type { Tx } from '../database/database.ts'
import { invalidFields, type Problem } from './problem.ts'
import type { Resource } from './resource.ts'
import type { Static, TObject, TProperties } from './schema.ts'

export const matchesNone = (noun: string) => `matches no ${noun} in this workspace`

/** The refusal of an id that names no visible record: missing, in another workspace, or hidden from the caller. */
export function unknownReference(field: string, noun: string): Problem {
  return invalidFields([{ field, message: matchesNone(noun) }])
}

/**
 * The record that a field of the body names. Locked against changes if a rule depends on it.
 * @throws Problem if there is none.
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
