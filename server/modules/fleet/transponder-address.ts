import { sql, type Tx } from '#platform/database/database.ts'
import { conflict, invalidFields } from '#platform/kernel/problem.ts'

// ICAO Annex 10 gives neither to an aircraft.
export const noAddress = /^(?:0{6}|F{6})$/i

/**
 * Aircraft that are gone do not count: their address may be that of another by now.
 * @throws Problem that names the field, if no aircraft can have the address, or if another aircraft in the fleet has it.
 */
export async function refuseAddress(
  tx: Tx,
  icao24: string | null | undefined,
  aircraftId: string | null,
): Promise<void> {
  if (!icao24) return
  if (noAddress.test(icao24))
    throw invalidFields([{ field: 'icao24', message: 'is the address of no aircraft: leave it out' }])
  const aircraft = (await aircraftWithAddress(tx, [icao24], aircraftId)).get(icao24)
  if (aircraft === undefined) return
  const message = `is the address of ${aircraft} already`
  throw conflict(`icao24 ${message}`, { details: [{ field: 'icao24', message }] })
}

/** The registrations of the aircraft that have these addresses, by address. */
export async function aircraftWithAddress(
  tx: Tx,
  addresses: readonly string[],
  exceptId: string | null,
): Promise<Map<string, string>> {
  const rows = await tx.rows(sql<'aircraftWithAddress', { icao24: string; registration: string }>`
    select icao24, registration from aircraft
     where icao24 = any(${addresses}) and status not in ('retired', 'sold')
       and id is distinct from ${exceptId}::text`)
  return new Map(rows.map(({ icao24, registration }) => [icao24, registration]))
}
