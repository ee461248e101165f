import { problem } from '#platform/kernel/problem.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { differsFromBlock } from '#rules/meter-block.ts'
import type { Flight } from './flight.ts'

const metersDiffer = problem('meters_differ', 422, {
  meaning:
    'A meter ran much longer or shorter than the flight: they differ by more than 0.3 h and 20 % of block time',
  fix: '`details` names the meter. Correct the readings or the times, or send `confirmMeters: true` when they are right.',
})

type FlightForm = Pick<
  Static<typeof Flight.schema>,
  'blockMinutes' | 'simulatorMinutes' | 'hobbsHundredths' | 'tachHundredths'
>

/** The meters of a flight that its clock does not explain, with a sentence for each. */
export function metersThatDiffer(flight: FlightForm): { field: string; message: string }[] {
  const minutes = flight.blockMinutes ?? flight.simulatorMinutes ?? 0
  return (['hobbs', 'tach'] as const).flatMap((meter) => {
    const ran = flight[`${meter}Hundredths`]
    if (ran === null || !differsFromBlock(ran, minutes)) return []
    const message = `says ${(ran / 100).toFixed(2)} h of ${meter}, but block time is ${(minutes / 60).toFixed(2)} h`
    return [{ field: `${meter}InHundredths`, message }]
  })
}

/** @throws Problem where a meter differs from block time, and nobody has said that it is right. */
export function requireMetersConfirmed(flight: FlightForm, isConfirmed: boolean): void {
  const details = metersThatDiffer(flight)
  const [first] = details
  if (first && !isConfirmed)
    throw metersDiffer(`The flight ${first.message}. Check the readings, or confirm them`, { details })
}

/** The same rule in SQL, for the approver and for lists. */
export const metersDifferSql =
  'apron.meter_differs(t.hobbs_hundredths, t.block_minutes) or apron.meter_differs(t.tach_hundredths, t.block_minutes)'
