import type { Movement } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { movementStates } from './kind.ts'
import { t } from './strings.ts'

export type Status = Movement['status']

export function MovementBadge({ status }: { status: Status }) {
  return <StatusBadge tone={movementStates.tones[status]}>{t.statuses[status]}</StatusBadge>
}

/** The moves the server allows; it decides. The first is the desk's next step. */
export const moves: Record<Status, Status[]> = {
  tentative: ['confirmed', 'in_progress', 'delayed', 'cancelled'],
  confirmed: ['in_progress', 'completed', 'delayed', 'tentative', 'cancelled'],
  delayed: ['in_progress', 'confirmed', 'completed', 'tentative', 'cancelled'],
  in_progress: ['completed', 'delayed', 'confirmed', 'cancelled'],
  completed: ['in_progress'],
  cancelled: ['confirmed', 'tentative'],
}

export function moveLabel(from: Status, to: Status): string {
  if (from === 'cancelled' && to === 'confirmed') return t.board.reinstate
  if (from === 'completed') return t.board.takeBack
  return t.board.move[to]
}

type Named = Pick<Movement, 'tailNumber'>
export const tailOf = ({ tailNumber }: Named) => tailNumber ?? t.board.unknownTail
