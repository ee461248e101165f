import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decide, dueAt, freshState, matches, type RuleEvent, type RuleTiming } from './rule-decision.ts'

const rule: RuleTiming = {
  event: 'flight.approved',
  filters: {},
  severity: 'medium',
  cooldown_minutes: 0,
  digest: 'none',
  digest_at: '08:00',
  quiet_hours: null,
}
const event = (at: string, data: unknown = {}): RuleEvent => ({
  type: 'flight.approved',
  occurredAt: new Date(at),
  subjectId: 'flt_1',
  projectId: 'prj_1',
  data,
})
const noon = '2026-03-01T12:00:00Z'

/** What becomes of events at these times, one after the other. */
function outcomes(of: RuleTiming, times: string[]) {
  let state = freshState
  return times.map((at) => {
    const decision = decide(of, state, event(at), 'UTC')
    state = decision.state
    return decision.outcome === 'fires' && decision.before > 0
      ? `fires (${decision.before})`
      : decision.outcome
  })
}

test('a cooldown keeps back what follows, and says how many it was', () => {
  const cooled = { ...rule, cooldown_minutes: 30 }
  assert.deepEqual(
    outcomes(cooled, [noon, '2026-03-01T12:10:00Z', '2026-03-01T12:29:59Z', '2026-03-01T12:30:00Z']),
    ['fires', 'suppressed', 'suppressed', 'fires (2)'],
  )
})

test('an event that is older than the one before it is sent as well', () => {
  assert.deepEqual(outcomes(rule, [noon, '2026-03-01T11:59:59Z', noon]), ['fires', 'fires', 'fires'])
})

test('a threshold fires at its last event within the window, and then counts from zero', () => {
  const counted = { ...rule, filters: { threshold: 3, within_minutes: 10 } }
  const minutes = (...list: number[]) =>
    list.map((minute) => new Date(Date.parse(noon) + minute * 60_000).toISOString())
  assert.deepEqual(outcomes(counted, minutes(0, 4, 9, 9.5, 9.6, 9.7)), [
    'counting',
    'counting',
    'fires',
    'counting',
    'counting',
    'fires',
  ])
  assert.deepEqual(outcomes(counted, minutes(0, 5, 11, 16)), ['counting', 'counting', 'counting', 'counting'])
})

test('quiet hours hold until they end, over midnight and in their own zone; what is critical passes', () => {
  const quiet = { ...rule, quiet_hours: { from: '22:00', to: '06:30', zone: 'America/Denver' } }
  const due = (at: string) => dueAt(quiet, new Date(at), 'UTC')?.toISOString() ?? null
  assert.equal(due('2026-03-02T04:59:00Z'), null)
  assert.equal(due('2026-03-02T05:00:00Z'), '2026-03-02T13:30:00.000Z')
  assert.equal(due('2026-03-02T13:29:00Z'), '2026-03-02T13:30:00.000Z')
  assert.equal(due('2026-03-02T13:30:00Z'), null)
  // The night in which the clocks go forward has an hour less.
  assert.equal(due('2026-03-08T06:00:00Z'), '2026-03-08T12:30:00.000Z')
  assert.equal(dueAt({ ...quiet, severity: 'critical' }, new Date('2026-03-02T05:00:00Z'), 'UTC'), null)
})

test('a digest is due at the next full hour, or at its local time of day, and not in quiet hours', () => {
  const due = (of: Partial<RuleTiming>, at: string, zone: string) =>
    dueAt({ ...rule, ...of }, new Date(at), zone)?.toISOString()
  assert.equal(due({ digest: 'hourly' }, '2026-03-01T12:20:00Z', 'UTC'), '2026-03-01T13:00:00.000Z')
  // In India the hour is full at the half.
  assert.equal(due({ digest: 'hourly' }, '2026-03-01T12:20:00Z', 'Asia/Kolkata'), '2026-03-01T12:30:00.000Z')
  assert.equal(due({ digest: 'daily' }, '2026-03-01T12:00:00Z', 'America/Denver'), '2026-03-01T15:00:00.000Z')
  assert.equal(due({ digest: 'daily' }, '2026-03-01T15:00:00Z', 'America/Denver'), '2026-03-02T15:00:00.000Z')
  const quiet_hours = { from: '12:30', to: '14:15', zone: 'UTC' }
  assert.equal(
    due({ digest: 'hourly', quiet_hours }, '2026-03-01T12:20:00Z', 'UTC'),
    '2026-03-01T14:15:00.000Z',
  )
})

test('filters look for ids anywhere in the event, and at fields of its data', () => {
  const data = {
    aircraftId: 'acf_1',
    crew: [{ crewId: 'crw_7' }],
    blockMinutes: 50,
    status: 'approved',
    remarks: 'Bird strike on final',
    customer: { name: 'Fire service' },
    tags: ['night'],
  }
  const passes = (filters: RuleTiming['filters']) => matches({ ...rule, filters }, event(noon, data))
  assert.ok(passes({ aircraft_ids: ['acf_9', 'acf_1'], crew_ids: ['crw_7'], project_ids: ['prj_1'] }))
  assert.ok(!passes({ aircraft_ids: ['acf_1'], crew_ids: ['crw_8'] }))
  const cases: [string, Parameters<typeof matches>[0]['filters']['where'], boolean][] = [
    ['equal', [{ field: 'status', op: 'eq', value: 'approved' }], true],
    ['unequal', [{ field: 'status', op: 'ne', value: 'approved' }], false],
    ['greater', [{ field: 'blockMinutes', op: 'gt', value: 49 }], true],
    ['greater as text', [{ field: 'blockMinutes', op: 'gt', value: '49' }], false],
    ['at most', [{ field: 'data.blockMinutes', op: 'lte', value: 49 }], false],
    ['text inside', [{ field: 'remarks', op: 'contains', value: 'bird STRIKE' }], true],
    ['in a list', [{ field: 'tags', op: 'contains', value: 'night' }], true],
    ['deeper', [{ field: 'customer.name', op: 'eq', value: 'Fire service' }], true],
    ['there', [{ field: 'remarks', op: 'exists' }], true],
    ['not there', [{ field: 'cancelledAt', op: 'exists', value: false }], true],
    ['no prototype', [{ field: 'constructor.name', op: 'exists' }], false],
    [
      'all of them',
      [
        { field: 'status', op: 'exists' },
        { field: 'x', op: 'exists' },
      ],
      false,
    ],
  ]
  for (const [name, where, wanted] of cases) assert.equal(passes({ where: where ?? [] }), wanted, name)
})
