import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aircraftCategories, completeKind, faultOfKind, readKind } from './aircraft-kind.ts'

const faults = [
  [{ category: 'airplane', class: 'single_engine_land', engineType: 'piston' }, null],
  [{ category: 'airplane', class: 'helicopter', engineType: 'piston' }, 'class'],
  [{ category: 'glider', class: 'single_engine_land', engineType: 'jet' }, 'class'],
  // A sustainer engine.
  [{ category: 'glider', class: 'glider', engineType: 'jet' }, null],
  [{ category: 'glider', class: 'glider', engineType: 'turboshaft' }, 'engineType'],
  [{ category: 'rotorcraft', class: 'helicopter', engineType: 'turboprop' }, 'engineType'],
  [{ category: 'rotorcraft', class: 'helicopter', engineType: 'turboshaft' }, null],
  [{ category: 'airplane', class: 'single_engine_land', engineType: 'none' }, 'engineType'],
  [{ category: 'lighter_than_air', class: 'glider', engineType: 'none' }, 'class'],
  [{ category: 'simulator', class: 'multi_engine_land', engineType: 'none' }, null],
  [{ category: 'uas', class: 'helicopter', engineType: 'electric' }, null],
] as const

for (const [kind, field] of faults)
  test(`${Object.values(kind).join(' + ')} is ${field === null ? 'possible' : `refused by its ${field}`}`, () => {
    assert.equal(faultOfKind(kind)?.field ?? null, field)
  })

test('what follows from a category is possible', () => {
  for (const category of aircraftCategories) assert.equal(faultOfKind(completeKind({ category })), null)
  assert.deepEqual(completeKind({}), {
    category: 'airplane',
    class: 'single_engine_land',
    engineType: 'piston',
  })
})

const words = [
  ['ASEL', 'airplane', 'single_engine_land'],
  ['Airplane single-engine land', 'airplane', 'single_engine_land'],
  ['airplane_multi_engine_sea', 'airplane', 'multi_engine_sea'],
  ['AMEL', 'airplane', 'multi_engine_land'],
  ['Aeroplane', 'airplane', null],
  ['Rotorcraft - Helicopter', 'rotorcraft', 'helicopter'],
  ['Glider', 'glider', 'glider'],
  ['AATD', 'simulator', null],
] as const

for (const [written, category, of] of words)
  test(`${written} is ${category}, ${of ?? 'without a class'}`, () => {
    assert.deepEqual(readKind(written), { category, class: of })
  })

test('other words are no kind', () => {
  for (const written of ['', 'airplane glider', 'boat', '4']) assert.equal(readKind(written), null)
})
