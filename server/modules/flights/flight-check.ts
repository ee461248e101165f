import type { Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'
import type { Static } from '#platform/kernel/schema.ts'
import type { Flight } from './flight.ts'

export type FlightForm = Static<typeof Flight.schema>

/** Something that was wrong with a flight as it was flown. */
export interface FlightFinding {
  /** What kind of finding it is, such as `aircraft_grounded`. */
  code: string
  message: string
  /** The person whom it concerns, if others may not read it. */
  crewId?: string
  /** Whether a flight with it is approved without a word. By default the approver has to say that they saw it. */
  isForInformation?: boolean
}

type Check = (tx: Tx, flight: FlightForm) => Promise<readonly FlightFinding[]>

/** What a module knows about a flight as it was flown: it judges by its own records at the time of the flight. */
export interface FlightCheck extends Extension {
  kind: 'flight_check'
  run: Check
}

export const flightCheck = (run: Check): FlightCheck => ({ kind: 'flight_check', run })

/** All that was wrong with the flight as it was flown. A reversal was not flown. */
export async function findingsOf(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  flight: FlightForm,
): Promise<FlightFinding[]> {
  if (flight.reversesFlightId !== null || flight.reversedByFlightId !== null) return []
  const findings: FlightFinding[] = []
  for (const { run } of services.extensions<FlightCheck>('flight_check'))
    findings.push(...(await run(tx, flight)))
  return findings
}
