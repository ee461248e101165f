import type { KindName } from '#api/contract.ts'
import type { Field } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import type { Tone } from './StatusBadge.tsx'

export type Fact = [label: string, value: string | null | undefined]

/** The states of a field with these values. */
type StatesOf<State extends string> = { field: Field; tones: Record<State, Tone> }

/** How the console shows a kind of record, in addition to the contract. */
export type Face<Row> = {
  /** The name of a record, if its label alone is not enough. */
  title?: (record: Row) => string
  /** A few facts for its card. Missing ones are left out. */
  facts?: (record: Row) => Fact[]
  /** Query parameters of its list, in addition to those in the URL. */
  listQuery?: Record<string, string>
} & (Row extends { status: infer State extends string }
  ? { states: StatesOf<State> }
  : { states?: undefined })

/** The kinds of a module: the default export of its kind.ts, which the shell collects. */
export const faces = <Names extends KindName>(kinds: { [Name in Names]: Face<RecordOf<Name>> }) => kinds

/** The parts that exist, in one line. */
export const inLine = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ')
