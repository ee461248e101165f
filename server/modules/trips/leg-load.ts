import { nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { type LoadVerdict, loadVerdict } from '#rules/leg-load.ts'

const kilograms = (description: string) =>
  nullable(Type.Number({ minimum: 0, maximum: 600_000, description }))
const arm = nullable(Type.Number({ minimum: -100_000, maximum: 100_000 }))

/** How a leg is loaded: what its load manifest says (14 CFR 135.63(c)). */
export const LegLoad = Type.Object(
  {
    operatingWeightKg: kilograms('Ready to fly: empty, with its crew and equipment.'),
    passengersKg: kilograms('Left out: the weights of the listed passengers, if all of them are aboard.'),
    baggageKg: kilograms('Baggage and cargo.'),
    fuelKg: kilograms('At take-off.'),
    maxTakeoffWeightKg: kilograms('The most that is allowed for this flight.'),
    cg: arm,
    cgForwardLimit: arm,
    cgAftLimit: arm,
    cgUnit: nullable(
      oneOf(['mm', 'in', 'percent_mac'], { labels: { mm: 'mm', in: 'in', percent_mac: '% MAC' } }),
    ),
    isByLoadingSchedule: Type.Boolean({
      description:
        'A loading schedule or another approved method keeps the center of gravity within its limits.',
    }),
  },
  { title: 'LegLoad' },
)
export type LegLoad = Static<typeof LegLoad>

const emptyLoad: LegLoad = {
  operatingWeightKg: null,
  passengersKg: null,
  baggageKg: null,
  fuelKg: null,
  maxTakeoffWeightKg: null,
  cg: null,
  cgForwardLimit: null,
  cgAftLimit: null,
  cgUnit: null,
  isByLoadingSchedule: false,
}

export const completeLoad = (load: Partial<LegLoad> | null): LegLoad | null =>
  load && { ...emptyLoad, ...load }

interface LoadedLeg {
  passengerCount: number
  load: LegLoad | null
}
interface Listed {
  passengers: readonly { weightKg: number | null }[]
}

/** The load of a leg with what its passengers weigh, and whether it is within its limits. */
export function loadOf(
  { passengers }: Listed,
  { passengerCount, load }: LoadedLeg,
): LegLoad & { verdict: LoadVerdict } {
  const known = load ?? emptyLoad
  const passengersKg = known.passengersKg ?? weightOf(passengers, passengerCount)
  const complete = { ...known, passengersKg }
  return { ...complete, verdict: loadVerdict(complete) }
}

/** Null if not all of the listed are aboard, or one of them was not weighed: nobody knows who is. */
function weightOf(passengers: Listed['passengers'], passengerCount: number): number | null {
  if (passengerCount === 0) return 0
  if (passengers.length !== passengerCount) return null
  return passengers.reduce<number | null>(
    (sum, { weightKg }) => (sum === null || weightKg === null ? null : sum + weightKg),
    0,
  )
}
