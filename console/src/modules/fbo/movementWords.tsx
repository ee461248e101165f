import { labelOf } from '#api/label.ts'
import type { MoveOf } from '#api/move.ts'
import type { Movement } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { movementStates } from './kind.ts'
import { t } from './strings.ts'

export type Status = Movement['status']
type Moving = Pick<Movement, 'direction' | 'status'>
type Words = { status: Partial<Record<Status, string>>; moves: Partial<Record<MoveOf<'movement'>, string>> }

// What the line says on the radio. The API has one word for both directions.
const words: Record<Movement['direction'], Words> = {
  inbound: {
    status: { in_progress: t.board.landed, completed: t.board.parked },
    moves: { start: t.board.landed, complete: t.board.parked, takeBack: t.board.backTo(t.board.landed) },
  },
  outbound: {
    status: { in_progress: t.board.offBlocks, completed: t.board.airborne },
    moves: {
      start: t.board.offBlocks,
      complete: t.board.airborne,
      takeBack: t.board.backTo(t.board.offBlocks),
    },
  },
  on_ground: { status: {}, moves: {} },
}

export const statusOf = ({ direction, status }: Moving): string =>
  words[direction].status[status] ?? labelOf('movement.status', status)
export const movesOf = ({ direction }: Pick<Movement, 'direction'>) => words[direction].moves

export function MovementBadge({ movement }: { movement: Moving }) {
  return <StatusBadge tone={movementStates.tones[movement.status]}>{statusOf(movement)}</StatusBadge>
}

type Named = Pick<Movement, 'tailNumber'>
export const tailOf = ({ tailNumber }: Named) => tailNumber ?? t.board.unknownTail
