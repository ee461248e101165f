import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDigitSwap } from './digit-swap.ts'

test('a swap of two neighboring digits is found, and nothing else is one', () => {
  assert.ok(isDigitSwap(125_380, 123_580))
  assert.ok(isDigitSwap(123_540, 124_530) === false)
  assert.ok(isDigitSwap(123_450, 123_540))
  assert.ok(!isDigitSwap(123_450, 123_450))
  assert.ok(!isDigitSwap(99_990, 100_000))
  assert.ok(!isDigitSwap(123_450, 213_540))
  assert.ok(!isDigitSwap(123_450, 123_460))
})
