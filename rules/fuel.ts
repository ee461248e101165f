// Fuel units and their conversion. Every value is converted once, directly from the entry.
//
// US gallon: 231 cubic inches (NIST Handbook 44, appendix C). Imperial gallon: 4.54609 dm³ (Weights and
// Measures Act 1985, schedule 1). Pound: the international yard and pound agreement of 1959 (NIST SP 811, B.8).

export const volumeUnits = ['us_gal', 'imp_gal', 'l'] as const
export const massUnits = ['kg', 'lb'] as const
export const fuelUnits = [...volumeUnits, ...massUnits] as const
export type FuelUnit = (typeof fuelUnits)[number]
/** As they are written behind a quantity. */
export const fuelUnitSymbols = { us_gal: 'US gal', imp_gal: 'Imp gal', l: 'L', kg: 'kg', lb: 'lb' } as const

const litersIn: Partial<Record<FuelUnit, number>> = { us_gal: 3.785411784, imp_gal: 4.54609, l: 1 }
const kilogramsIn: Partial<Record<FuelUnit, number>> = { kg: 1, lb: 0.45359237 }

export const fuelProducts = ['100LL', 'UL94', 'Jet A', 'Jet A-1'] as const
export type FuelProduct = (typeof fuelProducts)[number]

/**
 * Used if nobody measured, at 15 °C: avgas 0.719, turbine fuel 0.803 kg/L. Jet A can be between 0.775
 * and 0.840 (ASTM D1655), 4 % either way, so a measured delivery gives its own density.
 */
export const defaultDensityKgPerL: Record<FuelProduct, number> = {
  '100LL': 0.719,
  UL94: 0.719,
  'Jet A': 0.803,
  'Jet A-1': 0.803,
}

/** No fuel of aircraft is lighter or heavier, at any temperature. */
export const leastDensityKgPerL = 0.5
export const mostDensityKgPerL = 1.2

/** What an aircraft burns: as its record says, or by its engine. Null for an engine that burns nothing. */
export function fuelProductOf(engineType: string, fuelProduct: FuelProduct | null): FuelProduct | null {
  if (fuelProduct !== null) return fuelProduct
  if (engineType === 'piston') return '100LL'
  return ['turboprop', 'jet', 'turboshaft'].includes(engineType) ? 'Jet A' : null
}

export interface FuelEntry {
  quantity: number
  unit: FuelUnit
  densityKgPerL: number
}

/** Liters and kilograms of an entry, to the milliliter and the gram. Only converting between mass and volume needs the density. */
export function normalizeFuel({ quantity, unit, densityKgPerL }: FuelEntry): { liters: number; kg: number } {
  const [perLiter, perKg] = [litersIn[unit], kilogramsIn[unit]]
  if (perLiter !== undefined)
    return { liters: round3(quantity * perLiter), kg: round3(quantity * perLiter * densityKgPerL) }
  const kg = quantity * (perKg ?? 0)
  return { liters: round3(kg / densityKgPerL), kg: round3(kg) }
}

/** The same where nobody knows the density: then only what needs none. */
export function normalizeKnown(entry: Omit<FuelEntry, 'densityKgPerL'> & { densityKgPerL: number | null }): {
  liters: number | null
  kg: number | null
} {
  const { quantity, unit, densityKgPerL } = entry
  if (densityKgPerL !== null) return normalizeFuel({ quantity, unit, densityKgPerL })
  const { liters, kg } = normalizeFuel({ quantity, unit, densityKgPerL: 1 })
  return litersIn[unit] === undefined ? { liters: null, kg } : { liters, kg: null }
}

/** An entry in another unit, such as the unit of its price, to a thousandth. Converted from the entry, not from rounded liters. */
export function fuelIn(wanted: FuelUnit, { quantity, unit, densityKgPerL }: FuelEntry): number {
  if (wanted === unit) return round3(quantity)
  const liters =
    litersIn[unit] !== undefined
      ? quantity * (litersIn[unit] ?? 0)
      : (quantity * (kilogramsIn[unit] ?? 0)) / densityKgPerL
  const perLiter = litersIn[wanted]
  // Pounds to kilograms must not go through a density and back.
  if (kilogramsIn[wanted] !== undefined) {
    const kg = kilogramsIn[unit] !== undefined ? quantity * (kilogramsIn[unit] ?? 0) : liters * densityKgPerL
    return round3(kg / (kilogramsIn[wanted] ?? 1))
  }
  return round3(liters / (perLiter ?? 1))
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000
}
