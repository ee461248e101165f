// What an aircraft weighs at take-off, and whether it is within its limits (14 CFR 91.9(a), 135.63(c)).

export interface LegLoad {
  /** Ready to fly: empty, with its crew, their bags and its equipment. */
  operatingWeightKg: number | null
  passengersKg: number | null
  baggageKg: number | null
  fuelKg: number | null
  maxTakeoffWeightKg: number | null
  cg: number | null
  cgForwardLimit: number | null
  cgAftLimit: number | null
}

export interface LoadVerdict {
  /** Null: a weight is missing. */
  totalKg: number | null
  /** How much it weighs more than it may. */
  overKg: number | null
  /** Null: it is not known. */
  isCgWithin: boolean | null
}

/** Baggage that nobody names weighs nothing; of everything else, what is missing leaves the total unknown. */
export function loadVerdict(load: LegLoad): LoadVerdict {
  const { operatingWeightKg, passengersKg, fuelKg, maxTakeoffWeightKg, cg, cgForwardLimit, cgAftLimit } = load
  const parts = [operatingWeightKg, passengersKg, load.baggageKg ?? 0, fuelKg]
  const totalKg = parts.some((part) => part === null)
    ? null
    : tenths(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0))
  return {
    totalKg,
    overKg:
      totalKg === null || maxTakeoffWeightKg === null
        ? null
        : Math.max(0, tenths(totalKg - maxTakeoffWeightKg)),
    isCgWithin:
      cg === null || cgForwardLimit === null || cgAftLimit === null
        ? null
        : cg >= cgForwardLimit && cg <= cgAftLimit,
  }
}

const tenths = (value: number) => Math.round(value * 10) / 10
