import type { HidesCaller } from './hidden-caller.ts'

/**
 * Where the console shows a record: its own page (`/flights/:id`), the page that lists it
 * (`/settings/members`), the page of the record that it is part of (by the first field that names such a
 * record; `otherwise` if none does), or none.
 */
export type RecordPage<Field extends string = string> =
  | `/${string}`
  | { of: Field | readonly Field[]; otherwise?: `/${string}` }
  | 'none'

/** A kind of record as events, links and people name it. */
export interface RecordKind {
  /** The subject of its events: `flight`. */
  name: string
  /** What its ids begin with; null where it has no ids of its own. */
  prefix: string | null
  /** What people call one of them, and several, as inside of a sentence. */
  title: { one: string; many: string }
  page: RecordPage
  /**
   * Kinds that change with it without an event of their own, so that screens refetch them: approving a flight
   * changes what is due on its aircraft. Records that name this one by id need no entry. `all`: an import
   * writes every kind.
   */
  alsoChanges?: readonly string[] | 'all'
  /** Whether nothing may record who asks about such a record: in every request whose path names one. */
  hidesCaller?: HidesCaller
  /** Its records never change. */
  isPermanent?: true
}

const kinds = new Map<string, RecordKind>()

/**
 * Declares a kind that events can be about. `resource()` does it for each resource. Kinds that are not a
 * resource, such as the allowlist of a workspace, are declared on their own.
 */
export function recordKind<Kind extends RecordKind>(kind: Kind): Kind {
  const { name, prefix, page } = kind
  if (kinds.has(name)) throw new Error(`Two kinds of record are called ${name}`)
  const twin = [...kinds.values()].find((other) => prefix !== null && other.prefix === prefix)
  // A link has only the id, so the prefix has to decide the page.
  if (twin && JSON.stringify(twin.page) !== JSON.stringify(page))
    throw new Error(`${name} and ${twin.name} share the prefix ${prefix} and open different pages`)
  kinds.set(name, kind)
  return kind
}

export const recordKinds = (): readonly RecordKind[] => [...kinds.values()]
export const kindNamed = (name: string): RecordKind | undefined => kinds.get(name)

/** The kind of the record that an id names. If several views of a record share a prefix, the first declared counts. */
export function kindOfId(recordId: string): RecordKind | undefined {
  const prefix = recordId.slice(0, recordId.lastIndexOf('_'))
  return recordKinds().find((kind) => kind.prefix === prefix)
}
