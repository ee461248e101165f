import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenTotals, type InvoiceAmounts } from './invoice-totals.ts'

const whole: InvoiceAmounts = {
  lineNets: [24_050, 13_500, 1_560],
  taxes: [{ netMinor: 39_110, taxMinor: 8_213 }],
  netMinor: 39_110,
  taxMinor: 8_213,
  totalMinor: 47_323,
  paidMinor: 0,
  dueMinor: 47_323,
}
const rulesOf = (change: Partial<InvoiceAmounts>) =>
  brokenTotals({ ...whole, ...change }).map(({ rule }) => rule)

test('the totals of an invoice follow from its lines and its taxes, to the cent', () => {
  for (const [change, rules] of [
    [{}, []],
    [{ paidMinor: 47_323, dueMinor: 0 }, []],
    [{ lineNets: [24_050, 13_500, 1_561], allowances: 1 }, []],
    [{ lineNets: [24_050, 13_500, 1_559] }, ['BR-CO-10', 'BR-CO-13']],
    [{ taxMinor: 8_214, totalMinor: 47_324, dueMinor: 47_324 }, ['BR-CO-14']],
    [{ totalMinor: 47_324, dueMinor: 47_324 }, ['BR-CO-15']],
    [{ dueMinor: 47_322 }, ['BR-CO-16']],
    [{ paidMinor: 1 }, ['BR-CO-16']],
    [{ taxes: [{ netMinor: 39_109, taxMinor: 8_213 }] }, ['BR-CO-18']],
  ] as const)
    assert.deepEqual(rulesOf(change), rules)
})
