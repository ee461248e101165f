import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dialRan, formatHours, formatMeter, parseHours } from './hours.ts'

test('hours are parsed to the hundredth without going through a float', () => {
  for (const [text, hundredths] of [
    ['1234.5', 123450],
    ['0,29', 29],
    ['1234.57', 123457],
    ['7', 700],
    ['1 234.5', 123450],
  ] as const)
    assert.equal(parseHours(text), hundredths, text)
  for (const text of ['', '-1', '1.234', '12:30', 'abc']) assert.equal(parseHours(text), null, text)
})

test('hours show the second decimal only when it says something', () => {
  for (const [hundredths, text] of [
    [123450, '1234.5'],
    [123457, '1234.57'],
    [0, '0.0'],
    [-110, '-1.1'],
  ] as const)
    assert.equal(formatHours(hundredths), text)
})

test('a meter has the decimals of its dial, so that a column of them is aligned', () => {
  assert.equal(formatMeter('hobbs', 123450), '1234.5')
  assert.equal(formatMeter('tach', 123450), '1234.50')
  assert.equal(formatMeter('cycles', 123450), '1235')
})

test('a dial goes on at 0 after 9999.9', () => {
  assert.equal(dialRan(100, 230), 130)
  assert.equal(dialRan(999_880, 30), 150)
  assert.equal(dialRan(234_480, 0), -234_480)
})
