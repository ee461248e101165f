import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differsFromBlock } from './meter-block.ts'

test('a meter may differ from the clock by 0.3 h and 20 percent', () => {
  for (const [ran, block, differs] of [
    [100, 60, false],
    [150, 60, false],
    [151, 60, true],
    [50, 60, false],
    [49, 60, true],
    [9_900, 60, true],
    [30, 0, false],
    [31, 0, true],
    [0, 22, false],
    [0, 23, true],
  ] as const)
    assert.equal(differsFromBlock(ran, block), differs, `${ran} in ${block} min`)
})
