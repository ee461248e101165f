import type { NoOther, Tx } from '../database/database.ts'
import type { Resource } from './resource.ts'

/** A text, or a switch that is on or off. */
export type State = string | boolean

/** What is published of a move, and what sentences about it say. */
export interface MoveFacts {
  readonly name: string
  readonly from: readonly State[]
  /** Null where the record stays in the state that it is in. */
  readonly to: State | null
  readonly verb: string
  readonly label: string
  readonly isCorrection: boolean
  readonly isAutomatic: boolean
}

/** The states of a kind of record, as they are published. */
export interface MachineFacts {
  readonly of: Resource
  readonly noun: string
  /** The field that holds the state, and its column and table. */
  readonly field: string
  readonly column: string
  readonly table: string
  readonly states: readonly State[]
  /** How states are called in sentences, where not by their own name. */
  readonly words: Readonly<Record<string, string>>
  readonly moves: readonly MoveFacts[]
  /** The code of the refusal. */
  readonly code: string
}

/** What an operation may be bound to: one move, or several of which a field of its body chooses one. */
export interface MoveBinding<Columns = never> {
  readonly machine: MachineFacts
  readonly bound: readonly MoveFacts[]
  /** The field of the body that says where to. */
  readonly chosenBy: string | null
  /** @throws Problem where the state of the record does not allow the move. */
  choose(record: object, body: object): Move<Columns>
}

export interface Move<Columns = never> extends MoveFacts, MoveBinding<Columns> {
  /** Whether the state of the record allows it. */
  allows(record: object): boolean
  /**
   * Moves a record, and sets more of its columns with it. Names the state that it leaves, so that of two who move a
   * record at once only one does.
   *
   * @throws Problem where the state does not allow it, or somebody else has moved the record since it was read.
   */
  apply<Row extends Columns>(
    tx: Tx,
    record: { readonly id: string },
    columns?: Row & NoOther<Row, Columns>,
  ): Promise<void>
}

/** The move of a request, which its handler makes once its own rules are met. */
export interface DueMove<Columns> {
  readonly name: string
  readonly to: State | null
  make<Row extends Columns>(columns?: Row & NoOther<Row, Columns>): Promise<void>
}

/** A move for the handler of a request, and whether it still has to be made. */
export function dueMove<Columns>(move: Move<Columns>, tx: Tx, record: { id: string }) {
  let isMade = false
  const due: DueMove<Columns> = {
    name: move.name,
    to: move.to,
    async make(columns) {
      await move.apply(tx, record, columns)
      isMade = true
    },
  }
  return { due, isOpen: () => move.to !== null && !isMade }
}
