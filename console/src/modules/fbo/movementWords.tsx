import type { Movement } from '#api/types.ts'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import { movementStates } from './kind.ts'
import { t } from './strings.ts'

export type Status = Movement['status']

export function MovementBadge({ status }: { status: Status }) {
  return <StatusBadge tone={movementStates.tones[status]}>{t.statuses[status]}</StatusBadge>
}

type Named = Pick<Movement, 'tailNumber'>
export const tailOf = ({ tailNumber }: Named) => tailNumber ?? t.board.unknownTail
