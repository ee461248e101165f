import { patch } from '#api/client.ts'
import type { BoardLine } from '#api/types.ts'
import { useAction } from '#ui/useAction.ts'
import { type Status, tailOf } from './movementWords.tsx'
import { t } from './strings.ts'

type Move = { movement: Pick<BoardLine, 'id' | 'tailNumber'>; to: Status }

/** Moves a movement to a status. */
export const useMove = () =>
  useAction({
    run: ({ movement, to }: Move) =>
      patch('/api/v1/fbo/movements/{id}', { path: { id: movement.id }, body: { status: to } }),
    done: (_, { movement, to }) => t.board.moved(tailOf(movement), t.statuses[to].toLowerCase()),
    changes: ['movement'],
  })
