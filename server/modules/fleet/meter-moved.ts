import type { Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import type { Extension } from '#platform/kernel/module.ts'

type Listener = (tx: Tx, moved: { aircraftId: string; now: Date }) => Promise<readonly Emission[]>

/** Another module has something to do when the meters of an aircraft have moved: what it emits goes last. */
export interface MeterMoved extends Extension {
  kind: 'meter_moved'
  run: Listener
}

export const meterMoved = (run: Listener): MeterMoved => ({ kind: 'meter_moved', run })

/** Tells those who asked for it, in the transaction that has moved the meters. */
export async function tellMetersMoved(
  tx: Tx,
  services: Pick<Services, 'extensions'>,
  moved: { aircraftId: string; now: Date },
): Promise<Emission[]> {
  const emissions: Emission[] = []
  for (const { run } of services.extensions<MeterMoved>('meter_moved'))
    emissions.push(...(await run(tx, moved)))
  return emissions
}
