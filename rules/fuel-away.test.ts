import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuelAwayCreditMinor } from './fuel-away.ts'

test('fuel bought away is credited at the lesser of what was paid and the price at home', () => {
  for (const [paidMinor, homeMinor, credit] of [
    [260, 220, 17_600],
    [210, 220, 16_800],
    [220, 220, 17_600],
  ] as const)
    assert.equal(
      fuelAwayCreditMinor({ literThousandths: 80_000, paidMinor, homeMinor, perQuantity: 1 }),
      credit,
    )
})
