import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barsToDeferral, deferralStanding, melExpiresOn, melExtendedUntil } from './deferral.ts'

test('an interval of a MEL counts calendar days without the day of discovery', () => {
  for (const [category, days, expected] of [
    ['B', null, '2026-11-19'],
    ['C', null, '2026-11-26'],
    ['D', null, '2027-03-16'],
    ['A', 2, '2026-11-18'],
    ['A', null, null],
  ] as const)
    assert.equal(melExpiresOn(category, '2026-11-16', days), expected, category)
})

test('B and C are extended by their interval, A and D are not', () => {
  assert.equal(melExtendedUntil('B', '2026-11-19'), '2026-11-22')
  assert.equal(melExtendedUntil('C', '2026-11-26'), '2026-12-06')
  for (const category of ['A', 'D', null]) assert.equal(melExtendedUntil(category, '2026-11-19'), null)
})

test('an alert is due once at 3, 1 and 0 days; the day after, the deferral has expired', () => {
  for (const [today, alertedDays, alert, isExpired] of [
    ['2026-11-15', null, null, false],
    ['2026-11-16', null, 3, false],
    ['2026-11-16', 3, null, false],
    ['2026-11-17', 3, null, false],
    ['2026-11-17', null, 3, false],
    ['2026-11-18', 3, 1, false],
    ['2026-11-19', 1, 0, false],
    ['2026-11-19', 0, null, false],
    ['2026-11-20', 0, null, true],
  ] as const) {
    const standing = deferralStanding({ expiresOn: '2026-11-19', alertedDays }, today)
    assert.deepEqual(
      [standing.alert, standing.isExpired],
      [alert, isExpired],
      `${today} after ${alertedDays}`,
    )
  }
  assert.deepEqual(deferralStanding({ expiresOn: null, alertedDays: null }, '2026-11-19'), {
    isExpired: false,
    daysLeft: null,
    alert: null,
  })
})

test('each answer that stands against flying with it is named by its paragraph of 91.213(d)', () => {
  const none = {
    requiredForVfrDay: false,
    onEquipmentList: false,
    requiredByRule: false,
    requiredByDirective: false,
    isHazard: false,
  }
  const fit = { answers: none, deactivation: 'deactivated', placard: 'INOP' } as const
  assert.deepEqual(barsToDeferral(fit), [])
  for (const [answer, paragraph] of [
    ['requiredForVfrDay', '(d)(2)(i)'],
    ['onEquipmentList', '(d)(2)(ii)'],
    ['requiredByRule', '(d)(2)(iii)'],
    ['requiredByDirective', '(d)(2)(iv)'],
    ['isHazard', '(d)(4)'],
  ] as const) {
    const [bar, ...more] = barsToDeferral({ ...fit, answers: { ...none, [answer]: true } })
    assert.deepEqual(
      [bar?.paragraph, bar?.field, more],
      [`14 CFR 91.213${paragraph}`, `answers.${answer}`, []],
    )
  }
  assert.equal(barsToDeferral({ ...fit, placard: null })[0]?.field, 'placard')
  assert.equal(barsToDeferral({ ...fit, deactivation: null })[0]?.field, 'deactivation')
  assert.equal(barsToDeferral({ ...fit, answers: null })[0]?.paragraph, '14 CFR 91.213(d)(2)')
})
