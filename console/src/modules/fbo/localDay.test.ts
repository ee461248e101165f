import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayIn } from '#ui/time.ts'
import { clockOf, instantOn } from './localDay.ts'

test('a UTC time of day is placed on the local day of the base', () => {
  for (const [day, clock, zone, wanted] of [
    ['2026-11-21', '14:05Z', 'America/Denver', '2026-11-21T14:05:00.000Z'],
    ['2026-11-21', '0130', 'America/Denver', '2026-11-22T01:30:00.000Z'],
    ['2026-11-21', '0700', 'America/Denver', '2026-11-21T07:00:00.000Z'],
    ['2026-11-21', '0659', 'America/Denver', '2026-11-22T06:59:00.000Z'],
    ['2026-11-21', '2300', 'Pacific/Auckland', '2026-11-20T23:00:00.000Z'],
    ['2026-11-21', '1405', 'UTC', '2026-11-21T14:05:00.000Z'],
    ['2026-11-21', 'noon', 'UTC', null],
  ] as const)
    assert.equal(instantOn(day, clock, zone), wanted, `${clock} on ${day} in ${zone}`)
})

test('and back', () => {
  assert.equal(clockOf('2026-11-22T01:30:00.000Z'), '01:30Z')
  assert.equal(dayIn(new Date('2026-11-22T01:30:00Z'), 'America/Denver'), '2026-11-21')
})
