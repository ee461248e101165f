import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPassword, commonCount } from './password-policy.ts'

const owner = { email: 'ada@example.com', displayName: 'Ada Holm' }

test('far more than 3,000 leaked passwords of 10 characters or more are refused, however they are written', () => {
  assert.ok(commonCount() > 10_000, String(commonCount()))
  for (const password of [
    '1q2w3e4r5t',
    'Qwertyuiop',
    'PASSWORD1234',
    'password 1234',
    'ｑｗｅｒｔｙｕｉｏｐ',
  ])
    assert.throws(() => checkPassword(password, owner), /lists that leaked/, password)
})

test('any composition is taken: no digits, capitals or symbols are asked for', () => {
  for (const password of ['three quiet herons', '48151623429999', 'ÄÖÜäöüßẞœøå', '🛩️🛬🛫🪂✈️🛰️ up'])
    checkPassword(password, owner)
})
