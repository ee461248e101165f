import type { NoOther, Tx } from '../database/database.ts'
import type { EventType } from './event-type.ts'
import type { Resource } from './resource.ts'

/** A text, or a switch that is on or off. */
export type State = string | boolean

/** The published part of a move, and the words for sentences about it. */
export interface MoveFacts {
  readonly name: string
  readonly from: readonly State[]
  /** null: the record keeps its state. */
  readonly to: State | null
  readonly verb: string
  readonly label: string
  readonly isMinor: boolean
  readonly isAutomatic: boolean
  /** The event of this move, beside the one of the operation that makes it. */
  readonly emits: EventType | null
}

/** The published states of a kind of record. */
export interface MachineFacts {
  readonly of: Resource
  readonly noun: string
  /** The field that holds the state, and its column and table. */
  readonly field: string
  readonly column: string
  readonly table: string
  readonly states: readonly State[]
  /** What sentences call a state, if not by its name. */
  readonly words: Readonly<Record<string, string>>
  readonly moves: readonly MoveFacts[]
  /** The states of a record that is signed: who tries to change it or delete it all the same is in the audit log. */
  readonly signed: readonly State[]
  /** The code of the refusal. */
  readonly code: string
  /** The codes of states that are refused with another one. */
  readonly codeIn: Readonly<Record<string, string>>
}

/** What an operation is bound to: one move, or several, of which a field of its body selects one. */
export interface MoveBinding<Columns = never> {
  readonly machine: MachineFacts
  readonly bound: readonly MoveFacts[]
  /** The field of the body that names the new state. */
  readonly chosenBy: string | null
  /** @throws Problem if the state of the record does not allow the move. */
  choose(record: object, body: object): Move<Columns>
}

export interface Move<Columns = never> extends MoveFacts, MoveBinding<Columns> {
  /** Whether the state of the record allows it. */
  allows(record: object): boolean
  /**
   * Moves a record and sets its other columns. The statement names the state that the record leaves, so if two
   * callers move a record at once, only one succeeds.
   *
   * @throws Problem if the state does not allow it, or another caller has moved the record since it was read.
   */
  apply<Row extends Columns>(
    tx: Tx,
    record: { readonly id: string },
    columns?: Row & NoOther<Row, Columns>,
  ): Promise<void>
}

/** The move of a request. The handler makes it after checking its own rules. */
export interface DueMove<Columns> {
  readonly name: string
  readonly to: State | null
  make<Row extends Columns>(columns?: Row & NoOther<Row, Columns>): Promise<void>
}

/** A move for the handler of a request, and whether the handler still has to make it. */
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
  return { due, isOpen: () => move.to !== null && !isMade, event: move.emits }
}

/** What is wrong with how an operation is bound to its move, or null. */
export function moveFault({
  move,
  on,
  body,
}: {
  move?: MoveBinding | undefined
  on?: unknown
  body?: unknown
}): string | null {
  if (!move) return null
  const { machine, chosenBy } = move
  if ((on as Resource | undefined)?.name !== machine.of.name)
    return 'makes a move of another kind of record than the one that it is on'
  const { properties = {} } = (body ?? {}) as { properties?: object }
  return chosenBy === null || chosenBy in properties
    ? null
    : `takes the new state from ${chosenBy}, which is not in its body`
}
