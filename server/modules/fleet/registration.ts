import { sql, type Tx } from '#platform/database/database.ts'
import { problem } from '#platform/kernel/problem.ts'

export const registrationTaken = problem('registration_taken', 409, {
  meaning: 'Another aircraft of this workspace has this registration',
  fix: 'Open that aircraft instead. After a change of registration, rename the other one first. Hyphens make no other registration.',
})

/** Half of all spreadsheets leave out the hyphens of a registration. */
export const foldRegistration = (registration: string) => registration.toUpperCase().replaceAll('-', '')

/** @throws Problem that names the other aircraft, if only hyphens tell the two registrations apart. */
export async function refuseSameRegistration(
  tx: Tx,
  registration: string,
  aircraftId: string | null,
): Promise<void> {
  const aircraft = await tx.first(sql<'sameRegistration'>`
    select registration from aircraft
     where replace(registration, '-', '') = ${foldRegistration(registration)}
       and registration <> ${registration} and id is distinct from ${aircraftId}::text
     order by registration limit 1`)
  if (!aircraft) return
  const message = `is that of ${aircraft.registration}, because hyphens make no other registration`
  throw registrationTaken(`The registration ${registration} ${message}`, {
    details: [{ field: 'registration', message }],
  })
}
