import type { Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'

/** What an aircraft has to be kept for next, such as its next inspection. */
export interface Outlook {
  title: string
  /** Of its meter until then; negative: it is over. Null: a date limits it. */
  remainingHundredths: number | null
  remainingDays: number | null
  isOverdue: boolean
}

/** Another module knows how long aircraft may still fly. */
export interface AircraftOutlook extends Extension {
  kind: 'aircraft_outlook'
  read(tx: Tx, aircraftIds: readonly string[]): Promise<ReadonlyMap<string, Outlook>>
}

export const aircraftOutlook = (read: AircraftOutlook['read']): AircraftOutlook => ({
  kind: 'aircraft_outlook',
  read,
})

/** The next limit of each aircraft. */
export async function outlooksOf(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  aircraftIds: readonly string[],
): Promise<Map<string, Outlook>> {
  const outlooks = new Map<string, Outlook>()
  for (const { read } of services.extensions<AircraftOutlook>('aircraft_outlook'))
    for (const [id, outlook] of await read(tx, aircraftIds)) outlooks.set(id, outlook)
  return outlooks
}
