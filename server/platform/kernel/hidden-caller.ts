import type { Principal } from './principal.ts'

/** What is known of a request up to now. It starts empty, and grows with each step of the request. */
export interface RequestSoFar {
  caller?: 'user' | 'api_key'
  principal?: Principal
  /** The body, once it is valid. */
  body?: unknown
  /** The record that the request is about, once it is loaded. */
  record?: unknown
}

/**
 * Whether nothing may record who sends a request: no line in the log, no stored refusal, no response kept for an
 * Idempotency-Key, no last use of a session or key, no shared counter of the address, no actor in an event. A request
 * can fail at any step, so the answer has to be yes until enough is known to say no.
 */
export type HidesCaller = (request: RequestSoFar) => boolean

/** The start of an instant's hour: the only time that is kept of a caller who stays hidden. */
export function toTheHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000)
}
