import { moves } from './moves.ts'

type State = string | boolean

/** What the contract says of the states of a kind of record; moves.ts has them all. */
export type KindMoves = {
  /** The field that holds the state. */
  field: string
  /** What people call a state whose name does not say it. */
  words: Readonly<Record<string, string>>
  /** The next step first. */
  moves: Readonly<Record<string, MoveFacts>>
}

type MoveFacts = {
  /** The words of its button. */
  label: string
  from: readonly State[]
  /** Null if the record stays in its state. */
  to: State | null
  operations: readonly string[]
  /** Off the way on: in the menu. */
  isMinor?: boolean
}

/** The kinds of records that have states. */
export type MovingKind = keyof typeof moves
export type MoveOf<K extends MovingKind> = keyof (typeof moves)[K]['moves'] & string
type Facts<K extends MovingKind> = (typeof moves)[K]['moves']
/** The states that moves of a kind lead to. */
export type StateOf<K extends MovingKind> = NonNullable<
  { [M in keyof Facts<K>]: ToOf<Facts<K>[M]> }[keyof Facts<K>]
>
type ToOf<F> = F extends { to: infer To } ? To : never

export type Move<K extends MovingKind> = MoveFacts & {
  name: MoveOf<K>
  /** Whether the state of the record allows it. */
  isPossible: boolean
  /** The states that allow it, as people call them. */
  states: string[]
}

const wordOf = (state: State, words: KindMoves['words']) =>
  words[String(state)] ?? String(state).replaceAll('_', ' ')

/** The moves of a kind, and which of them the state of a record allows now. The server has the last word. */
export function movesOf<K extends MovingKind>(kind: K, record: object): Move<K>[] {
  const { field, words, moves: facts }: KindMoves = moves[kind]
  const state = (record as Record<string, State>)[field]
  return Object.entries(facts).map(([name, move]) => ({
    ...move,
    name: name as MoveOf<K>,
    isPossible: state !== undefined && move.from.includes(state),
    states: move.from.map((from) => wordOf(from, words)),
  }))
}

/** Where the state of a record lets it go, the next step first. */
export function nextStates<K extends MovingKind>(kind: K, record: object): StateOf<K>[] {
  const next = movesOf(kind, record).flatMap(({ to, isPossible }) => (isPossible && to !== null ? [to] : []))
  return [...new Set(next)] as StateOf<K>[]
}

/** Whether the state of a record allows a move. */
export function allows<K extends MovingKind>(kind: K, move: MoveOf<K>, record: object): boolean {
  return movesOf(kind, record).some(({ name, isPossible }) => name === move && isPossible)
}

/** The words of a move's button, which its dialog repeats. */
export const labelOf = <K extends MovingKind>(kind: K, move: MoveOf<K>): string =>
  (moves[kind] as KindMoves).moves[move]?.label ?? move
