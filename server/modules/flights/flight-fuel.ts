import type { Aircraft } from '#modules/fleet/index.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import {
  defaultDensityKgPerL,
  fuelProductOf,
  fuelUnitSymbols,
  fuelUnits,
  leastDensityKgPerL,
  mostDensityKgPerL,
  normalizeKnown,
} from '#rules/fuel.ts'

/** What a pilot writes down about the fuel. */
export const fuelFields = {
  fuelQuantity: nullable(
    Type.Number({ minimum: 0, maximum: 1_000_000, description: 'Fuel uplift, in fuelUnit.' }),
  ),
  fuelUnit: nullable(oneOf(fuelUnits, { labels: fuelUnitSymbols })),
  fuelDensityKgPerL: nullable(
    Type.Number({
      minimum: leastDensityKgPerL,
      maximum: mostDensityKgPerL,
      description: 'The density used, in kg/L: as measured, or by default that of the aircraft’s fuel.',
    }),
  ),
}

/** What is calculated from it, once. */
export const fuelResults = {
  fuelLiters: nullable(Type.Number()),
  fuelKg: nullable(Type.Number()),
  fuelDensitySource: nullable(
    oneOf(['measured', 'default'], {
      description: 'Whether the density was entered, or is that of the aircraft’s fuel.',
    }),
  ),
}

const Entry = Type.Partial(Type.Object(fuelFields))
type FuelEntry = Static<typeof Entry>
type Burns = Pick<Static<typeof Aircraft.schema>, 'engineType' | 'fuelProduct'>
type FuelColumns = FuelEntry & {
  fuelLiters?: number | null
  fuelKg?: number | null
  fuelDensitySource?: 'measured' | 'default' | null
}

/** The default density of what an aircraft burns; null where it burns nothing that we know. */
export function densityOf({ engineType, fuelProduct }: Burns): number | null {
  const product = fuelProductOf(engineType, fuelProduct)
  return product === null ? null : defaultDensityKgPerL[product]
}

/**
 * What was entered stays. Liters and kilograms are calculated from it once, by the density that was measured or else
 * by that of the aircraft's fuel.
 */
export function fuelOf(entry: FuelEntry, aircraft: Burns): FuelColumns {
  const { fuelQuantity: quantity = null, fuelUnit: unit = null, fuelDensityKgPerL: measured = null } = entry
  const source = measured === null ? null : 'measured'
  if (quantity === null)
    return { fuelLiters: null, fuelKg: null, fuelDensityKgPerL: measured, fuelDensitySource: source }
  if (unit === null) throw invalidFields([{ field: 'fuelUnit', message: 'is required with fuelQuantity' }])
  const densityKgPerL = measured ?? densityOf(aircraft)
  const { liters, kg } = normalizeKnown({ quantity, unit, densityKgPerL })
  return {
    fuelLiters: liters,
    fuelKg: kg,
    fuelDensityKgPerL: densityKgPerL,
    fuelDensitySource: densityKgPerL === null ? null : (source ?? 'default'),
  }
}
