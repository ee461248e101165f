import assert from 'node:assert/strict'
import { test } from 'node:test'
import { componentTimes } from './component-time.ts'

const engine = {
  tsnAtInstall: 185_000,
  tsoAtInstall: 35_000,
  airTotalAtOverhaul: null,
  csnAtInstall: 900,
  airTotalAtInstall: 421_050,
  airTotalNow: 461_520,
  cyclesSinceInstall: 310,
}
const limits = { lifeLimit: 400_000, lifeLimitCycles: 1_500, overhaul: 200_000 }

test('the times of a component run with the air total of its aircraft', () => {
  assert.deepEqual(componentTimes(engine, limits), {
    tsn: 225_470,
    tso: 75_470,
    csn: 1_210,
    overhaulRemaining: 124_530,
    lifeRemaining: 174_530,
    lifeRemainingCycles: 290,
  })
})

test('a component has exactly nothing left at its limit, and less than nothing behind it', () => {
  for (const [airTotalNow, left] of [
    [586_049, 1],
    [586_050, 0],
    [586_051, -1],
  ] as const)
    assert.equal(componentTimes({ ...engine, airTotalNow }, limits).overhaulRemaining, left)
})

test('one that was never overhauled counts since new, and what is not known stays unknown', () => {
  const times = componentTimes(
    { ...engine, tsoAtInstall: null, csnAtInstall: null },
    { lifeLimit: null, lifeLimitCycles: 1_500, overhaul: 200_000 },
  )
  assert.deepEqual(times, {
    tsn: 225_470,
    tso: null,
    csn: null,
    overhaulRemaining: -25_470,
    lifeRemaining: null,
    lifeRemainingCycles: null,
  })
})

test('an overhaul sets the time since overhaul back to 0, and leaves the time since new', () => {
  for (const [airTotalAtOverhaul, tso] of [
    [461_520, 0],
    [461_519, 1],
    [421_050, 40_470],
  ] as const) {
    const times = componentTimes({ ...engine, airTotalAtOverhaul }, limits)
    assert.deepEqual([times.tsn, times.tso, times.overhaulRemaining], [225_470, tso, 200_000 - tso])
  }
})
