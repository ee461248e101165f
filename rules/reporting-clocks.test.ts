import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockDue, clocksStartedBy } from './reporting-clocks.ts'

const due = [
  ['asrs', '2026-03-01T12:00:00.000Z', '2026-03-11T12:00:00.000Z'],
  ['ntsb_830', '2026-02-25T00:00:00.000Z', '2026-03-07T00:00:00.000Z'],
  ['sdr', '2026-03-01T12:00:00.000Z', '2026-03-05T12:00:00.000Z'],
  ['eu_376_report', '2026-03-01T12:00:00.000Z', '2026-03-04T12:00:00.000Z'],
  ['eu_376_analysis', '2026-01-31T12:00:00.000Z', '2026-03-02T12:00:00.000Z'],
  ['eu_376_final', '2026-11-30T12:00:00.000Z', '2027-02-28T12:00:00.000Z'],
] as const

for (const [kind, from, until] of due)
  test(`the clock ${kind} from ${from} expires at ${until}`, () =>
    assert.equal(clockDue(kind, new Date(from)).toISOString(), until))

const started = [
  ['incident', 'flight_operations', 'America/Denver', ['asrs']],
  ['near_miss', 'airspace', 'UTC', ['asrs']],
  ['incident', 'ground_operations', 'America/Denver', []],
  ['hazard', 'maintenance', 'America/Denver', ['sdr']],
  ['concern', 'maintenance', 'America/Denver', []],
  ['incident', 'maintenance', 'Europe/Zurich', ['eu_376_report', 'eu_376_analysis', 'eu_376_final']],
  ['observation', 'weather', 'Europe/Zurich', []],
] as const

for (const [type, category, zone, kinds] of started)
  test(`a report of the type ${type}, ${category}, ${zone} starts ${kinds.join(', ') || 'no clock'}`, () =>
    assert.deepEqual(clocksStartedBy({ type, category, zone }), kinds))
