import type { KindName } from '#api/contract.ts'
import type { RecordOf } from '#api/record.ts'
import type { States } from './StatusBadge.tsx'

export type Fact = [label: string, value: string | null | undefined]

/** How the console shows a kind of record beyond what the contract says of it. */
export type Face<Row> = {
  /** What people know one by, where its label alone does not say it. */
  title?: (record: Row) => string
  /** A few facts for its card; what is absent is left out. */
  facts?: (record: Row) => Fact[]
  /** What its list asks for beside what the address says. */
  listQuery?: Record<string, string>
} & (Row extends { status: infer State extends string } ? { states: States<State> } : { states?: undefined })

/** The kinds of a module: the default export of its kind.ts, which the shell collects. */
export const faces = <Names extends KindName>(kinds: { [Name in Names]: Face<RecordOf<Name>> }) => kinds

/** The parts that are there, in one line. */
export const inLine = (...parts: (string | null | undefined)[]) => parts.filter(Boolean).join(' · ')
