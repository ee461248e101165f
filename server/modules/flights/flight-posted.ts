import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { FlightForm } from './flight-check.ts'

type Listener = (
  tx: Tx,
  flight: FlightForm,
  context: { principal: Principal; now: Date },
) => Promise<readonly Emission[]>

interface Listeners {
  approved: Listener
  /** `flight` is the one that is taken back. */
  reversed: Listener
}

/** Another module does something in the transaction that approves a flight or takes it back, such as charging it. */
export interface FlightPosted extends Extension, Listeners {
  kind: 'flight_posted'
}

export const flightPosted = (listeners: Listeners): FlightPosted => ({ kind: 'flight_posted', ...listeners })

/** Lets the other modules do so. @returns what to emit. */
export async function notifyPosted(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  what: keyof Listeners,
  flight: FlightForm,
  context: { principal: Principal; now: Date },
): Promise<Emission[]> {
  const emissions: Emission[] = []
  for (const listeners of services.extensions<FlightPosted>('flight_posted'))
    emissions.push(...(await listeners[what](tx, flight, context)))
  return emissions
}
