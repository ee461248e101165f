import type { Movement } from '#api/types.ts'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { movementStates } from './kind.ts'
import { t } from './strings.ts'

export type Status = Movement['status']

export function MovementBadge({ status }: { status: Status }) {
  return <StateBadge of={movementStates} state={status} />
}

type Named = Pick<Movement, 'tailNumber'>
export const tailOf = ({ tailNumber }: Named) => tailNumber ?? t.board.unknownTail
