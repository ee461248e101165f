import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consolePaths } from './console-paths.ts'

// The router refuses two pages at one address only when the console starts, and then shows nothing at all.
test('no two pages of the console have the same address', () => {
  const { paths, aliases } = consolePaths()
  const addresses = [...paths, ...aliases]
  assert.ok(addresses.length > 50)
  assert.deepEqual(
    addresses.filter((address, index) => addresses.indexOf(address) !== index),
    [],
  )
})
