import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockDue, clockStart, clocksStartedBy } from './reporting-clocks.ts'

const due = [
  ['asrs', '2026-03-01T12:00:00Z', 'UTC', '2026-03-11T12:00:00.000Z'],
  ['ntsb_notice', '2026-02-25T00:00:00Z', 'UTC', '2026-02-25T00:00:00.000Z'],
  ['ntsb_830', '2026-02-25T00:00:00Z', 'UTC', '2026-03-07T00:00:00.000Z'],
  ['ntsb_830_missing', '2026-02-25T00:00:00Z', 'UTC', '2026-03-04T00:00:00.000Z'],
  ['eu_376_report', '2026-03-01T12:00:00Z', 'UTC', '2026-03-04T12:00:00.000Z'],
  // The clocks go forward on March 29: 72 hours are 72 hours, and 30 days end at the same time of day.
  ['eu_376_report', '2026-03-27T12:00:00Z', 'Europe/Berlin', '2026-03-30T12:00:00.000Z'],
  ['eu_376_analysis', '2026-01-31T12:00:00Z', 'UTC', '2026-03-02T12:00:00.000Z'],
  ['eu_376_analysis', '2026-03-10T12:00:00Z', 'Europe/Berlin', '2026-04-09T11:00:00.000Z'],
  ['eu_376_analysis', '2026-11-30T12:00:00Z', 'UTC', '2026-12-30T12:00:00.000Z'],
  ['eu_376_final', '2026-11-30T12:00:00Z', 'UTC', '2027-02-28T12:00:00.000Z'],
  // Tuesday 08:59 in Denver belongs to the day that ends at 09:00, and 09:00 to the next.
  ['sdr', '2026-03-10T14:59:00Z', 'America/Denver', '2026-03-16T15:00:00.000Z'],
  ['sdr', '2026-03-09T14:59:00Z', 'America/Denver', '2026-03-13T15:00:00.000Z'],
  ['sdr', '2026-03-09T15:00:00Z', 'America/Denver', '2026-03-16T15:00:00.000Z'],
  // Due on Saturday or Sunday: Monday. Due on Thanksgiving Day: Friday.
  ['sdr', '2026-03-10T15:00:00Z', 'America/Denver', '2026-03-16T15:00:00.000Z'],
  ['sdr', '2026-11-21T18:00:00Z', 'America/Denver', '2026-11-27T16:00:00.000Z'],
] as const

for (const [kind, from, zone, until] of due)
  test(`the clock ${kind} from ${from} in ${zone} expires at ${until}`, () =>
    assert.equal(clockDue(kind, new Date(from), zone).toISOString(), until))

test('a clock starts where its law says, and says so if that is not known', () => {
  const [occurredAt, receivedAt] = [new Date('2026-11-20T10:00:00Z'), new Date('2026-11-30T10:00:00Z')]
  assert.deepEqual(clockStart('occurrence', { occurredAt, receivedAt }), {
    basis: 'occurrence',
    from: occurredAt,
  })
  for (const basis of ['awareness', 'notification'] as const)
    assert.deepEqual(clockStart(basis, { occurredAt, receivedAt }), { basis, from: receivedAt })
  assert.deepEqual(clockStart('occurrence', { occurredAt: null, receivedAt }), {
    basis: 'notification',
    from: receivedAt,
  })
})

const eu = ['eu_376_report', 'eu_376_analysis', 'eu_376_final'] as const
const started = [
  ['incident', 'flight_operations', ['faa_91'], ['asrs']],
  ['near_miss', 'airspace', ['faa_141'], ['asrs']],
  ['near_miss', 'airspace', [], []],
  ['incident', 'ground_operations', ['faa_91'], []],
  ['hazard', 'maintenance', ['faa_135'], ['sdr']],
  ['hazard', 'maintenance', ['faa_91', 'faa_141'], []],
  ['concern', 'maintenance', ['faa_135'], []],
  ['incident', 'maintenance', ['easa_nco'], eu],
  ['incident', 'flight_operations', ['uk'], eu],
  ['incident', 'flight_operations', ['faa_135', 'easa_cat'], ['asrs', ...eu]],
  ['observation', 'weather', ['easa_ato'], []],
] as const

for (const [type, category, operatingRules, kinds] of started)
  test(`a report of the type ${type}, ${category}, under ${operatingRules.join(' and ') || 'no rules'} starts ${kinds.join(', ') || 'no clock'}`, () =>
    assert.deepEqual(clocksStartedBy({ type, category, operatingRules }), kinds))
