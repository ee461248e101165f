import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { Aircraft, aircraftUpdated, PublicAircraft } from './aircraft.ts'

type ServiceStatus = 'active' | 'maintenance' | 'aog'

/**
 * Takes an aircraft out of service or puts it back, if it has one of the statuses `from`.
 * @returns the event of the change; null if the aircraft has another status.
 */
export async function changeService(
  tx: Tx,
  aircraftId: string,
  { from, to }: { from: readonly ServiceStatus[]; to: ServiceStatus },
): Promise<Emission | null> {
  const { status } = await tx.one(sql<'serviceStatus'>`
    select status from aircraft where id = ${aircraftId} for no key update`)
  if (!from.some((allowed) => allowed === status)) return null
  await tx.run(sql`update aircraft set status = ${to} where id = ${aircraftId}`)
  const aircraft = await PublicAircraft.get(tx, aircraftId)
  return {
    type: aircraftUpdated,
    subject: { type: Aircraft.name, id: aircraftId, label: aircraft.registration },
    data: aircraft,
    changes: [{ field: 'status', before: status, after: to }],
  }
}

/** A status within a sentence: in maintenance, AOG. */
export const statusWord = (status: string): string => (status === 'aog' ? 'AOG' : status)
