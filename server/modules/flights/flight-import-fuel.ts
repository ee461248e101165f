import { optional } from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice } from '#platform/importing/value.ts'
import { leastDensityKgPerL, mostDensityKgPerL } from '#rules/fuel.ts'

/** The columns of the fuel that was taken up. */
export const fuelFields = {
  fuel: optional({
    title: 'Fuel',
    help: 'What was taken up.',
    headers: ['fuel quantity', 'fuel added', 'fuel uplift', 'fuel gallons', 'fuel litres', 'gallons'],
    shows: 'decimal_separator',
    parse: number({ min: 0, max: 1_000_000 }),
  }),
  fuelUnit: optional({
    title: 'Fuel unit',
    help: 'Where rows differ; otherwise see the options.',
    headers: ['unit of fuel'],
    parse: choice({
      us_gal: ['gal', 'gallon', 'gallons', 'usg', 'us gallons'],
      imp_gal: ['imperial gallons'],
      l: ['liter', 'litre', 'liters', 'litres', 'ltr'],
      kg: ['kilogram', 'kilograms'],
      lb: ['lbs', 'pound', 'pounds'],
    }),
  }),
  fuelDensity: optional({
    title: 'Fuel density',
    help: 'As measured; that of the aircraft’s fuel by default.',
    unit: 'kg/L',
    headers: ['density', 'fuel density kg/l'],
    shows: 'decimal_separator',
    parse: number({ min: leastDensityKgPerL, max: mostDensityKgPerL }),
  }),
}
