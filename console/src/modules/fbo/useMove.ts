import { patch } from '#api/client.ts'
import { nextStates } from '#api/move.ts'
import type { BoardLine } from '#api/types.ts'
import { useAction } from '#ui/useAction.ts'
import { type Status, statusOf, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'

type Move = { movement: Pick<BoardLine, 'id' | 'tailNumber' | 'status' | 'direction'>; to: Status }

const move = (id: string, status: Status) =>
  patch('/api/v1/fbo/movements/{id}', { path: { id }, body: { status } })

/** Changes the status of a movement. */
export const useMove = () =>
  useAction({
    run: ({ movement, to }: Move) => move(movement.id, to),
    done: (_, { movement, to }) =>
      t.board.moved(tailOf(movement), statusOf({ ...movement, status: to }).toLowerCase()),
    undo: (_, { movement, to }) =>
      nextStates('movement', { status: to }).includes(movement.status)
        ? () => move(movement.id, movement.status)
        : null,
    changes: ['movement'],
  })
