import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  defaultDensityKgPerL,
  type FuelUnit,
  fuelIn,
  fuelProductOf,
  normalizeFuel,
  normalizeKnown,
} from './fuel.ts'

const jet = defaultDensityKgPerL['Jet A']
const avgas = defaultDensityKgPerL['100LL']

test('an entry is converted to liters and kilograms', () => {
  for (const [quantity, unit, density, liters, kg] of [
    [100, 'us_gal', avgas, 378.541, 272.171],
    [100, 'imp_gal', avgas, 454.609, 326.864],
    [100, 'l', avgas, 100, 71.9],
    [100, 'us_gal', jet, 378.541, 303.969],
    [1000, 'lb', jet, 564.872, 453.592],
    [1000, 'kg', jet, 1245.33, 1000],
    // The same gallons when colder: only the mass differs.
    [100, 'us_gal', 0.82, 378.541, 310.404],
    // The same pounds when colder: only the volume differs.
    [1000, 'lb', 0.82, 553.161, 453.592],
    [0, 'l', jet, 0, 0],
  ] as [number, FuelUnit, number, number, number][]) {
    assert.deepEqual(
      normalizeFuel({ quantity, unit, densityKgPerL: density }),
      { liters, kg },
      `${quantity} ${unit} at ${density}`,
    )
  }
})

test('the quantity in the unit of the price comes directly from the entry', () => {
  for (const [quantity, unit, density, wanted, is] of [
    [100, 'us_gal', jet, 'us_gal', 100],
    [378.541, 'l', jet, 'us_gal', 100],
    [100, 'us_gal', jet, 'l', 378.541],
    [100, 'us_gal', jet, 'lb', 670.136],
    [670.136, 'lb', jet, 'us_gal', 100],
    [1000, 'lb', 0.9, 'kg', 453.592],
    [453.592, 'kg', 0.7, 'lb', 999.999],
    [100, 'imp_gal', avgas, 'us_gal', 120.095],
  ] as [number, FuelUnit, number, FuelUnit, number][]) {
    assert.equal(
      fuelIn(wanted, { quantity, unit, densityKgPerL: density }),
      is,
      `${quantity} ${unit} in ${wanted}`,
    )
  }
})

test('an aircraft burns what its record says, or what its engine burns', () => {
  for (const [engineType, fuelProduct, burns] of [
    ['piston', null, '100LL'],
    ['piston', 'UL94', 'UL94'],
    ['piston', 'Jet A-1', 'Jet A-1'],
    ['turboprop', null, 'Jet A'],
    ['jet', null, 'Jet A'],
    ['turboshaft', null, 'Jet A'],
    ['electric', null, null],
    ['none', null, null],
  ] as const)
    assert.equal(fuelProductOf(engineType, fuelProduct), burns, `${engineType} ${fuelProduct}`)
})

test('without a density, only what needs none is known', () => {
  for (const [unit, liters, kg] of [
    ['us_gal', 37.854, null],
    ['l', 10, null],
    ['kg', null, 10],
    ['lb', null, 4.536],
  ] as const)
    assert.deepEqual(normalizeKnown({ quantity: 10, unit, densityKgPerL: null }), { liters, kg }, unit)
})
