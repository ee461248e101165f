import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fit, fitting } from './fit.ts'

for (const [text, query, rank] of [
  ['Flights', 'fli', 4],
  ['Log flight', 'flight', 3],
  ['New safety report', 'rep saf', 2],
  ['Medical certificates', 'medcal', 1],
  ['Use the dark theme', 'dark', 3],
  ['Aircraft', 'xyz', 0],
  ['Aircraft', 'tfa', 0],
  ['A long title with far letters', 'adr', 0],
  ['Anything', '  ', 1],
] as const)
  test(`"${query}" fits "${text}" by rank ${rank}`, () => assert.equal(fit(text, query), rank))

test('the best fit comes first, and what does not fit is left out', () => {
  assert.deepEqual(
    fitting(['Log flight', 'Flights', 'People'], 'fli', (text) => text),
    ['Flights', 'Log flight'],
  )
})
