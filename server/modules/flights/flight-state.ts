import { stateMachine } from '#platform/kernel/state-machine.ts'
import { Flight } from './flight.ts'
import { flightReversed } from './flight-event.ts'

/** A pilot submits, somebody else decides. An approved flight stays as it is: a second one takes it back. */
export const flightStates = stateMachine({
  of: Flight,
  moves: {
    submit: { from: ['draft'], to: 'submitted' },
    approve: { from: ['submitted'], to: 'approved' },
    reject: { from: ['submitted'], to: 'rejected' },
    reopen: { from: ['rejected'], to: 'draft' },
    edit: { from: ['draft'] },
    delete: { from: ['draft'], label: 'Delete draft' },
    acknowledge: { from: ['approved'], label: 'Acknowledge warnings' },
    reverse: { from: ['approved'], emits: flightReversed },
  },
  refusal: {
    code: 'flight_state',
    fix: 'Read the flight again; the message names its state. An approved flight is corrected by a reversal.',
  },
})
