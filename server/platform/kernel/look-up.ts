import type { Tx } from '../database/database.ts'
import type { Services } from './installation.ts'
import type { Extension } from './module.ts'
import { ruleBroken } from './problem.ts'

/** What a text means: how it is stored, or a sentence that says why nobody can tell. */
export type Meaning = { stored: string } | { problem: string }

/**
 * How records of a kind are found by what people write, such as an airport by one of its codes. The module of the
 * records declares it. Others ask by the kind, so that a text means the same everywhere.
 */
export interface LookUp extends Extension {
  kind: 'look_up'
  of: string
  /** @param day the day that the text is about, where a text meant another record then. */
  find(tx: Tx, written: readonly string[], day: string | null): Promise<ReadonlyMap<string, Meaning>>
}

export const lookUp = (of: string, find: LookUp['find']): LookUp => ({ kind: 'look_up', of, find })

type Registered = Pick<Services, 'extensions'>

/** What each of these texts means. */
export async function meaningsOf(
  tx: Tx,
  services: Registered,
  { of, written, day = null }: { of: string; written: readonly string[]; day?: string | null },
): Promise<ReadonlyMap<string, Meaning>> {
  const registered = services.extensions<LookUp>('look_up').find((extension) => extension.of === of)
  if (!registered) throw new Error(`No module looks up records of the kind ${of}`)
  return written.length === 0 ? new Map() : registered.find(tx, [...new Set(written)], day)
}

/**
 * How the record that a field names is stored.
 * @throws Problem that names the field, if the text means no record or more than one.
 */
export async function requireMeaning(
  tx: Tx,
  services: Registered,
  { of, written, field }: { of: string; written: string; field: string },
): Promise<string> {
  const meaning = (await meaningsOf(tx, services, { of, written: [written] })).get(written)
  if (meaning && 'stored' in meaning) return meaning.stored
  const message = meaning?.problem ?? `There is no ${of} ${written}`
  throw ruleBroken(message, { details: [{ field, message }] })
}
