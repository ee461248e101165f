import { type KindName, kinds } from '#api/contract.ts'
import type { Kind } from '#api/kind.ts'
import { type Field, labelOf } from '#api/label.ts'
import type { Face, Fact } from '#ui/face.ts'
import type { Tone } from '#ui/StatusBadge.tsx'
import { sentence } from '../strings.ts'

// What a module adds to the contract: kind.ts of each.
const modules = import.meta.glob<{ default: Record<string, Face<never>> }>('../modules/*/kind.ts', {
  eager: true,
})
// A face takes records of its own kind; from outside it takes any.
type AnyFace = {
  title?: (record: object) => string
  facts?: (record: object) => Fact[]
  states?: { tones: Record<string, Tone> }
  listQuery?: Record<string, string>
}
const faces: Record<string, AnyFace> = Object.assign(
  {},
  ...Object.values(modules).map((module) => module.default),
)

export const isKind = (name: string): name is KindName => Object.hasOwn(kinds, name)

/** A kind by what the ids of its records begin with. */
export const kindOfPrefix = (prefix: string | undefined) =>
  (Object.entries(kinds) as [KindName, Kind][]).find(([, kind]) => kind.prefix === prefix)?.[0]

export const listQueryOf = (name: KindName) => faces[name]?.listQuery

/** What a card says of a record: what it is, its state, and a few facts. */
export type Card = { title: string; state: { label: string; tone: Tone } | null; facts: Fact[] }

export function cardOf(name: KindName, record: object): Card {
  const face = faces[name]
  const { label, one }: Kind = kinds[name]
  const field = (of: string | null): unknown => (of === null ? null : (record as Record<string, unknown>)[of])
  const state = field('status')
  return {
    title: face?.title?.(record) || String(field(label) ?? sentence(one)),
    state:
      typeof state === 'string'
        ? {
            label: labelOf(`${name}.status` as Field, state as never),
            tone: face?.states?.tones[state] ?? 'neutral',
          }
        : null,
    facts: face?.facts?.(record) ?? [],
  }
}
