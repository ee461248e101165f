import assert from 'node:assert/strict'
import { test } from 'node:test'
import { airportName } from './airportName.ts'

test('an airport in capitals gets the name that people write, and another keeps its own', () => {
  assert.equal(airportName('NORTHERN COLORADO RGNL'), 'Northern Colorado Regional')
  assert.equal(
    airportName('SCOTTSBLUFF/WESTERN NEBRASKA RGNL/WM B HEILIG FLD'),
    'Scottsbluff/Western Nebraska Regional/Wm B Heilig Field',
  )
  assert.equal(airportName("CHICAGO O'HARE INTL"), "Chicago O'Hare International")
  assert.equal(airportName('München Franz Josef Strauß'), 'München Franz Josef Strauß')
})
