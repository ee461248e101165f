import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pickedAfter } from './picked.ts'

const ids = ['a', 'b', 'c', 'd']
const pick = (now: string[], id: string, before: string | null, isRange: boolean) =>
  [...pickedAfter(new Set(now), ids, id, before, isRange)].toSorted()

test('one row is picked and unpicked', () => {
  assert.deepEqual(pick([], 'b', null, false), ['b'])
  assert.deepEqual(pick(['b'], 'b', 'b', false), [])
})

test('with Shift, the rows from the last one on follow it, in both directions', () => {
  assert.deepEqual(pick(['a'], 'c', 'a', true), ['a', 'b', 'c'])
  assert.deepEqual(pick(['d'], 'b', 'd', true), ['b', 'c', 'd'])
  assert.deepEqual(pick(['a', 'b', 'c'], 'a', 'c', true), [])
})

test('without a row before, or when it is gone, Shift picks one row', () => {
  assert.deepEqual(pick([], 'c', null, true), ['c'])
  assert.deepEqual(pick([], 'c', 'x', true), ['c'])
})
