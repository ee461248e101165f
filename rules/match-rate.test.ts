import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chooseRate, isTie, type RateFacts, type RateMatch } from './match-rate.ts'

const facts: RateFacts = {
  aircraftId: 'N1',
  typeDesignator: 'C172',
  instructorId: 'Ada',
  memberGroup: 'club',
  airport: 'KFNL',
}
const any: RateMatch = {}
const type = { typeDesignator: 'C172' }
const typeAndGroup = { typeDesignator: 'C172', memberGroup: 'club' }
const aircraft = { aircraftId: 'N1' }
const aircraftAndGroup = { aircraftId: 'N1', memberGroup: 'club' }

test('the most exact match wins: aircraft + group, aircraft, type + group, type, any', () => {
  const order = [aircraftAndGroup, aircraft, typeAndGroup, type, any].map((match) => ({ match }))
  for (const [index, rate] of order.entries()) {
    const weaker = order.slice(index)
    assert.equal(chooseRate(weaker, facts), rate)
    assert.equal(chooseRate(weaker.toReversed(), facts), rate)
  }
})

test('a rate fits only what it names', () => {
  for (const match of [
    { aircraftId: 'N2' },
    { typeDesignator: 'C152' },
    { memberGroup: 'students' },
    { instructorId: 'Ben' },
    { airport: 'KGXY' },
    { aircraftId: 'N1', memberGroup: 'students' },
  ]) {
    assert.equal(chooseRate([{ match }], facts), null)
    assert.deepEqual(chooseRate([{ match }, { match: any }], facts), { match: any })
  }
  const nobody = { ...facts, memberGroup: null, instructorId: null }
  assert.equal(chooseRate([{ match: { memberGroup: 'club' } }], nobody), null)
})

test('an instructor of their own price comes before the price of the type', () => {
  const own = { match: { instructorId: 'Ada' } }
  assert.equal(chooseRate([{ match: aircraftAndGroup }, own], facts), own)
})

test('two rates tie if both can fit and neither is more exact', () => {
  for (const [a, b, tie] of [
    [any, any, true],
    [type, type, true],
    [type, { typeDesignator: 'C152' }, false],
    [type, any, false],
    [aircraft, aircraft, true],
    [aircraft, { aircraftId: 'N1', typeDesignator: 'C172' }, true],
    [aircraftAndGroup, { aircraftId: 'N1', memberGroup: 'students' }, false],
    [aircraftAndGroup, aircraft, false],
  ] as const)
    assert.equal(isTie(a, b), tie)
})
