import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setRegion } from '#ui/region.ts'
import { formatMoney, formatRate, minorOf, parseRate } from './money.ts'

setRegion({ locale: 'en-US', timezone: 'UTC' })

test('a price is whole numbers, whatever was typed', () => {
  for (const [text, currency, wanted] of [
    ['6.45', 'USD', { priceMinor: 645, perQuantity: 1 }],
    ['6', 'USD', { priceMinor: 600, perQuantity: 1 }],
    ['5.4123', 'USD', { priceMinor: 54_123, perQuantity: 100 }],
    ['1.005', 'EUR', { priceMinor: 1_005, perQuantity: 10 }],
    ['6.500', 'USD', { priceMinor: 650, perQuantity: 1 }],
    ['0,9', 'EUR', { priceMinor: 90, perQuantity: 1 }],
    ['1200', 'JPY', { priceMinor: 1_200, perQuantity: 1 }],
    ['1200.5', 'JPY', { priceMinor: 12_005, perQuantity: 10 }],
    ['six', 'USD', null],
    ['-1', 'USD', null],
  ] as const)
    assert.deepEqual(parseRate(text, currency), wanted, `${text} ${currency}`)
})

test('and is shown with the decimals that it has', () => {
  assert.equal(formatMoney(77_723, 'USD'), '$777.23')
  assert.equal(formatMoney(1_200, 'JPY'), '¥1,200')
  assert.equal(formatRate(54_123, 100, 'USD'), '$5.4123')
  assert.equal(formatRate(645, 1, 'USD'), '$6.45')
})

test('an amount is whole minor units of its currency, also where nobody has coins of them', () => {
  for (const [typed, currency, minor] of [
    ['60', 'USD', 6_000],
    [60.05, 'USD', 6_005],
    ['60.005', 'USD', Number.NaN],
    ['abc', 'USD', Number.NaN],
    ['12.5', 'HUF', 1_250],
    ['1.234', 'KWD', 1_234],
    ['7', 'JPY', 7],
  ] as const)
    assert.equal(minorOf(typed, currency), minor)
  assert.match(formatMoney(12_345, 'HUF'), /123\.45/)
})
