import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOf, parseRecurrence } from './recurrence.ts'

function days(rule: string, startsOn: string, lastDay = '2028-12-31'): string[] {
  const parsed = parseRecurrence(rule)
  assert.ok('rule' in parsed, `${rule}: ${JSON.stringify(parsed)}`)
  return daysOf(parsed.rule, startsOn, lastDay)
}

test('a rule names its days', () => {
  const cases: [rule: string, startsOn: string, days: string[]][] = [
    ['FREQ=DAILY;COUNT=3', '2027-02-27', ['2027-02-27', '2027-02-28', '2027-03-01']],
    ['FREQ=DAILY;INTERVAL=2;COUNT=2', '2027-02-27', ['2027-02-27', '2027-03-01']],
    ['FREQ=DAILY;BYDAY=MO,FR;COUNT=3', '2027-03-05', ['2027-03-05', '2027-03-08', '2027-03-12']],
    ['FREQ=WEEKLY;COUNT=2', '2027-03-09', ['2027-03-09', '2027-03-16']],
    // The week begins on Monday: Sunday the 14th belongs to the first week, Monday the 15th to a skipped one.
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=3', '2027-03-08', ['2027-03-08', '2027-03-14', '2027-03-22']],
    ['RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270316', '2027-03-09', ['2027-03-09', '2027-03-16']],
    ['FREQ=WEEKLY;BYDAY=TU;UNTIL=20270315T235959Z', '2027-03-09', ['2027-03-09']],
    // A month without a 31st has no such day.
    ['FREQ=MONTHLY;COUNT=3', '2027-01-31', ['2027-01-31', '2027-03-31', '2027-05-31']],
    ['FREQ=MONTHLY;BYDAY=2TU;COUNT=2', '2027-03-01', ['2027-03-09', '2027-04-13']],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=2', '2027-02-01', ['2027-02-26', '2027-03-26']],
    ['FREQ=MONTHLY;BYDAY=5MO;COUNT=2', '2027-03-01', ['2027-03-29', '2027-05-31']],
  ]
  for (const [rule, startsOn, expected] of cases) assert.deepEqual(days(rule, startsOn), expected, rule)
})

test('a series ends with the last day that is asked for, and includes it', () => {
  assert.deepEqual(days('FREQ=WEEKLY', '2027-03-09', '2027-03-23').length, 3)
  assert.deepEqual(days('FREQ=WEEKLY', '2027-03-09', '2027-03-22').length, 2)
})

test('what is outside of the supported part is named', () => {
  const parts: [rule: string, part: string][] = [
    ['FREQ=YEARLY', 'FREQ=YEARLY'],
    ['COUNT=3', 'FREQ='],
    ['FREQ=WEEKLY;BYSETPOS=1', 'BYSETPOS=1'],
    ['FREQ=WEEKLY;BYDAY=2TU', 'BYDAY=2TU'],
    ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY=XX'],
    ['FREQ=WEEKLY;INTERVAL=0', 'INTERVAL=0'],
    ['FREQ=WEEKLY;COUNT=401', 'COUNT=401'],
    ['FREQ=WEEKLY;UNTIL=20270230', 'UNTIL=20270230'],
    ['FREQ=WEEKLY;COUNT=2;UNTIL=20270301', 'UNTIL'],
    ['FREQ=WEEKLY;FREQ=DAILY', 'FREQ=DAILY'],
    ['', ''],
  ]
  for (const [rule, part] of parts) {
    const parsed = parseRecurrence(rule)
    assert.ok('part' in parsed, rule)
    assert.equal(parsed.part, part, rule)
  }
})
