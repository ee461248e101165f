import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hoursVerdict } from './hours-left.ts'

const flight = (id: string, startsAt: number, minutes: number) => ({ id, startsAt, minutes })

test('what is booked may use up exactly what is left, and not a hundredth more', () => {
  const added = { startsAt: 10, minutes: 60 }
  const verdict = (minutes: number) => hoursVerdict([flight('a', 5, minutes)], added, 200)
  assert.deepEqual(verdict(60), { bookedHundredths: 200, isOver: false, firstPushedOver: null })
  assert.deepEqual(verdict(61), { bookedHundredths: 202, isOver: true, firstPushedOver: null })
})

test('a later booking does not count against an earlier one, and is named when it no longer fits', () => {
  const booked = [flight('c', 30, 60), flight('b', 20, 60)]
  const verdict = (left: number) => hoursVerdict(booked, { startsAt: 10, minutes: 60 }, left)
  assert.deepEqual(verdict(300), { bookedHundredths: 100, isOver: false, firstPushedOver: null })
  assert.deepEqual(verdict(299), { bookedHundredths: 100, isOver: false, firstPushedOver: 'c' })
  assert.deepEqual(verdict(199), { bookedHundredths: 100, isOver: false, firstPushedOver: 'b' })
  // Neither fits before, so neither is pushed over.
  assert.deepEqual(verdict(99), { bookedHundredths: 100, isOver: true, firstPushedOver: null })
})
