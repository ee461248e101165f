import type { MoveOf } from '#api/move.ts'
import type { BoardLine } from '#api/types.ts'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { movesOf, tailOf } from './movementWords.tsx'
import { useMove } from './useMove.ts'

type Props = { movement: Pick<BoardLine, 'id' | 'tailNumber' | 'status' | 'direction'>; isInRow?: boolean }

/** The next step of a movement as a button, other steps in a menu. */
export function MovementMoves({ movement, isInRow = false }: Props) {
  const move = useMove()
  const go = (to: (typeof movement)['status']) => () => move.mutate({ movement, to })
  const on: Record<MoveOf<'movement'>, (() => void) | null> = {
    confirm: go('confirmed'),
    start: go('in_progress'),
    complete: go('completed'),
    takeBack: go('in_progress'),
    reinstate: go('confirmed'),
    delay: go('delayed'),
    setBack: go('confirmed'),
    makeTentative: go('tentative'),
    reinstateTentative: go('tentative'),
    cancel: go('cancelled'),
    // The page has a button for it.
    edit: null,
  }
  return (
    <MoveButtons
      kind="movement"
      record={movement}
      on={on}
      labels={movesOf(movement)}
      isBusy={move.isPending}
      maxButtons={1}
      {...(isInRow ? { rowName: tailOf(movement) } : {})}
    />
  )
}
