import { stateMachine } from '#platform/kernel/state-machine.ts'
import { PlanningSession } from './session.ts'

/** A booking is asked for, confirmed, flown and closed; or it waits in a line for an aircraft of a type. */
export const sessionStates = stateMachine({
  of: PlanningSession,
  noun: 'booking',
  moves: {
    confirm: { from: ['requested'], to: 'confirmed' },
    promote: { from: ['standby'], to: 'confirmed', verb: 'give it an aircraft', label: 'Give an aircraft' },
    decline: { from: ['requested'], to: 'declined' },
    checkOut: { from: ['confirmed'], to: 'checked_out', verb: 'check it out', label: 'Check out' },
    checkIn: { from: ['checked_out'], to: 'checked_in', verb: 'check it in', label: 'Check in' },
    complete: { from: ['checked_in'], to: 'completed' },
    cancel: { from: ['requested', 'standby', 'confirmed'], to: 'cancelled', isMinor: true },
    noShow: {
      from: ['confirmed'],
      to: 'no_show',
      verb: 'make it a no-show',
      label: 'No-show',
      isMinor: true,
    },
    move: { from: ['requested', 'standby', 'confirmed', 'checked_out'], label: 'Move' },
    edit: { from: ['requested', 'standby', 'confirmed', 'checked_out'] },
    expire: { from: ['standby'], to: 'expired', isAutomatic: true },
  },
  words: { no_show: 'a no-show', standby: 'on standby' },
  refusal: {
    code: 'session_state',
    fix: 'Read the booking again; the message names its state and what is possible in it.',
  },
})

/** Whether a booking holds its aircraft and people now. */
export const isHolding = (session: object): boolean =>
  sessionStates.checkOut.allows(session) || sessionStates.checkIn.allows(session)
