import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rank, typedAirport } from './typedAirport.ts'

const airport = (localCode: string, icao: string | null = null) => ({
  id: 'apt_1',
  iata: null,
  icao,
  localCode,
})
const [loveland, hospital] = [airport('FNL', 'KFNL'), airport('2CD2')]

test('airports with an ICAO code rank before private fields, and codes before names', () => {
  const ranked = [hospital, loveland].toSorted((a, b) => rank(a, 'love') - rank(b, 'love'))
  assert.deepEqual(ranked, [loveland, hospital])
  assert.ok(rank(hospital, '2cd') < rank(loveland, '2cd'))
  assert.ok(rank(loveland, 'fnl') < rank(loveland, 'kfn'))
})

test('leaving the field takes the first match of a name or of the beginning of a code', () => {
  assert.equal(typedAirport('loveland', [loveland, hospital]), loveland)
  assert.equal(typedAirport('kfn', [loveland]), loveland)
})

test('leaving the field keeps an exact code, and what may be the code of an unknown airport', () => {
  assert.equal(typedAirport('FNL', [loveland]), undefined)
  assert.equal(typedAirport('LOWI', [loveland]), undefined)
  assert.equal(typedAirport('loveland', []), undefined)
})
