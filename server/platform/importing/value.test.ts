import assert from 'node:assert/strict'
import { test } from 'node:test'
import { combineInstant, type DateClues, date, dateOrderOf, instant, noteDate, timeOfDay } from './date.ts'
import {
  type DecimalClues,
  decimalSeparatorOf,
  duration,
  hours,
  minutes,
  noteDecimal,
  number,
} from './number.ts'
import { boolean, choice, code, email, isNothing, list, type Parsed, type Reading, text } from './value.ts'

const plain: Reading = { timeZone: 'UTC', dateOrder: null, decimalSeparator: null, options: {} }
const denver: Reading = { ...plain, timeZone: 'America/Denver' }
const dayFirst: Reading = { ...plain, dateOrder: 'dmy' }
const monthFirst: Reading = { ...plain, dateOrder: 'mdy' }
const comma: Reading = { ...plain, decimalSeparator: ',' }
const point: Reading = { ...plain, decimalSeparator: '.' }
const inHours = hours(() => 'hours')

test('dates are read in every common form', () => {
  const cases: [string, Reading, string][] = [
    ['2026-03-04', plain, '2026-03-04'],
    ['2026/3/4', plain, '2026-03-04'],
    ['20260304', plain, '2026-03-04'],
    ['04.03.2026', dayFirst, '2026-03-04'],
    ['4/3/26', dayFirst, '2026-03-04'],
    ['03/04/2026', monthFirst, '2026-03-04'],
    ['3-4-99', monthFirst, '1999-03-04'],
    ['25/12/2026', plain, '2026-12-25'],
    ['12/25/2026', plain, '2026-12-25'],
    ['07/07/2026', plain, '2026-07-07'],
    ['4 Mar 2026', plain, '2026-03-04'],
    ['04-MAR-26', plain, '2026-03-04'],
    ['4 March 2026', plain, '2026-03-04'],
    ['March 4, 2026', plain, '2026-03-04'],
    ['2026-03-04 00:00:00', plain, '2026-03-04'],
    ['2026-03-04T00:00:00.000Z', plain, '2026-03-04'],
    ['29/02/2024', dayFirst, '2024-02-29'],
    ['11/19/2026 0:00', plain, '2026-11-19'],
    ['7/14/2026 12:00:00 AM', plain, '2026-07-14'],
    ['46331', plain, '2026-11-05'],
    ['46331.0', plain, '2026-11-05'],
  ]
  for (const [cell, reading, expected] of cases)
    assert.deepEqual(date(cell, reading), { value: expected }, cell)
})

test('a date that could be two days is refused with both of them', () => {
  assert.match(problem(date('03/04/2026', plain)), /is 3 April or 4 March: say whether/)
})

test('a date that cannot be says why', () => {
  const cases: [string, Reading, RegExp][] = [
    ['30/02/2026', dayFirst, /February 2026 has 28 days/],
    ['2025-02-29', plain, /February 2025 has 28 days/],
    ['12/25/2026', dayFirst, /no such month, read with the day first/],
    ['25/12/2026', monthFirst, /no such month, read with the month first/],
    ['46085.5', plain, /has a time of day/],
    ['yesterday', plain, /is not a date: write it as/],
    ['2026-03-04 13:45', plain, /has a time of day/],
    ['4 Foo 2026', plain, /no such month/],
    ['0026-03-04', plain, /check the year/],
  ]
  for (const [cell, reading, expected] of cases) assert.match(problem(date(cell, reading)), expected, cell)
})

test('one unmistakable date tells the order of all', () => {
  assert.equal(orderOf(['03/04/2026', '05/04/2026', '25/04/2026']), 'dmy')
  assert.equal(orderOf(['03/04/2026', '04/25/2026']), 'mdy')
  assert.equal(orderOf(['2026-04-03']), 'ymd')
  assert.equal(orderOf(['03/04/2026 14:00', '13/04/2026 09:00']), 'dmy')
})

test('dates that show no order, or two, leave it open', () => {
  assert.equal(orderOf(['03/04/2026', '05/04/2026']), null)
  assert.equal(orderOf(['25/04/2026', '04/25/2026']), null)
})

test('a clock time is local in the stated zone unless it says otherwise', () => {
  const cases: [string, Reading, string][] = [
    ['2026-07-01 13:45', plain, '2026-07-01T13:45:00Z'],
    ['2026-07-01 13:45', denver, '2026-07-01T19:45:00Z'],
    ['2026-01-01 13:45', denver, '2026-01-01T20:45:00Z'],
    ['2026-07-01T13:45:30Z', denver, '2026-07-01T13:45:30Z'],
    ['2026-07-01T13:45+02:00', denver, '2026-07-01T11:45:00Z'],
    ['2026-07-01 1:45 PM', denver, '2026-07-01T19:45:00Z'],
    ['2026-07-01 12:05 a.m.', denver, '2026-07-01T06:05:00Z'],
    ['07/13/2026 1345', denver, '2026-07-13T19:45:00Z'],
    ['4 March 2026 13:45', plain, '2026-03-04T13:45:00Z'],
    ['2026-07-01 24:00', plain, '2026-07-02T00:00:00Z'],
    ['2026-07-01 09.00', denver, '2026-07-01T15:00:00Z'],
    ['2026-07-01 1400L', { ...plain, localTimeZone: 'America/Denver' }, '2026-07-01T20:00:00Z'],
    ['46331.375', denver, '2026-11-05T16:00:00Z'],
  ]
  for (const [cell, reading, expected] of cases)
    assert.deepEqual(instant(cell, reading), { value: expected }, cell)
})

test('a date without a time of day is no moment', () => {
  assert.match(problem(instant('2026-07-01', plain)), /has no time of day/)
  assert.match(problem(instant('4 March 2026', plain)), /has no time of day/)
})

test('the hour that daylight saving skips is named, not moved', () => {
  assert.match(
    problem(instant('2026-03-08 02:30', denver)),
    /02:30 on 8 March 2026 never happened in America\/Denver/,
  )
})

test('the hour that daylight saving repeats is named, not guessed', () => {
  assert.match(
    problem(instant('2026-11-01 01:30', denver)),
    /01:30 on 1 November 2026 happened twice in America\/Denver/,
  )
  assert.deepEqual(instant('2026-11-01 01:30-07:00', denver), { value: '2026-11-01T08:30:00Z' })
  assert.deepEqual(instant('2026-11-01 02:00', denver), { value: '2026-11-01T09:00:00Z' })
})

test('a date and a time of day from two columns make a moment', () => {
  assert.deepEqual(combineInstant('13/07/2026', '9:05', denver), { value: '2026-07-13T15:05:00Z' })
  assert.deepEqual(combineInstant('2026-07-13 00:00:00', '0905Z', denver), { value: '2026-07-13T09:05:00Z' })
  assert.match(problem(combineInstant('13/07/2026', '25:10', denver)), /not a time of day/)
})

test('a time of day alone stays as written', () => {
  assert.deepEqual(timeOfDay('9:05', plain), { value: '9:05' })
  assert.match(problem(timeOfDay('25:00', plain)), /not a time of day/)
  assert.match(problem(timeOfDay('13:05 pm', plain)), /not a time of day/)
})

test('a time of day is understood in each spelling', () => {
  const cases: [string, string][] = [
    ['0905', '09:05:00Z'],
    ['905', '09:05:00Z'],
    ['9:05', '09:05:00Z'],
    ['09.05', '09:05:00Z'],
    ['09h05', '09:05:00Z'],
    ['0:00', '00:00:00Z'],
    ['0.375', '09:00:00Z'],
    ['0,375', '09:00:00Z'],
    ['0.5', '12:00:00Z'],
    ['1/0/1900 9:00', '09:00:00Z'],
    ['9:05 am', '09:05:00Z'],
    ['1405L', '20:05:00Z'],
    ['14:05 LT', '20:05:00Z'],
    ['14:05 (local)', '20:05:00Z'],
    ['14:05 zulu', '14:05:00Z'],
  ]
  const reading = { ...plain, localTimeZone: 'America/Denver' }
  for (const [cell, expected] of cases)
    assert.deepEqual(combineInstant('2026-07-13', cell, reading), { value: `2026-07-13T${expected}` }, cell)
  for (const cell of ['24:00', '2400', '24:00Z'])
    assert.deepEqual(combineInstant('2026-07-13', cell, reading), { value: '2026-07-14T00:00:00Z' }, cell)
  assert.deepEqual(combineInstant('2026-07-13', '24:05', reading), { value: '2026-07-14T00:05:00Z' })
})

test('marks that stand for nothing are empty cells', () => {
  for (const cell of ['', '-', '—', '--', 'N/A', 'n/a', '#N/A']) assert.ok(isNothing(cell), cell)
  for (const cell of ['0', 'NA', 'no', '-1']) assert.ok(!isNothing(cell), cell)
})

test('a length is whole minutes, in the unit that its column states', () => {
  assert.deepEqual(duration('1.3', plain), { value: 78 })
  assert.deepEqual(duration('1:18', plain), { value: 78 })
  assert.deepEqual(duration('02:30:00', plain), { value: 150 })
  assert.deepEqual(duration('78', { ...plain, unit: 'minutes' }), { value: 78 })
})

test('hours are hundredths, however they are written', () => {
  const cases: [string, Reading, number][] = [
    ['1.3', plain, 130],
    ['1,3', plain, 130],
    ['1:18', plain, 130],
    ['1+18', plain, 130],
    ['0:05', plain, 8],
    ['2345.6', plain, 234560],
    ['2,345.6', plain, 234560],
    ['2.345,6', plain, 234560],
    ["2'345.6", plain, 234560],
    ['2 345,6', plain, 234560],
    ['2.345', comma, 234500],
    ['2,345', point, 234500],
    ['1.3 h', plain, 130],
    ['.5', plain, 50],
  ]
  for (const [cell, reading, expected] of cases)
    assert.deepEqual(inHours(cell, reading), { value: expected }, cell)
})

test('hours that say nothing certain are refused', () => {
  assert.match(problem(inHours('2,345', plain)), /is 2.345 or 2345: say whether/)
  assert.match(problem(inHours('1:75', plain)), /75 minutes: an hour has 60/)
  assert.match(problem(inHours('-1.3', plain)), /negative/)
  assert.match(problem(inHours('1.3333', plain)), /more than two decimals/)
  assert.match(problem(inHours('abc', plain)), /not a number, as in 1.3 or 1:18/)
})

test('the unit of hours is obeyed', () => {
  assert.deepEqual(hours(() => 'hundredths')('130', plain), { value: 130 })
  assert.match(problem(hours(() => 'hundredths')('1.3', plain)), /stated in hundredths/)
  assert.deepEqual(hours(() => 'hours_minutes')('1.18', plain), { value: 130 })
  assert.deepEqual(hours(() => 'hours_minutes')('1:18', plain), { value: 130 })
  assert.match(problem(hours(() => 'hours_minutes')('1.75', plain)), /an hour has 60/)
})

test('one unmistakable number tells the decimal separator of all', () => {
  assert.equal(separatorOf(['1,234', '12,5']), ',')
  assert.equal(separatorOf(['1.234', '12.5']), '.')
  assert.equal(separatorOf(['1.234,5']), ',')
  assert.equal(separatorOf(['1,234', '1.234', '7']), null)
  assert.equal(separatorOf(['1.5', '1,5']), null)
})

test('numbers keep to their limits', () => {
  assert.deepEqual(number()('-105.01', plain), { value: -105.01 })
  assert.deepEqual(number()('51.123', plain), { value: 51.123 })
  assert.deepEqual(number()('1,234,567', plain), { value: 1234567 })
  assert.match(problem(number({ integer: true })('1.5', plain)), /whole number/)
  assert.match(problem(number({ min: -90, max: 90 })('91', plain)), /above the most possible, 90/)
  assert.match(problem(number()('1.2.3', plain)), /not a number/)
  assert.match(problem(number()('1e9', plain)), /not a number/)
})

test('minutes are read as minutes or as hours and minutes', () => {
  assert.deepEqual(minutes('78', plain), { value: 78 })
  assert.deepEqual(minutes('1:18', plain), { value: 78 })
  assert.match(problem(minutes('1.3', plain)), /write 78 or 1:18/)
})

test('yes and no are understood in several forms, and nothing else is taken for no', () => {
  assert.deepEqual(boolean('Yes', plain), { value: true })
  assert.deepEqual(boolean('X', plain), { value: true })
  assert.deepEqual(boolean('0', plain), { value: false })
  assert.match(problem(boolean('maybe', plain)), /write yes or no/)
})

test('a choice knows the words of other systems and names its own', () => {
  const category = choice({ airplane: ['aeroplane', 'ASEL'], glider: ['sail-plane'] })
  assert.deepEqual(category('Aeroplane', plain), { value: 'airplane' })
  assert.deepEqual(category('sail plane', plain), { value: 'glider' })
  assert.match(problem(category('balloon', plain)), /write one of airplane, glider/)
})

test('several values in a cell are each read once', () => {
  const functions = list(choice({ pilot: [], instructor: ['CFI'] }))
  assert.deepEqual(functions('Pilot; CFI, pilot', plain), { value: ['pilot', 'instructor'] })
  assert.match(problem(functions('pilot/cook', plain)), /“cook” is not known/)
})

test('codes lose their spaces and case, addresses their case', () => {
  const registration = code({ pattern: /^[A-Z0-9-]{2,10}$/, expected: 'a registration' })
  assert.deepEqual(registration('n 01ap', plain), { value: 'N01AP' })
  assert.match(problem(registration('N01/AP', plain)), /is not a registration/)
  assert.deepEqual(email('Ada@Example.COM', plain), { value: 'ada@example.com' })
  assert.match(problem(email('ada at example', plain)), /not an email address/)
})

test('a long text is refused rather than cut', () => {
  assert.match(problem(text({ max: 10 })('x'.repeat(11), plain)), /has 11 characters: at most 10/)
})

function problem(parsed: Parsed<unknown>) {
  assert.ok('problem' in parsed, `expected a problem, got ${JSON.stringify(parsed)}`)
  return parsed.problem
}

function orderOf(cells: string[]) {
  const clues: DateClues = { dayFirst: null, monthFirst: null, unclear: null }
  for (const cell of cells) noteDate(clues, cell)
  return dateOrderOf(clues)
}

function separatorOf(cells: string[]) {
  const clues: DecimalClues = { point: null, comma: null }
  for (const cell of cells) noteDecimal(clues, cell)
  return decimalSeparatorOf(clues)
}
