import { moves } from './moves.ts'

type State = string | boolean

/** The states of a kind of record, from the contract. moves.ts has them all. */
export type KindMoves = {
  /** The field that holds the state. */
  field: string
  /** Labels of states whose name is not a good label. */
  words: Readonly<Record<string, string>>
  /** The next step first. */
  moves: Readonly<Record<string, MoveFacts>>
}

type MoveFacts = {
  /** The label of its button. */
  label: string
  from: readonly State[]
  /** Null if the record stays in its state. */
  to: State | null
  operations: readonly string[]
  /** Not the usual next step, so it is in the menu. */
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
  /** The labels of the states that allow it. */
  states: string[]
}

const wordOf = (state: State, words: KindMoves['words']) =>
  words[String(state)] ?? String(state).replaceAll('_', ' ')

/** The moves of a kind, and which of them the state of a record allows now. The server decides. */
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

/** The states that a record can move to, the next step first. */
export function nextStates<K extends MovingKind>(kind: K, record: object): StateOf<K>[] {
  const next = movesOf(kind, record).flatMap(({ to, isPossible }) => (isPossible && to !== null ? [to] : []))
  return [...new Set(next)] as StateOf<K>[]
}

/** Whether the state of a record allows a move. */
export function allows<K extends MovingKind>(kind: K, move: MoveOf<K>, record: object): boolean {
  return movesOf(kind, record).some(({ name, isPossible }) => name === move && isPossible)
}

/** The label of a move's button and of its dialog. */
export const moveLabel = <K extends MovingKind>(kind: K, move: MoveOf<K>): string =>
  (moves[kind] as KindMoves).moves[move]?.label ?? move
