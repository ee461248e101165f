import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { PlanningSession } from './session.ts'
import { eventOf, sessionCompleted } from './session-event.ts'
import { sessionStates } from './session-state.ts'

/** Completes the booking that a flight was made from. @returns what to emit. */
export async function completeSessionOf(tx: Tx, flightId: string): Promise<Emission[]> {
  const booked = await tx.rows(sql<'sessionOfFlight'>`
    select id from planning_sessions where flight_id = ${flightId} and status = 'checked_in' for update`)
  const emissions: Emission[] = []
  for (const { id } of booked) {
    const before = await PlanningSession.get(tx, id)
    await sessionStates.complete.apply(tx, before, { sequence: before.sequence + 1 })
    emissions.push(eventOf(sessionCompleted, await PlanningSession.get(tx, id), before))
  }
  return emissions
}
