import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  cells,
  formatCell,
  icaoMatrix,
  type MatrixTable,
  matrixFlaw,
  parseCell,
  parseLikelihood,
  parseSeverity,
  type Tolerability,
  tolerabilityOf,
} from './risk-matrix.ts'

// ICAO Doc 9859, 4th edition: the cell, the same cell reversed, and its tolerability.
const table: [icao: string, reversed: string, tolerability: string][] = [
  ['5A', '5E', 'intolerable'],
  ['5B', '4E', 'intolerable'],
  ['5C', '3E', 'intolerable'],
  ['5D', '2E', 'tolerable'],
  ['5E', '1E', 'tolerable'],
  ['4A', '5D', 'intolerable'],
  ['4B', '4D', 'intolerable'],
  ['4C', '3D', 'tolerable'],
  ['4D', '2D', 'tolerable'],
  ['4E', '1D', 'tolerable'],
  ['3A', '5C', 'intolerable'],
  ['3B', '4C', 'tolerable'],
  ['3C', '3C', 'tolerable'],
  ['3D', '2C', 'tolerable'],
  ['3E', '1C', 'acceptable'],
  ['2A', '5B', 'tolerable'],
  ['2B', '4B', 'tolerable'],
  ['2C', '3B', 'tolerable'],
  ['2D', '2B', 'acceptable'],
  ['2E', '1B', 'acceptable'],
  ['1A', '5A', 'tolerable'],
  ['1B', '4A', 'acceptable'],
  ['1C', '3A', 'acceptable'],
  ['1D', '2A', 'acceptable'],
  ['1E', '1A', 'acceptable'],
]

for (const [icao, reversed, tolerability] of table) {
  test(`ICAO ${icao} is ${reversed} reversed, and ${tolerability}`, () => {
    const rating = parseCell(icao, 'icao')
    assert.ok(rating)
    assert.deepEqual(parseCell(reversed, 'reversed'), rating)
    assert.equal(formatCell(rating, 'icao'), icao)
    assert.equal(formatCell(rating, 'reversed'), reversed)
    assert.equal(tolerabilityOf(rating), tolerability)
  })
}

test('the table has 25 cells, in drawing order', () => {
  assert.equal(cells.length, 25)
  assert.deepEqual(
    table.map(([icao]) => icao),
    cells,
  )
  assert.equal(Object.keys(icaoMatrix).length, 25)
})

test('severity is read as a letter or a digit, likelihood as a digit or a letter', () => {
  assert.deepEqual(['A', 'b', 'C', 'D', 'E'].map(parseSeverity), ['A', 'B', 'C', 'D', 'E'])
  assert.deepEqual([5, '4', 3, 2, 1].map(parseSeverity), ['A', 'B', 'C', 'D', 'E'])
  assert.deepEqual([5, '4', 3, 2, 1].map(parseLikelihood), [5, 4, 3, 2, 1])
  assert.deepEqual(['E', 'd', 'C', 'B', 'A'].map(parseLikelihood), [5, 4, 3, 2, 1])
})

test('text that is not a rating is refused', () => {
  for (const wrong of ['', 'F', '0', '6', 0, 6, 2.5, '3.0x']) {
    assert.equal(parseSeverity(wrong), null, `severity ${wrong}`)
    assert.equal(parseLikelihood(wrong), null, `likelihood ${wrong}`)
  }
  for (const wrong of ['', 'E4', '6A', '3F', '33', 'BB', '3BB'])
    assert.equal(parseCell(wrong, 'icao'), null, wrong)
})

test('a workspace’s own table cannot make a milder or rarer cell worse', () => {
  assert.equal(matrixFlaw(icaoMatrix), null)
  assert.match(
    matrixFlaw({ ...icaoMatrix, '3E': 'intolerable' }) ?? '',
    /3E would be worse than 4E, which is more frequent/,
  )
  assert.match(matrixFlaw({ ...icaoMatrix, '2A': 'intolerable', '3A': 'tolerable' }) ?? '', /more/)
  const { '1E': _, ...without } = icaoMatrix
  assert.match(matrixFlaw(without as MatrixTable) ?? '', /1E is missing/)
  const all = (tolerability: Tolerability) =>
    Object.fromEntries(cells.map((cell) => [cell, tolerability])) as MatrixTable
  assert.match(matrixFlaw(all('acceptable')) ?? '', /5A must be intolerable/)
  assert.match(matrixFlaw(all('intolerable')) ?? '', /1E must be acceptable/)
})
