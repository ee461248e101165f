import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currencyCodes, currencyExponent, formatMinor } from './currency.ts'

test('the yen has no decimals, the euro two, the dinar of Kuwait three; what ISO 4217 does not list is no currency', () => {
  for (const [code, exponent] of [
    ['JPY', 0],
    ['EUR', 2],
    ['KWD', 3],
    ['CLF', 4],
    ['usd', null],
    ['EURO', null],
    ['ABC', null],
    ['XXX', null],
  ] as const)
    assert.equal(currencyExponent(code), exponent, code)
})

// Intl shows what people pay with: these have a minor unit by ISO 4217, and no coins of it.
const withoutCoins = 'AFN ALL COP HUF IDR IQD IRR KPW LAK LBP MGA MMK PKR SOS SYP YER'

test('Intl has the same decimals for every currency, but for those whose minor unit has no coins', () => {
  const other = currencyCodes.filter((currency) => {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions()
    return maximumFractionDigits !== currencyExponent(currency)
  })
  assert.deepEqual(other, withoutCoins.split(' '))
})

test('an amount is written with the decimals of its currency', () => {
  for (const [minor, code, text] of [
    [123_456, 'EUR', '1234.56'],
    [-5, 'EUR', '-0.05'],
    [0, 'EUR', '0.00'],
    [1_234, 'JPY', '1234'],
    [-1, 'JPY', '-1'],
    [1_234, 'KWD', '1.234'],
    [7, 'KWD', '0.007'],
  ] as const)
    assert.equal(formatMinor(minor, code), text)
})
