import { problem } from '#platform/kernel/problem.ts'
import { stateMachine } from '#platform/kernel/state-machine.ts'

export const movementStatuses = [
  'confirmed',
  'tentative',
  'in_progress',
  'completed',
  'delayed',
  'cancelled',
] as const
export type MovementStatus = (typeof movementStatuses)[number]

/**
 * What a desk may make of a movement. What was clicked by mistake can be taken back one step (in progress
 * to confirmed, completed to in progress); a flight that was cancelled is reinstated before it moves.
 * Nothing that is only tentative is completed: somebody has seen the aircraft first.
 */
export const movementMoves: Record<MovementStatus, readonly MovementStatus[]> = {
  tentative: ['confirmed', 'in_progress', 'delayed', 'cancelled'],
  confirmed: ['tentative', 'in_progress', 'completed', 'delayed', 'cancelled'],
  delayed: ['confirmed', 'tentative', 'in_progress', 'completed', 'cancelled'],
  in_progress: ['completed', 'confirmed', 'delayed', 'cancelled'],
  completed: ['in_progress'],
  cancelled: ['confirmed', 'tentative'],
}

const movementState = problem('movement_state', 409, {
  meaning:
    'A movement does not go from that status to this one: what is completed can only be taken back to in_progress, what is cancelled is confirmed again first, what is tentative is not completed',
  mend: 'Read the movement again; the message names its status and those that can follow.',
})

export const movementStates = stateMachine({ noun: 'movement', moves: movementMoves, refuse: movementState })
