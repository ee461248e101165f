import type { EventType } from './event-type.ts'
import type { MoveFacts, State } from './move.ts'
import type { Operation } from './operation.ts'

// A program that acts on an event has to hear when what it acted on no longer counts. So each operation and move
// that takes back a record of which events tell has an event type of its own.

/** In these states a record no longer counts. */
const endStates: readonly State[] = [
  'aborted',
  'cancelled',
  'declined',
  'failed',
  'no_show',
  'rejected',
  'removed',
  'retired',
  'revoked',
  'withdrawn',
]
const undoingName =
  /^(abort|cancel|decline|delete|reinstate|reject|remove|reopen|retire|reverse|revoke|withdraw)(?![a-z])/

/** Whether a move takes a record back, or back into use. */
export const isUndoingMove = ({ name, from, to }: MoveFacts): boolean =>
  undoingName.test(name) ||
  (to !== null && (endStates.includes(to) || from.some((state) => endStates.includes(state))))

/** Whether an operation takes back the record that it is on, not only a part of it. */
export const isUndoingOperation = ({ id, path, writes, on }: Operation): boolean =>
  writes && on !== undefined && undoingName.test(id) && path.match(/:\w+/g)?.length === 1

/** What takes a record back: an operation or one of its moves, and the event that tells of it. */
export interface Undoing {
  operation: Operation
  /** null: the operation is bound to no move. */
  move: MoveFacts | null
  event: EventType | undefined
}

/** What takes back records of the kinds of which other operations send events. */
export function undoingsOf(operations: readonly Operation[]): Undoing[] {
  const kinds = new Set(operations.filter((operation) => !isUndoingOperation(operation)).map(kindOfEvent))
  return operations
    .filter(({ writes, on }) => writes && on !== undefined && kinds.has(on.name))
    .flatMap((operation): Undoing[] => {
      const { move, emits } = operation
      const isOnly = move === undefined || move.bound.length === 1
      const moves = (move?.bound ?? []).filter(isUndoingMove)
      if (moves.length > 0)
        return moves.map((one) => ({
          operation,
          move: one,
          event: one.emits ?? (isOnly ? emits : undefined),
        }))
      return isUndoingOperation(operation) ? [{ operation, move: null, event: emits }] : []
    })
}

/** The kind of record that the event of an operation is about, if it is the record that it makes or changes. */
function kindOfEvent({ emits, creates, on }: Operation): string | null {
  const kind = (creates ?? on)?.name
  return emits && emits.subject === kind ? kind : null
}

/** Refuses an operation or move that takes a record back without an event of its own. */
export function checkUndoings(operations: readonly Operation[]): void {
  const undoings = undoingsOf(operations)
  const undoing = new Set(undoings.filter(({ move }) => !move?.emits).map(({ operation }) => operation.id))
  const general = new Set(operations.flatMap(({ id, emits }) => (undoing.has(id) ? [] : [emits?.type])))
  for (const { operation, move, event } of undoings)
    if (!event || event.subject !== operation.on?.name || general.has(event.type))
      throw new Error(
        `${move ? `The move ${move.name} of ${operation.id}` : operation.id} takes back a ${operation.on?.name}, of which events tell. It has to emit an event type of its own`,
      )
}
