import { type KindName, kinds } from '#api/contract.ts'
import type { Kind } from '#api/kind.ts'
import type { Face, Fact } from '#ui/face.ts'
import { type States, states } from '#ui/StatusBadge.tsx'
import { sentence } from '../strings.ts'

// The kind.ts of each module, which adds to the contract.
const modules = import.meta.glob<{ default: Record<string, Face<never>> }>('../modules/*/kind.ts', {
  eager: true,
})
// A face takes only records of its own kind. Its outside type accepts any record.
type AnyFace = {
  title?: (record: object) => string
  facts?: (record: object) => Fact[]
  states?: States<string>
  listQuery?: Record<string, string>
}
const faces: Record<string, AnyFace> = Object.assign({}, ...Object.values(modules).map((one) => one.default))

export const isKind = (name: string): name is KindName => Object.hasOwn(kinds, name)

/** The kind with this ID prefix. */
export const kindOfPrefix = (prefix: string | undefined) =>
  (Object.entries(kinds) as [KindName, Kind][]).find(([, kind]) => kind.prefix === prefix)?.[0]

export const listQueryOf = (name: KindName) => faces[name]?.listQuery

/** The content of a card: the record's name, its state, and a few facts. */
export type Card = { title: string; state: string | null; states: States<string>; facts: Fact[] }

export function cardOf(name: KindName, record: object): Card {
  const face = faces[name]
  const { label, one }: Kind = kinds[name]
  const field = (of: string | null): unknown => (of === null ? null : (record as Record<string, unknown>)[of])
  const state = field('status')
  return {
    title: face?.title?.(record) || String(field(label) ?? sentence(one)),
    state: typeof state === 'string' ? state : null,
    states: face?.states ?? states({ [String(state)]: 'neutral' }),
    facts: face?.facts?.(record) ?? [],
  }
}
