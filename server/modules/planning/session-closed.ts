import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { SessionForm } from './write-session.ts'

interface Context {
  principal: Principal
  now: Date
}
/** A booking with the minutes that it took, or was booked for. */
export interface ClosedSession extends SessionForm {
  minutes: number
}
type Listener = (tx: Tx, session: ClosedSession, context: Context) => Promise<readonly Emission[]>

interface Listeners {
  /** It took place and made no flight: a flight has a life of its own. */
  checkedIn: Listener
  noShow: Listener
  /** It was cancelled later than the booking policy allows. */
  cancelledLate: Listener
}

/** Another module does something in the transaction that closes a booking, such as charging it. */
export interface SessionClosed extends Extension, Listeners {
  kind: 'session_closed'
}

export const sessionClosed = (listeners: Listeners): SessionClosed => ({
  kind: 'session_closed',
  ...listeners,
})

export const bookedMinutes = ({ startsAt, endsAt }: SessionForm): number =>
  Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000)

/**
 * How long a booking took: by the times that were sent, else from its check-out until now. One that was checked in
 * too late ended when it was booked to end.
 */
export function minutesTaken(
  session: SessionForm,
  sent: { offBlockAt?: string | undefined; onBlockAt?: string | undefined },
  now: Date,
): number {
  const start = Date.parse(sent.offBlockAt ?? session.checkedOutAt ?? session.startsAt)
  const booked = Date.parse(session.endsAt)
  const end = sent.onBlockAt
    ? Date.parse(sent.onBlockAt)
    : start < booked
      ? Math.min(now.getTime(), booked)
      : now.getTime()
  return Math.max(0, Math.round((end - start) / 60_000))
}

/** Lets the other modules do so. @returns what to emit. */
export async function notifyClosed(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  what: keyof Listeners,
  session: ClosedSession,
  context: Context,
): Promise<Emission[]> {
  const emissions: Emission[] = []
  for (const listeners of services.extensions<SessionClosed>('session_closed'))
    emissions.push(...(await listeners[what](tx, session, context)))
  return emissions
}
