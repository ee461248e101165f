import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeOfDay } from './date.ts'
import { statementOf } from './heading.ts'
import { matchColumns, missingFields, optional, readValues, required } from './mapping.ts'
import { number } from './number.ts'
import { code, text } from './value.ts'

const fields = {
  registration: required({
    title: 'Registration',
    help: '',
    headers: ['tail number', 'N-number', 'ident'],
    parse: code({ pattern: /^[A-Z0-9-]{2,10}$/, expected: 'a registration' }),
  }),
  seats: optional({
    title: 'Seats',
    help: '',
    headers: ['number of seats'],
    parse: number({ integer: true, min: 1 }),
  }),
  notes: optional({ title: 'Notes', help: '', headers: ['remarks'], parse: text() }),
}
const headed = (headings: string[]) => headings.map((header) => ({ header, cells: [] }))
const reading = { timeZone: 'UTC', dateOrder: null, decimalSeparator: null, options: {} }

test('headings are matched whatever their case, accents and punctuation', () => {
  assert.deepEqual(matchColumns(fields, headed(['TAIL_NUMBER', ' Number of Seats ', 'Rémarks'])), {
    registration: 0,
    seats: 1,
    notes: 2,
  })
})

test('a unit in brackets does not hide a heading, and an exact heading goes before it', () => {
  assert.deepEqual(matchColumns(fields, headed(['Seats (adults)', 'Seats', 'N-Number'])), {
    registration: 2,
    seats: 1,
    notes: null,
  })
})

test('a column is given to one field alone', () => {
  const twins = { first: fields.notes, second: fields.notes }
  assert.deepEqual(matchColumns(twins, headed(['Notes'])), { first: 0, second: null })
})

test('a required field without a column is named', () => {
  const missing = missingFields(fields, matchColumns(fields, headed(['Seats'])))
  assert.deepEqual(
    missing.map(([name]) => name),
    ['registration'],
  )
})

test('a row gives its values, empty cells as null', () => {
  const mapping = matchColumns(fields, headed(['ident', 'seats', 'notes']))
  const { values, problems } = readValues(fields, mapping, ['n01ap', ' 4 ', ''], reading)
  assert.deepEqual(values, { registration: 'N01AP', seats: 4, notes: null })
  assert.deepEqual(problems, [])
})

test('every problem of a row is named by its field', () => {
  const mapping = matchColumns(fields, headed(['ident', 'seats', 'notes']))
  const { problems } = readValues(fields, mapping, ['', 'four'], reading)
  assert.deepEqual(problems, [
    { field: 'registration', message: 'Registration is missing: every row needs it' },
    { field: 'seats', message: '“four” is not a number' },
  ])
})

test('of two headings of a field, the better synonym goes first, wherever it stands', () => {
  assert.equal(matchColumns(fields, headed(['ident', 'tail number'])).registration, 1)
})

test('a heading that two fields know goes to the one whose cells it has', () => {
  const time = optional({ title: 'Out', help: '', headers: ['departure'], parse: timeOfDay })
  const place = optional({
    title: 'From',
    help: '',
    headers: ['departure'],
    parse: code({ pattern: /^[A-Z]{3,4}$/, expected: 'a place' }),
  })
  const mapped = (cells: string[]) => matchColumns({ time, place }, [{ header: 'Departure', cells }])
  assert.deepEqual(mapped(['KFNL', 'KGXY']), { time: null, place: 0 })
  assert.deepEqual(mapped(['09:05', '11:10']), { time: 0, place: null })
})

test('a column without one cell of its field is left to the person, unless every row needs it', () => {
  const cells = ['a', 'b', 'c', 'd', 'e']
  const mapping = matchColumns(fields, [
    { header: 'Seats', cells },
    { header: 'Registration', cells: cells.map((cell) => `${cell}/${cell}`) },
  ])
  assert.deepEqual(mapping, { registration: 1, seats: null, notes: null })
})

test('the zone and the unit of a heading are statements, and hide no heading', () => {
  const cases: [string, string | null, string | null][] = [
    ['Out (UTC)', 'UTC', null],
    ['Out UTC', 'UTC', null],
    ['Out_Zulu', 'UTC', null],
    ['Out (Z)', 'UTC', null],
    ['In (L)', 'local', null],
    ['In [local time]', 'local', null],
    ['Block (min)', null, 'minutes'],
    ['Fuel [kg]', null, 'kg'],
    ['Fuel litres', null, 'l'],
    ['Elevation (m)', null, 'meters'],
    ['Hobbs (out)', null, null],
    ['Local', null, null],
  ]
  for (const [heading, zone, unit] of cases) assert.deepEqual(statementOf(heading), { zone, unit }, heading)
  assert.equal(matchColumns(fields, headed(['Seats UTC'])).seats, 0)
})

test('a number in another unit than that of its field is converted', () => {
  const elevation = optional({ title: 'Elevation', help: '', unit: 'feet', headers: [], parse: number() })
  const inMeters = { ...reading, byField: { elevation: { unit: 'meters' } } }
  const { values } = readValues({ elevation }, { elevation: 0 }, ['100'], inMeters)
  assert.equal(Math.round(values.elevation ?? 0), 328)
})
