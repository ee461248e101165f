import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberOf } from './number.ts'

test('a number is read with a point or a comma, and what is none is no number instead of a guess', () => {
  for (const [text, number] of [
    ['120.5', 120.5],
    [' 120,5 ', 120.5],
    ['-3', -3],
    ['0', 0],
    ['', null],
    ['  ', null],
  ] as const)
    assert.equal(numberOf(text), number, text)
  for (const text of ['a lot', '1 000', '1,000.5', '12h', '0x10', '1e5'])
    assert.ok(Number.isNaN(numberOf(text)), text)
})
