import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remainingTaxes, type TaxedLine, taxMinor, totalsOf } from './tax.ts'

const line = (netMinor: number, taxCode = 'S21', rateBasisPoints = 2_100): TaxedLine => ({
  netMinor,
  taxCode,
  rateBasisPoints,
})
const lesson = [line(24_050), line(13_500), line(1_560)]

test('tax is rounded half away from zero', () => {
  for (const [net, rate, tax] of [
    [24_050, 2_100, 5_051], // 5,050.5
    [13_500, 2_100, 2_835],
    [1_560, 2_100, 328], // 327.6
    [-24_050, 2_100, -5_051],
    [100, 0, 0],
    [1, 5_000, 1],
    [1, 4_999, 0],
  ] as const)
    assert.equal(taxMinor(net, rate), tax)
})

test('21 % of a lesson is 82.14 rounded by the line, and 82.13 by the invoice', () => {
  assert.deepEqual(totalsOf(lesson, 'line'), {
    taxes: [{ taxCode: 'S21', rateBasisPoints: 2_100, netMinor: 39_110, taxMinor: 8_214 }],
    netMinor: 39_110,
    taxMinor: 8_214,
    totalMinor: 47_324,
  })
  assert.deepEqual(
    [totalsOf(lesson, 'invoice').taxMinor, totalsOf(lesson, 'invoice').totalMinor],
    [8_213, 47_323],
  )
})

test('each tax code has its own total, in the order of the lines', () => {
  const { taxes, totalMinor } = totalsOf(
    [line(1_000), line(2_000, 'Z', 0), line(500), line(999, 'S7', 700)],
    'invoice',
  )
  assert.deepEqual(
    taxes.map(({ taxCode, netMinor, taxMinor: tax }) => [taxCode, netMinor, tax]),
    [
      ['S21', 1_500, 315],
      ['Z', 2_000, 0],
      ['S7', 999, 70],
    ],
  )
  assert.equal(totalMinor, 4_884)
  assert.deepEqual(totalsOf([], 'line'), { taxes: [], netMinor: 0, taxMinor: 0, totalMinor: 0 })
})

test('a full credit note is exactly the negative by either rule, also after a part was credited', () => {
  for (const rule of ['line', 'invoice'] as const) {
    const invoice = totalsOf(lesson, rule)
    const whole = totalsOf(
      lesson.map((entry) => line(-entry.netMinor)),
      rule,
    )
    assert.equal(whole.totalMinor + invoice.totalMinor, 0, rule)
    // First one line, then the other two: the rest is what the invoice still has, not what two lines alone give.
    const first = totalsOf([line(-24_050)], rule)
    const [rest] = remainingTaxes(invoice.taxes, first.taxes)
    assert.equal(first.totalMinor + invoice.totalMinor, (rest?.netMinor ?? 0) + (rest?.taxMinor ?? 0))
    assert.deepEqual([rest?.netMinor, rest?.taxMinor], [15_060, rule === 'line' ? 3_163 : 3_162])
  }
})
