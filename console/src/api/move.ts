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
}

/** The kinds of records that have states. */
export type MovingKind = keyof typeof moves
export type MoveOf<K extends MovingKind> = keyof (typeof moves)[K]['moves'] & string

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

/** Whether the state of a record allows a move. */
export function allows<K extends MovingKind>(kind: K, move: MoveOf<K>, record: object): boolean {
  return movesOf(kind, record).some(({ name, isPossible }) => name === move && isPossible)
}

/** The words of a move's button, which its dialog repeats. */
export const labelOf = <K extends MovingKind>(kind: K, move: MoveOf<K>): string =>
  (moves[kind] as KindMoves).moves[move]?.label ?? move
