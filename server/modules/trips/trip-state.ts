import { stateMachine } from '#platform/kernel/state-machine.ts'
import { Trip } from './trip.ts'

/** A trip is planned, confirmed, released by the dispatcher, authorized by two people, flown and closed. */
export const tripStates = stateMachine({
  of: Trip,
  moves: {
    confirm: { from: ['draft', 'quoted', 'requested'], to: 'confirmed' },
    quote: { from: ['draft'], to: 'quoted', isMinor: true },
    request: { from: ['draft', 'quoted'], to: 'requested', isMinor: true },
    schedule: { from: ['confirmed'], to: 'scheduled' },
    release: { from: ['confirmed', 'scheduled'], to: 'released' },
    file: { from: ['released'], to: 'filed', verb: 'file it', label: 'File' },
    // Also from scheduled: who authorizes a voided release reads why it is void.
    authorise: { from: ['released', 'filed', 'scheduled'], verb: 'authorize it', label: 'Authorize' },
    depart: { from: ['dispatched'], to: 'active', verb: 'depart', label: 'Depart' },
    departNext: { from: ['active'], verb: 'depart', label: 'Depart' },
    closeOut: { from: ['active'], to: 'close_out', verb: 'close it out', label: 'Close out' },
    complete: { from: ['close_out'], to: 'completed' },
    edit: {
      from: ['draft', 'quoted', 'requested', 'confirmed', 'scheduled', 'released', 'filed', 'dispatched'],
    },
    cancel: {
      from: ['draft', 'quoted', 'requested', 'confirmed', 'scheduled', 'released', 'filed', 'dispatched'],
      to: 'cancelled',
      isMinor: true,
    },
    reopen: { from: ['cancelled'], to: 'draft', isMinor: true },
    dispatch: { from: ['released', 'filed'], to: 'dispatched', isAutomatic: true },
    voidRelease: { from: ['released', 'filed', 'dispatched'], to: 'scheduled', isAutomatic: true },
  },
  words: { close_out: 'in close-out' },
  refusal: {
    code: 'trip_state',
    fix: 'Read the trip again; the message names its state and what is possible in it.',
  },
})
