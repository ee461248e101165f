import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LegLoad, loadVerdict } from './leg-load.ts'

const load: LegLoad = {
  operatingWeightKg: 1_200,
  passengersKg: 240.5,
  baggageKg: 30,
  fuelKg: 180,
  maxTakeoffWeightKg: 1_650.5,
  cg: 95,
  cgForwardLimit: 90,
  cgAftLimit: 100,
}

for (const { name, change, expected } of [
  {
    name: 'a load at its limits is within them',
    change: { cg: 100 },
    expected: { totalKg: 1_650.5, overKg: 0, isCgWithin: true },
  },
  {
    name: 'a tenth of a kilogram more is too heavy, and a tenth further aft too far',
    change: { baggageKg: 30.1, cg: 100.1 },
    expected: { totalKg: 1_650.6, overKg: 0.1, isCgWithin: false },
  },
  {
    name: 'the forward limit counts as well',
    change: { cg: 89.9 },
    expected: { totalKg: 1_650.5, overKg: 0, isCgWithin: false },
  },
  {
    name: 'no baggage weighs nothing',
    change: { baggageKg: null },
    expected: { totalKg: 1_620.5, overKg: 0, isCgWithin: true },
  },
  {
    name: 'without fuel nobody knows the total',
    change: { fuelKg: null },
    expected: { totalKg: null, overKg: null, isCgWithin: true },
  },
  {
    name: 'without a maximum and limits nobody knows whether it is within them',
    change: { maxTakeoffWeightKg: null, cgAftLimit: null },
    expected: { totalKg: 1_650.5, overKg: null, isCgWithin: null },
  },
])
  test(name, () => assert.deepEqual(loadVerdict({ ...load, ...change }), expected))
