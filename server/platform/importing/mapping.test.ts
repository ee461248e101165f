import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchHeaders, missingFields, optional, readValues, required } from './mapping.ts'
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
const reading = { timeZone: 'UTC', dateOrder: null, decimalSeparator: null, options: {} }

test('headings are matched whatever their case, accents and punctuation', () => {
  assert.deepEqual(matchHeaders(fields, ['TAIL_NUMBER', ' Number of Seats ', 'Rémarks']), {
    registration: 0,
    seats: 1,
    notes: 2,
  })
})

test('a unit in brackets does not hide a heading, and an exact heading goes before it', () => {
  assert.deepEqual(matchHeaders(fields, ['Seats (adults)', 'Seats', 'N-Number']), {
    registration: 2,
    seats: 1,
    notes: null,
  })
})

test('a column is given to one field alone', () => {
  const twins = { first: fields.notes, second: fields.notes }
  assert.deepEqual(matchHeaders(twins, ['Notes']), { first: 0, second: null })
})

test('a required field without a column is named', () => {
  const missing = missingFields(fields, matchHeaders(fields, ['Seats']))
  assert.deepEqual(
    missing.map(([name]) => name),
    ['registration'],
  )
})

test('a row gives its values, empty cells as null', () => {
  const mapping = matchHeaders(fields, ['ident', 'seats', 'notes'])
  const { values, problems } = readValues(fields, mapping, ['n01ap', ' 4 ', ''], reading)
  assert.deepEqual(values, { registration: 'N01AP', seats: 4, notes: null })
  assert.deepEqual(problems, [])
})

test('every problem of a row is named by its field', () => {
  const mapping = matchHeaders(fields, ['ident', 'seats', 'notes'])
  const { problems } = readValues(fields, mapping, ['', 'four'], reading)
  assert.deepEqual(problems, [
    { field: 'registration', message: 'Registration is missing: every row needs it' },
    { field: 'seats', message: '“four” is not a number' },
  ])
})
